import { type FlowRemoved, flowRemovedReason } from '../../flow-removed.ts'
import type { Match } from '../../match/match.ts'
import { isVersion, type Message } from '../../message.ts'
import { NX_EXPERIMENTER_ID } from '../../nicira/experimenter.ts'
import { nx_role, nx_subtype } from '../../nicira/message/message.ts'
import type { Role } from '../../role.ts'
import { OFP10_VERSION, ofp_type as type } from '../../v10/header.ts'
import type { OfpMsg } from '../../v10/message.ts'
import { ofp_stats_reply_flags } from '../../v10/statistics.ts'
import type { SwitchEvent } from '../dialect.ts'
import { decodeOfpMatch } from './match-decode.ts'
import { decodeNxm } from './nxm.ts'
import { decodeNiciraPacketIn, decodePacketIn2, packetInOf } from './packet.ts'
import { decodePort, portChange } from './port.ts'
import { seconds } from './statistics-reply.ts'

const OTHER: SwitchEvent = { type: 'other' }

interface Removed {
  readonly cookie: bigint
  readonly priority: number
  readonly reason: number
  readonly duration_sec: number
  readonly duration_nsec: number
  readonly packet_count: bigint
  readonly byte_count: bigint
}

const flowRemoved = (message: Removed, match: Match): FlowRemoved => ({
  priority: message.priority,
  match,
  cookie: message.cookie,
  reason: flowRemovedReason(message.reason),
  durationS: seconds(message),
  packets: message.packet_count,
  bytes: message.byte_count,
})

const ROLES = new Map<number, Role>([
  [nx_role.NX_ROLE_OTHER, 'equal'],
  [nx_role.NX_ROLE_MASTER, 'master'],
  [nx_role.NX_ROLE_SLAVE, 'slave'],
])

type Nicira = Extract<OfpMsg, { readonly vendor: typeof NX_EXPERIMENTER_ID }>

function niciraEvent(message: Nicira): SwitchEvent {
  switch (message.subtype) {
    case nx_subtype.NXT_PACKET_IN:
      return { type: 'packet-in', packetIn: decodeNiciraPacketIn(message) }
    case nx_subtype.NXT_PACKET_IN2:
      return { type: 'packet-in', packetIn: decodePacketIn2(message.properties) }
    case nx_subtype.NXT_FLOW_REMOVED: {
      const removed = flowRemoved(message, decodeNxm(message.match))
      // The number of the table plus one; zero where it is not told.
      return {
        type: 'flow-removed',
        flowRemoved: message.table_id === 0 ? removed : { ...removed, table: message.table_id - 1 },
      }
    }
    case nx_subtype.NXT_ROLE_REPLY: {
      const role = ROLES.get(message.role)
      return role === undefined ? OTHER : { type: 'role', asked: true, state: { role } }
    }
    default:
      return OTHER
  }
}

function portStatus(message: Extract<OfpMsg, { readonly type: typeof type.OFPT_PORT_STATUS }>): SwitchEvent {
  const change = portChange(message.reason)
  return change === undefined ? OTHER : { type: 'port-status', change, port: decodePort(message.desc) }
}

function features(message: Extract<OfpMsg, { readonly type: typeof type.OFPT_FEATURES_REPLY }>): SwitchEvent {
  return {
    type: 'features',
    features: {
      datapathId: message.datapath_id,
      buffers: message.n_buffers,
      tables: message.n_tables,
      auxiliaryId: 0,
      capabilities: message.capabilities,
      ports: message.ports.map(decodePort),
    },
  }
}

/** These four are the same in every version, so that peers without a common one can say so. */
function symmetricEvent(message: Message): SwitchEvent {
  if ('elements' in message && message.type === type.OFPT_HELLO) return { type: 'hello' }
  if ('error_type' in message && 'error_code' in message && 'data' in message)
    return { type: 'error', errorType: message.error_type, errorCode: message.error_code, data: message.data }
  return OTHER
}

/** What a message of a switch tells; never throws. The data of packets, errors and echoes are the message's, not copies. */
export function decodeEvent(message: Message): SwitchEvent {
  if (!isVersion(message, OFP10_VERSION)) return symmetricEvent(message)
  switch (message.type) {
    case type.OFPT_PACKET_IN:
      return { type: 'packet-in', packetIn: packetInOf(message) }
    case type.OFPT_VENDOR:
      return message.vendor === NX_EXPERIMENTER_ID && 'subtype' in message ? niciraEvent(message) : OTHER
    case type.OFPT_HELLO:
      return { type: 'hello' }
    case type.OFPT_ERROR:
      return { type: 'error', errorType: message.error_type, errorCode: message.error_code, data: message.data }
    case type.OFPT_ECHO_REQUEST:
      return { type: 'echo-request', data: message.data }
    case type.OFPT_ECHO_REPLY:
      return { type: 'echo-reply' }
    case type.OFPT_FEATURES_REPLY:
      return features(message)
    case type.OFPT_FLOW_REMOVED:
      return { type: 'flow-removed', flowRemoved: flowRemoved(message, decodeOfpMatch(message.match)) }
    case type.OFPT_PORT_STATUS:
      return portStatus(message)
    case type.OFPT_STATS_REPLY:
      return { type: 'statistics', more: (message.flags & ofp_stats_reply_flags.OFPSF_REPLY_MORE) !== 0 }
    case type.OFPT_BARRIER_REPLY:
      return { type: 'barrier-reply' }
    default:
      return OTHER
  }
}
