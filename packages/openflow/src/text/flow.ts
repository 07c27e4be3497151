import type { Flow } from '../flow.ts'
import type { Group } from '../group.ts'
import { formatAction, formatInstructions, type TableNamer } from './action.ts'
import { formatMatch } from './match.ts'

/** A flow in the syntax of `ovs-ofctl dump-flows --no-stats`, with table names where a namer is given. */
export function formatFlow(flow: Flow, tableName: TableNamer = (table) => String(table)): string {
  const match = formatMatch(flow.match)
  const parts = [`cookie=0x${flow.cookie.toString(16)}`, `table=${tableName(flow.table)}`]
  if ((flow.idleTimeoutS ?? 0) > 0) parts.push(`idle_timeout=${flow.idleTimeoutS}`)
  if ((flow.hardTimeoutS ?? 0) > 0) parts.push(`hard_timeout=${flow.hardTimeoutS}`)
  const selector = match === '' ? `priority=${flow.priority}` : `priority=${flow.priority},${match}`
  return `${parts.join(', ')}, ${selector} actions=${formatInstructions(flow.instructions, tableName)}`
}

/** A group in the syntax of `ovs-ofctl dump-groups`. */
export function formatGroup(group: Group): string {
  const buckets = group.buckets.map(({ actions }) => `bucket=actions=${actions.map(formatAction).join(',') || 'drop'}`)
  return [`group_id=${group.id}`, `type=${group.type === 'fast_failover' ? 'ff' : group.type}`, ...buckets].join(',')
}
