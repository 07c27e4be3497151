import { printable } from './printable.ts'
import { type Output, styled } from './style.ts'
import { layoutTable } from './table.ts'

/** One flow as `controller.flows` answers it. */
export interface ListedFlow {
  readonly table: number
  readonly tableName: string
  readonly priority: number
  /** ovs-ofctl text of the match; empty matches every packet. */
  readonly match: string
  readonly actions: string
  /** The whole flow as ovs-ofctl text. */
  readonly text: string
  /** The objects of the model the flow was made for. */
  readonly objects: readonly string[]
  /** `installed` when the switch has confirmed it. */
  readonly state: string
}

/** One group as `controller.flows` answers it. */
export interface ListedGroup {
  readonly text: string
  readonly objects: readonly string[]
  readonly state: string
}

export interface FlowListing {
  readonly bridge: string
  readonly flows: readonly ListedFlow[]
  readonly groups: readonly ListedGroup[]
}

/** State of a flow that needs no mention. */
const settledState = 'installed'

/** The flows of a bridge: tables for a terminal, one ovs-ofctl line each with its origin as a comment for a pipe. */
export function formatFlows(listing: FlowListing, output: Output): string[] {
  const { flows, groups } = listing
  const width = output.columns
  if (width === undefined) return [...groups, ...flows].map(formatPlain)
  const tables = groupByTable(flows)
  const counts = [count(flows.length, 'flow'), `in ${count(tables.length, 'table')},`, count(groups.length, 'group')]
  return [
    `${styled(output, 'bold', printable(listing.bridge))}: ${counts.join(' ')}`,
    ...formatGroups(groups, output, width),
    ...tables.flatMap((tableFlows) => formatTable(tableFlows, output, width)),
  ]
}

function formatPlain({ text, objects, state }: ListedFlow | ListedGroup): string {
  return printable(`${text}  # ${originAndState(objects, state)}`)
}

function groupByTable(flows: readonly ListedFlow[]): ListedFlow[][] {
  const tables = new Map<number, ListedFlow[]>()
  for (const flow of flows) {
    const table = tables.get(flow.table)
    if (table === undefined) tables.set(flow.table, [flow])
    else table.push(flow)
  }
  return [...tables.values()]
}

function formatTable(flows: readonly ListedFlow[], output: Output, width: number): string[] {
  const rows = flows.map(({ priority, match, actions, objects, state }) => [
    String(priority),
    match === '' ? 'any' : match,
    actions,
    originAndState(objects, state),
  ])
  const title = `table ${flows[0]?.table} ${flows[0]?.tableName}`
  return section(title, ['priority', 'match', 'actions', 'from'], rows, output, width)
}

function formatGroups(groups: readonly ListedGroup[], output: Output, width: number): string[] {
  if (groups.length === 0) return []
  const rows = groups.map(({ text, objects, state }) => [text, originAndState(objects, state)])
  return section('groups', ['group', 'from'], rows, output, width)
}

function originAndState(objects: readonly string[], state: string): string {
  const origin = objects.length === 0 ? '-' : objects.join(', ')
  return state === settledState ? origin : `${origin} [${state}]`
}

function section(
  title: string,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  output: Output,
  width: number,
): string[] {
  const cells = rows.map((row) => row.map(printable))
  const [heading = '', ...lines] = layoutTable([headings, ...cells], width - 2)
  return [
    '',
    styled(output, 'bold', printable(title)),
    styled(output, 'dim', `  ${heading}`),
    ...lines.map((line) => `  ${line}`),
  ]
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
