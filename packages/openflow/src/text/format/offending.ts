import type { Dialect } from '../../dialect/dialect.ts'
import type { ErrorName } from '../../error/name.ts'
import type { Flow } from '../../flow.ts'
import { type Message, decodeMessage } from '../../message.ts'
import type { Modification } from '../../modification.ts'
import type { PacketOut } from '../../packet.ts'
import { formatPort } from '../../action/reserved-ports.ts'
import { formatActions } from './action.ts'
import { formatInstructions } from './instruction.ts'
import { formatMatch } from './match.ts'
import { formatModification, formatSelector } from './modification.ts'

const ALL_GROUPS = 0xffff_fffc

// By the code, because in OpenFlow 1.0 the type of most of them is Nicira's own, which says nothing.
const isOfMatch = ({ type, code }: ErrorName): boolean => type === 'OFPET_BAD_MATCH' || code.startsWith('OFPBMC_')
const isOfActions = ({ type, code }: ErrorName): boolean =>
  type === 'OFPET_BAD_ACTION' || type === 'OFPET_BAD_INSTRUCTION' || /^(?:OFPBAC|NXBAC|OFPBIC)_/.test(code)

function partOfFlow({ match, table, priority, instructions }: Flow, error: ErrorName): string {
  if (isOfMatch(error)) return `match ${formatMatch(match) || 'of all packets'}`
  const actions = `actions=${formatInstructions(instructions)}`
  return isOfActions(error) ? actions : `${formatSelector(table, match, priority) || 'flow of all packets'} ${actions}`
}

function partOfModification(change: Modification, error: ErrorName): string {
  switch (change.kind) {
    case 'put-flow':
    case 'modify-flow':
      return partOfFlow(change.flow, error)
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

function partOfPacketOut({ inPort, actions, bufferId }: PacketOut, error: ErrorName): string {
  const done = `actions=${formatActions(actions)}`
  if (isOfActions(error)) return done
  const kept = bufferId === undefined ? '' : ` buffer=0x${bufferId.toString(16)}`
  return `packet${inPort === undefined ? '' : ` in_port=${formatPort(inPort)}`} ${done}${kept}`
}

/**
 * What of a refused message an error is about, as text: `actions=output:70000`. Undefined for messages that are neither changes
 * nor packets.
 */
export function formatOffending(message: Message, dialect: Dialect, error: ErrorName): string | undefined {
  const change = dialect.modificationOf(message)
  if (change !== undefined) return partOfModification(change, error)
  const packet = dialect.packetOutOf(message)
  if (packet !== undefined) return partOfPacketOut(packet, error)
  if ('bundle_id' in message && 'message' in message) {
    const inside = decodeMessage(message.message)
    return 'bundle_id' in inside ? undefined : formatOffending(inside, dialect, error)
  }
  return 'port_no' in message && 'hw_addr' in message ? `port ${formatPort(message.port_no)}` : undefined
}
