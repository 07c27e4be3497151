import { type Dialect, formatMessage } from '@vlcp/openflow'
import { type Examined, examineEverything } from './built-oracle.fixture.ts'
import { defectOf, DEFECTS, explain, REFUSALS } from './built-verdicts.fixture.ts'

interface Column {
  readonly name: string
  readonly examined: readonly Examined[]
}

/** A table of markdown; the first row is its head. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? []
  const lines = rows.map((row) => `| ${row.map((text, at) => text.padEnd(widths[at] ?? 0)).join(' | ')} |`)
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`)
  return lines.join('\n')
}

function cell(examined: readonly Examined[]): string {
  if (examined.length === 0) return 'no form'
  const refused = examined.filter(({ refusal }) => refusal !== undefined).length
  const malformed = examined.filter(({ malformed: bad }) => bad).length
  const read = refused === 0 ? 'yes' : `${examined.length - refused} of ${examined.length}`
  return malformed === 0 ? read : `${read} (tshark ${examined.length - malformed})`
}

function kindsTable(columns: readonly Column[]): string {
  const kinds = [...new Set(columns.flatMap(({ examined }) => examined.map(({ kind }) => kind)))].toSorted()
  return markdownTable([
    ['what is built', ...columns.map(({ name }) => name)],
    ...kinds.map((kind) => [
      kind,
      ...columns.map(({ examined }) => cell(examined.filter((each) => each.kind === kind))),
    ]),
  ])
}

const versionsWith = (columns: readonly Column[], applies: (each: Examined) => boolean): string =>
  columns
    .filter(({ examined }) => examined.some(applies))
    .map(({ name }) => name)
    .join(', ')

function refusalsTable(columns: readonly Column[]): string {
  const rows = REFUSALS.map((refusal) => [
    refusal.error,
    refusal.why,
    versionsWith(
      columns,
      ({ refusal: error, message }) =>
        error !== undefined && explain(REFUSALS, error, formatMessage(message)) === refusal,
    ),
  ])
  return markdownTable([['error', 'why', 'versions'], ...rows])
}

function defectsTable(columns: readonly Column[]): string {
  const rows = DEFECTS.map((defect) => [
    defect.why,
    versionsWith(columns, (each) => each.malformed && defectOf(each) === defect),
  ])
  return markdownTable([['defect of tshark 4.0', 'versions'], ...rows])
}

/** What can be built in each version, and what Open vSwitch and tshark make of it, as markdown. */
export async function builtTables(dialects: readonly Dialect[]): Promise<string> {
  const columns: Column[] = []
  for (const dialect of dialects) {
    columns.push({ name: dialect.name, examined: (await examineEverything(dialect)).examined })
  }
  return [kindsTable(columns), refusalsTable(columns), defectsTable(columns)].join('\n\n')
}
