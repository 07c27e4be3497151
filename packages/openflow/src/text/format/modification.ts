import { DEFAULT_PRIORITY, type Flow } from '../../flow.ts'
import type { Match } from '../../match/match.ts'
import type { FlowFilter, Modification } from '../../modification.ts'
import { formatPort } from '../../action/reserved-ports.ts'
import { formatFlags } from './flow.ts'
import { formatGroup } from './group.ts'
import { formatInstructions } from './instruction.ts'
import { formatMatch } from './match.ts'
import { formatMeter, formatMeterId } from './meter.ts'

const hex = (value: bigint | number): string => `0x${value.toString(16)}`

/** Which flows: the table where it is not the first, the priority of one flow, the match. */
export function formatSelector(table: number | undefined, match: Match, priority?: number): string {
  const at = table === 0 ? '' : `table:${table ?? 255} `
  const order = priority === undefined || priority === DEFAULT_PRIORITY ? [] : [`priority=${priority}`]
  const fields = formatMatch(match)
  return `${at}${[...order, ...(fields === '' ? [] : [fields])].join(',')}`.trimEnd()
}

/** In a message that changes flows, all ones stands for none. */
const NO_COOKIE = 0xffff_ffff_ffff_ffffn

function formatFlowMod(verb: string, flow: Flow, bufferId?: number): string {
  const { table, priority, match, cookie, idleTimeoutS = 0, hardTimeoutS = 0, importance = 0, flags = 0 } = flow
  const parts = [verb, formatSelector(table, match, priority)]
  if (cookie !== 0n && cookie !== NO_COOKIE) parts.push(`cookie:${hex(cookie)}`)
  if (idleTimeoutS > 0) parts.push(`idle:${idleTimeoutS}`)
  if (hardTimeoutS > 0) parts.push(`hard:${hardTimeoutS}`)
  if (importance > 0) parts.push(`importance:${importance}`)
  if (bufferId !== undefined) parts.push(`buf:${hex(bufferId)}`)
  parts.push(`${formatFlags(flags)}actions=${formatInstructions(flow.instructions)}`)
  return parts.filter((part) => part !== '').join(' ')
}

function formatFilter(verb: string, filter: FlowFilter): string {
  const parts = [verb, formatSelector(filter.table, filter.match ?? {})]
  const { cookie, cookieMask, outPort, outGroup } = filter
  if (cookie !== undefined) parts.push(`cookie:${hex(cookie)}/${hex(cookieMask ?? 0xffff_ffff_ffff_ffffn)}`)
  if (outPort !== undefined) parts.push(`out_port:${formatPort(outPort)}`)
  if (outGroup !== undefined) parts.push(`out_group:${outGroup}`)
  return parts.filter((part) => part !== '').join(' ')
}

/** A change as `ovs-ofctl ofp-print` shows the message that makes it, without the message's name. */
export function formatModification(change: Modification): string {
  switch (change.kind) {
    case 'put-flow':
      return formatFlowMod('ADD', change.flow, change.bufferId)
    case 'modify-flow':
      // Flows that are there keep their cookies.
      return formatFlowMod('MOD_STRICT', { ...change.flow, cookie: NO_COOKIE })
    case 'modify-flows':
      return `${formatFilter('MOD', change.filter)} actions=${formatInstructions(change.instructions)}`
    case 'remove-flow': {
      const { table, priority, match, cookie } = change.flow
      const restricted = cookie === undefined ? '' : ` cookie:${hex(cookie)}`
      return `DEL_STRICT ${formatSelector(table, match, priority)}`.trimEnd() + `${restricted} actions=drop`
    }
    case 'remove-flows':
      return `${formatFilter('DEL', change.filter)} actions=drop`
    case 'add-group':
      return `ADD ${formatGroup(change.group)}`
    case 'modify-group':
      return `MOD ${formatGroup(change.group)}`
    case 'remove-group':
      return `DEL group_id=${change.group.id},type=all`
    case 'add-meter':
      return `ADD ${formatMeter(change.meter)}`
    case 'modify-meter':
      return `MOD ${formatMeter(change.meter)}`
    case 'remove-meter':
      return `DEL meter=${formatMeterId(change.meter.id)} bands=`
  }
}
