import { printable } from '../terminal/printable.ts'
import { type Output, styled } from '../terminal/style.ts'
import { layoutTable } from '../terminal/table.ts'
import { formatTree } from '../terminal/tree.ts'

type Row = Readonly<Record<string, unknown>>

/** Title of a column and what it shows of a row; a column that shows nothing at all is left out. */
type Column = readonly [title: string, show: (row: Row) => string]

const member =
  (name: string) =>
  (row: Row): string =>
    text(row[name])

const moduleColumns: readonly Column[] = [
  ['module', member('service')],
  ['state', member('state')],
  ['calls', member('calls')],
  ['needs', member('dependencies')],
  ['needed by', member('dependants')],
  ['reason', member('reason')],
]

const routineColumns: readonly Column[] = [
  ['routine', member('name')],
  ['for', (row) => duration(Number(row['age_ms']))],
  ['does', (row) => text(row['waits'])],
]

const queueColumns: readonly Column[] = [
  ['queue', (row) => '  '.repeat(Number(row['depth'])) + text(row['name'])],
  ['priority', member('priority')],
  ['waiting', member('length')],
  ['oldest', (row) => (row['length'] === 0 ? '' : duration(Number(row['headAgeMs'])))],
  ['stalled', (row) => nonZero(row['stalledLines'])],
  ['senders', (row) => nonZero(row['waitingSenders'])],
  ['passed', member('passed')],
]

const subscriptionColumns: readonly Column[] = [
  ['subscription', member('name')],
  ['waiting', (row) => `${text(row['length'])} of ${text(row['limit'])}`],
  ['dropped', (row) => nonZero(row['dropped'])],
]

export function formatModules(answer: unknown, output: Output): string[] {
  // Of one module everything, of many what tells them apart.
  return Array.isArray(answer) ? formatTable(rowsOf(answer), moduleColumns, output) : formatTree(answer, width(output))
}

export function formatRoutines(answer: unknown, output: Output): string[] {
  const rows = rowsOf(answer)
  return rows.length === 0 ? ['no routine runs'] : formatTable(rows, routineColumns, output)
}

export function formatQueues(answer: unknown, output: Output): string[] {
  const { queue, subscriptions, unclaimed, timers } = Object(answer) as Row
  const readers = rowsOf(subscriptions)
  return [
    ...formatTable(flatten(Object(queue) as Row, 0), queueColumns, output),
    '',
    ...(readers.length === 0 ? [] : [...formatTable(readers, subscriptionColumns, output), '']),
    `${text(unclaimed)} unclaimed, ${text(timers)} timers`,
  ]
}

function flatten(queue: Row, depth: number): Row[] {
  return [{ ...queue, depth }, ...rowsOf(queue['children']).flatMap((child) => flatten(child, depth + 1))]
}

function formatTable(rows: readonly Row[], columns: readonly Column[], output: Output): string[] {
  const cells = columns.map(([title, show]) => [title, ...rows.map((row) => printable(show(row)))])
  const used = cells.filter(([, ...shown]) => shown.some((cell) => cell !== ''))
  const table = Array.from({ length: rows.length + 1 }, (_, at) => used.map((column) => column[at] ?? ''))
  const [heading = '', ...lines] = layoutTable(table, width(output))
  return [styled(output, 'dim', heading), ...lines]
}

function rowsOf(answer: unknown): Row[] {
  return Array.isArray(answer) ? answer.map((each) => Object(each) as Row) : []
}

function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join(', ')
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)
}

function nonZero(value: unknown): string {
  return value === 0 ? '' : text(value)
}

/** `350 ms`, `12 s`, `3 min`, `5.1 h`, `2.0 d`. */
function duration(ms: number): string {
  if (!(ms >= 1000)) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${Math.round(ms / 1000)} s`
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`
  return ms < 86_400_000 ? `${(ms / 3_600_000).toFixed(1)} h` : `${(ms / 86_400_000).toFixed(1)} d`
}

function width({ columns }: Output): number {
  return columns ?? Number.POSITIVE_INFINITY
}
