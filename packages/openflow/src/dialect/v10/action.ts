import type { Action } from '../../action/action.ts'
import { OFPP_CONTROLLER } from '../../action/reserved-ports.ts'
import type { FieldName } from '../../match/fields.ts'
import { OFPVID_PRESENT } from '../../match/match.ts'
import { NX_EXPERIMENTER_ID } from '../../nicira/experimenter.ts'
import { ofp_action, type OfpAction, ofp_action_type as type } from '../../v10/action.ts'
import { OFP10_VERSION } from '../../v10/header.ts'
import { decodeNiciraAction, encodeNiciraAction } from '../nicira/action.ts'
import { port16, port32 } from '../nicira/port.ts'
import { unsupported10 } from './unsupported.ts'

/** OpenFlow 1.0.1, 5.2.4: the whole packet goes to the controller. */
export const WHOLE = 0xffff
const UDP = 17
const SCTP = 132
const ETH_VLAN = 0x8100

/** The action of a field as a whole that OpenFlow 1.0 has; undefined for other fields. */
function encodeField(field: FieldName, value: number): OfpAction | undefined {
  switch (field) {
    case 'eth_src':
      return { type: type.OFPAT_SET_DL_SRC, dl_addr: value }
    case 'eth_dst':
      return { type: type.OFPAT_SET_DL_DST, dl_addr: value }
    case 'ipv4_src':
      return { type: type.OFPAT_SET_NW_SRC, nw_addr: value }
    case 'ipv4_dst':
      return { type: type.OFPAT_SET_NW_DST, nw_addr: value }
    case 'ip_dscp':
      return { type: type.OFPAT_SET_NW_TOS, nw_tos: value << 2 }
    case 'nw_tos':
      return { type: type.OFPAT_SET_NW_TOS, nw_tos: value }
    case 'tcp_src':
    case 'udp_src':
      return { type: type.OFPAT_SET_TP_SRC, tp_port: value }
    case 'tcp_dst':
    case 'udp_dst':
      return { type: type.OFPAT_SET_TP_DST, tp_port: value }
    case 'vlan_vid':
      if ((value & OFPVID_PRESENT) === 0) throw new RangeError('vlan_vid: only a tag can be set, not its absence')
      return { type: type.OFPAT_SET_VLAN_VID, vlan_vid: value & ~OFPVID_PRESENT }
    case 'vlan_pcp':
      return { type: type.OFPAT_SET_VLAN_PCP, vlan_pcp: value }
    default:
      return undefined
  }
}

function encodeNative(action: Action): OfpAction | undefined {
  switch (action.type) {
    case 'output': {
      const port = port16(action.port, 'output')
      return {
        type: type.OFPAT_OUTPUT,
        port,
        max_len: action.port === OFPP_CONTROLLER ? (action.maxLength ?? WHOLE) : 0,
      }
    }
    case 'enqueue':
      return { type: type.OFPAT_ENQUEUE, port: port16(action.port, 'enqueue'), queue_id: action.queue }
    case 'mod_vlan_vid':
      return { type: type.OFPAT_SET_VLAN_VID, vlan_vid: action.vid }
    case 'mod_vlan_pcp':
      return { type: type.OFPAT_SET_VLAN_PCP, vlan_pcp: action.pcp }
    case 'pop_vlan':
      return { type: type.OFPAT_STRIP_VLAN }
    case 'set_field':
      return action.mask === undefined ? encodeField(action.field, Number(action.value)) : undefined
    case 'unknown':
      return ofp_action.decode(action.bytes)
    default:
      return undefined
  }
}

/** What an action is called in an error. */
const nameOf = (action: Action): string => (action.type === 'set_field' ? `set_field of ${action.field}` : action.type)

function encodeAction(action: Action, nicira: boolean): OfpAction {
  const native = encodeNative(action)
  if (native !== undefined) return native
  if (!nicira) throw unsupported10(nameOf(action), "needs OpenFlow 1.1 or Nicira's extensions")
  // The extension has no action of its own for the TTL, which is a field like others.
  const wanted: Action = action.type === 'set_ttl' ? { type: 'set_field', field: 'nw_ttl', value: action.ttl } : action
  const body = encodeNiciraAction(wanted, OFP10_VERSION, (inner) => encodeActions(inner, nicira))
  if (body === undefined) throw unsupported10(nameOf(action), 'needs a later version of OpenFlow')
  return { type: type.OFPAT_VENDOR, vendor: NX_EXPERIMENTER_ID, ...body }
}

const pushesTag = (action: Action): boolean => action.type === 'push_vlan'

const addsTag = (action: Action): boolean =>
  action.type === 'mod_vlan_vid' ||
  action.type === 'mod_vlan_pcp' ||
  (action.type === 'set_field' &&
    action.mask === undefined &&
    (action.field === 'vlan_vid' || action.field === 'vlan_pcp'))

/**
 * The actions of OpenFlow 1.0, or Nicira's where it has none. A tag is pushed by the action behind that sets it, so a
 * push_vlan needs one, as Open vSwitch has it, too.
 *
 * @throws UnsupportedError for an action with neither form; RangeError for a value that does not fit
 */
export function encodeActions(actions: readonly Action[], nicira: boolean): OfpAction[] {
  if (actions.some(pushesTag)) return encodeTagged(actions, nicira)
  return actions.map((action) => encodeAction(action, nicira))
}

function encodeTagged(actions: readonly Action[], nicira: boolean): OfpAction[] {
  return actions.flatMap((action, at) => {
    if (action.type !== 'push_vlan') return encodeAction(action, nicira)
    if (action.ethertype === ETH_VLAN && actions.slice(at + 1).some(addsTag)) return []
    throw unsupported10('push_vlan', 'must be of type 0x8100 and before a set_field of vlan_vid or vlan_pcp')
  })
}

function decodePort(proto: number | undefined, side: 'src' | 'dst', value: number): Action {
  const transport = proto === UDP ? 'udp' : proto === SCTP ? 'sctp' : 'tcp'
  return { type: 'set_field', field: `${transport}_${side}`, value }
}

function decodeOutput(port: number, maxLength: number): Action {
  const number = port32(port)
  return number === OFPP_CONTROLLER && maxLength !== WHOLE
    ? { type: 'output', port: number, maxLength }
    : { type: 'output', port: number }
}

// Encoded anew, because the message's bytes belong to the connection.
const unknownAction = (action: OfpAction): Action => ({ type: 'unknown', bytes: ofp_action.encode(action) })

function decodeAction(action: OfpAction, proto: number | undefined): Action {
  if ('_extra' in action) return unknownAction(action)
  switch (action.type) {
    case type.OFPAT_OUTPUT:
      return decodeOutput(action.port, action.max_len)
    case type.OFPAT_SET_VLAN_VID:
      return { type: 'mod_vlan_vid', vid: action.vlan_vid }
    case type.OFPAT_SET_VLAN_PCP:
      return { type: 'mod_vlan_pcp', pcp: action.vlan_pcp }
    case type.OFPAT_STRIP_VLAN:
      return { type: 'pop_vlan' }
    case type.OFPAT_SET_DL_SRC:
      return { type: 'set_field', field: 'eth_src', value: action.dl_addr }
    case type.OFPAT_SET_DL_DST:
      return { type: 'set_field', field: 'eth_dst', value: action.dl_addr }
    case type.OFPAT_SET_NW_SRC:
      return { type: 'set_field', field: 'ipv4_src', value: action.nw_addr }
    case type.OFPAT_SET_NW_DST:
      return { type: 'set_field', field: 'ipv4_dst', value: action.nw_addr }
    case type.OFPAT_SET_NW_TOS:
      // The two low bits are not part of it.
      return (action.nw_tos & 3) === 0
        ? { type: 'set_field', field: 'ip_dscp', value: action.nw_tos >> 2 }
        : unknownAction(action)
    case type.OFPAT_SET_TP_SRC:
      return decodePort(proto, 'src', action.tp_port)
    case type.OFPAT_SET_TP_DST:
      return decodePort(proto, 'dst', action.tp_port)
    case type.OFPAT_ENQUEUE:
      return { type: 'enqueue', port: port32(action.port), queue: action.queue_id }
    case type.OFPAT_VENDOR: {
      const known =
        action.vendor === NX_EXPERIMENTER_ID && 'subtype' in action
          ? decodeNiciraAction(action, OFP10_VERSION, (inner) => decodeActions(inner, proto))
          : undefined
      return known ?? unknownAction(action)
    }
    default:
      return unknownAction(action)
  }
}

/**
 * The actions without version; what cannot be named is kept byte for byte.
 *
 * @param proto the protocol of the packets they meet, where it is known: it says which port OFPAT_SET_TP_SRC means
 */
export const decodeActions = (actions: Iterable<OfpAction>, proto?: number): Action[] =>
  Array.from(actions, (action) => decodeAction(action, proto))
