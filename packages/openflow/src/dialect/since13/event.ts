import { flowRemovedReason } from '../../flow-removed.ts'
import { canonicalMatch } from '../../match/canonical.ts'
import { isVersion, type Message, type MessageOfVersion } from '../../message.ts'
import { nx_role, nx_subtype } from '../../nicira/message/message.ts'
import { NX_EXPERIMENTER_ID } from '../../nicira/experimenter.ts'
import { ONF_ET_BUNDLE_CONTROL } from '../../onf/bundle.ts'
import { ONF_EXPERIMENTER_ID } from '../../onf/experimenter.ts'
import { onf_exp_type } from '../../onf/message.ts'
import type { Role } from '../../role.ts'
import type { OfpMsg as Ofp13Msg } from '../../v13/message.ts'
import { ofp_multipart_reply_flags } from '../../v13/multipart.ts'
import type { OfpMsg as Ofp14Msg } from '../../v14/message.ts'
import { ofp_type } from '../../v15/header.ts'
import type { OfpMsg as Ofp15Msg } from '../../v15/message.ts'
import type { SwitchEvent } from '../dialect.ts'
import { isBundleReply } from './bundle.ts'
import { counts, durationOf } from './counter.ts'
import { decodeFields, decodeMatch } from './match.ts'
import { decodeStats } from './oxs.ts'
import { decodePacketIn, decodePacketIn2 } from './packet.ts'
import { decodeChange, decodePort } from './port.ts'
import { decodeRole } from './role.ts'

export type AnyMsg = Ofp13Msg | Ofp14Msg | Ofp15Msg

const OTHER: SwitchEvent = { type: 'other' }
const BUNDLE_REPLY: SwitchEvent = { type: 'bundle-reply' }

function removedEvent(message: Extract<AnyMsg, { readonly type: typeof ofp_type.OFPT_FLOW_REMOVED }>): SwitchEvent {
  const { priority, cookie, reason, table_id: table } = message
  const flow = { priority, cookie, table, match: canonicalMatch(decodeMatch(message.match)) }
  const why = flowRemovedReason(reason)
  if (!('stats' in message))
    return {
      type: 'flow-removed',
      flowRemoved: { ...flow, reason: why, durationS: durationOf(message), ...counts(message) },
    }
  const { packets, bytes, durationS } = decodeStats(message.stats)
  return { type: 'flow-removed', flowRemoved: { ...flow, reason: why, durationS, packets, bytes } }
}

function roleEvent(wire: { role: number; generation_id: bigint }, asked: boolean): SwitchEvent {
  const state = decodeRole(wire)
  return state === undefined ? OTHER : { type: 'role', asked, state }
}

const NICIRA_ROLES: Readonly<Record<number, Role>> = {
  [nx_role.NX_ROLE_OTHER]: 'equal',
  [nx_role.NX_ROLE_MASTER]: 'master',
  [nx_role.NX_ROLE_SLAVE]: 'slave',
}

type Experimenter = Extract<AnyMsg, { readonly type: typeof ofp_type.OFPT_EXPERIMENTER }>
type NiciraMessage = Extract<Experimenter, { readonly experimenter: typeof NX_EXPERIMENTER_ID }>
type OnfMessage = Extract<Experimenter, { readonly experimenter: typeof ONF_EXPERIMENTER_ID }>

function niciraEvent(message: NiciraMessage): SwitchEvent {
  switch (message.exp_type) {
    case nx_subtype.NXT_PACKET_IN:
      return { type: 'packet-in', packetIn: decodePacketIn(message, message.match) }
    case nx_subtype.NXT_PACKET_IN2:
      return { type: 'packet-in', packetIn: decodePacketIn2(message.properties) }
    case nx_subtype.NXT_FLOW_REMOVED: {
      const { priority, cookie, reason, table_id, match } = message
      const flow = { priority, cookie, match: canonicalMatch(decodeFields(match)) }
      const rest = { reason: flowRemovedReason(reason), durationS: durationOf(message), ...counts(message) }
      // One more than the table's number; zero where it is not known.
      const flowRemoved = table_id === 0 ? { ...flow, ...rest } : { ...flow, ...rest, table: table_id - 1 }
      return { type: 'flow-removed', flowRemoved }
    }
    case nx_subtype.NXT_ROLE_REPLY: {
      const role = NICIRA_ROLES[message.role]
      return role === undefined ? OTHER : { type: 'role', asked: true, state: { role } }
    }
    default:
      return OTHER
  }
}

function onfEvent(message: OnfMessage): SwitchEvent {
  switch (message.exp_type) {
    case ONF_ET_BUNDLE_CONTROL:
      return isBundleReply(message.ctrl_type) ? BUNDLE_REPLY : OTHER
    case onf_exp_type.ONF_ET_ROLE_STATUS:
      return roleEvent(message, false)
    default:
      return OTHER
  }
}

function experimenterEvent(message: Experimenter): SwitchEvent {
  if (message.experimenter === NX_EXPERIMENTER_ID) return niciraEvent(message)
  return message.experimenter === ONF_EXPERIMENTER_ID ? onfEvent(message) : OTHER
}

/** Greetings, errors and echoes are the same in every version, and come before a version is agreed upon. */
function symmetricEvent(message: Message): SwitchEvent | undefined {
  switch (message.type) {
    case ofp_type.OFPT_HELLO:
      return { type: 'hello' }
    case ofp_type.OFPT_ERROR:
      return { type: 'error', errorType: message.error_type, errorCode: message.error_code, data: message.data }
    case ofp_type.OFPT_ECHO_REQUEST:
      return { type: 'echo-request', data: message.data }
    case ofp_type.OFPT_ECHO_REPLY:
      return { type: 'echo-reply' }
    default:
      return undefined
  }
}

/** What a message of OpenFlow 1.3, 1.4 or 1.5 tells. */
function eventOf(message: AnyMsg): SwitchEvent {
  switch (message.type) {
    case ofp_type.OFPT_PACKET_IN:
      return { type: 'packet-in', packetIn: decodePacketIn(message, message.match.oxm_fields) }
    case ofp_type.OFPT_MULTIPART_REPLY:
      return { type: 'statistics', more: (message.flags & ofp_multipart_reply_flags.OFPMPF_REPLY_MORE) !== 0 }
    case ofp_type.OFPT_BARRIER_REPLY:
      return { type: 'barrier-reply' }
    case ofp_type.OFPT_EXPERIMENTER:
      return experimenterEvent(message)
    case ofp_type.OFPT_PORT_STATUS:
      return { type: 'port-status', change: decodeChange(message.reason), port: decodePort(message.desc) }
    case ofp_type.OFPT_FLOW_REMOVED:
      return removedEvent(message)
    case ofp_type.OFPT_FEATURES_REPLY: {
      const { datapath_id: datapathId, n_buffers, n_tables, auxiliary_id: auxiliaryId, capabilities } = message
      const features = { datapathId, buffers: n_buffers, tables: n_tables, auxiliaryId, capabilities }
      return { type: 'features', features }
    }
    case ofp_type.OFPT_ROLE_REPLY:
      return roleEvent(message, true)
    case ofp_type.OFPT_ROLE_STATUS:
      return 'role' in message ? roleEvent(message, false) : OTHER
    case ofp_type.OFPT_BUNDLE_CONTROL:
      return 'ctrl_type' in message && isBundleReply(message.ctrl_type) ? BUNDLE_REPLY : OTHER
    default:
      return symmetricEvent(message) ?? OTHER
  }
}

/** What a message tells to who speaks this version. */
export const eventIn =
  (version: keyof Pick<MessageOfVersion, 4 | 5 | 6>) =>
  (message: Message): SwitchEvent =>
    isVersion(message, version) ? eventOf(message) : (symmetricEvent(message) ?? OTHER)
