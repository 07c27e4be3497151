import { DEFAULT_PRIORITY, type Flow } from '../../flow.ts'
import type { Match } from '../../match/match.ts'
import type { FlowFilter, Modification } from '../../modification.ts'
import { portName } from '../reserved-port.ts'
import { formatFlags } from './flow.ts'
import { formatGroup } from './group.ts'
import { formatInstructions } from './instruction.ts'
import { formatMatch } from './match.ts'
import { formatMeter, formatMeterId } from './meter.ts'

const hex = (value: bigint | number): string => `0x${value.toString(16)}`

/** Which flows: the table where it is not the first, the priority of one flow, the match. */
function formatSelector(table: number | undefined, match: Match, priority?: number): string {
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
  if (outPort !== undefined) parts.push(`out_port:${portName(outPort)}`)
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

const ALL_GROUPS = 0xffff_fffc

function partOfFlow(flow: Flow, errorType: string): string {
  if (errorType === 'OFPET_BAD_MATCH') return `match ${formatMatch(flow.match) || 'of all packets'}`
  if (errorType === 'OFPET_BAD_ACTION' || errorType === 'OFPET_BAD_INSTRUCTION')
    return `actions=${formatInstructions(flow.instructions)}`
  return `${formatSelector(flow.table, flow.match, flow.priority) || 'flow of all packets'} actions=${formatInstructions(flow.instructions)}`
}

/**
 * What of a change an error is about, as text.
 *
 * @param errorType the name of the error's type, which says whether it is the match or the actions: `OFPET_BAD_MATCH`
 */
export function formatModificationPart(change: Modification, errorType: string): string {
  switch (change.kind) {
    case 'put-flow':
    case 'modify-flow':
      return partOfFlow(change.flow, errorType)
    case 'add-group':
    case 'modify-group':
      return `group ${change.group.id}`
    case 'remove-group':
      return change.group.id === ALL_GROUPS ? 'all groups' : `group ${change.group.id}`
    case 'add-meter':
    case 'modify-meter':
    case 'remove-meter':
      return `meter ${change.meter.id}`
    default:
      return formatModification(change)
  }
}
