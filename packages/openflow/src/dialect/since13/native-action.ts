import type { Action } from '../../action/action.ts'
import { OFPP_CONTROLLER } from '../../action/reserved-ports.ts'
import { ofp_action_type as type, OFPCML_NO_BUFFER, type OfpAction } from '../../v13/action.ts'
import type { OfpAction as Ofp15Action } from '../../v15/action.ts'
import { type MatchCodec } from './match.ts'
import { checked } from './unsupported.ts'

/** Only packets to the controller are cut (OpenFlow 1.3.5, 7.2.5); what others say there is kept all the same. */
function encodeOutput(port: number, maxLength: number | undefined): OfpAction {
  const max_len = maxLength ?? (port === OFPP_CONTROLLER ? OFPCML_NO_BUFFER : 0)
  return { type: type.OFPAT_OUTPUT, port: checked('port', port, 32), max_len: checked('maxLength', max_len, 16) }
}

/** The form that OpenFlow 1.3, 1.4 and 1.5 have of their own for an action; undefined where they have none. */
export function encodeNative(action: Action, match: MatchCodec): OfpAction | undefined {
  switch (action.type) {
    case 'output':
      return encodeOutput(action.port, action.maxLength)
    case 'set_field':
      return action.mask === undefined
        ? { type: type.OFPAT_SET_FIELD, field: match.encodeField(action.field, action.value) }
        : undefined
    case 'group':
      return { type: type.OFPAT_GROUP, group_id: checked('group', action.group, 32) }
    case 'push_vlan':
      return { type: type.OFPAT_PUSH_VLAN, ethertype: checked('ethertype', action.ethertype, 16) }
    case 'pop_vlan':
      return { type: type.OFPAT_POP_VLAN }
    case 'dec_ttl':
      return action.controllers === undefined ? { type: type.OFPAT_DEC_NW_TTL } : undefined
    case 'set_tunnel':
      return { type: type.OFPAT_SET_FIELD, field: match.encodeField('tunnel_id', action.id) }
    case 'set_queue':
      return { type: type.OFPAT_SET_QUEUE, queue_id: checked('queue', action.queue, 32) }
    default:
      return encodeRare(action)
  }
}

function encodeRare(action: Action): OfpAction | undefined {
  switch (action.type) {
    case 'push_mpls':
      return { type: type.OFPAT_PUSH_MPLS, ethertype: checked('ethertype', action.ethertype, 16) }
    case 'pop_mpls':
      return { type: type.OFPAT_POP_MPLS, ethertype: checked('ethertype', action.ethertype, 16) }
    case 'push_pbb':
      return { type: type.OFPAT_PUSH_PBB, ethertype: checked('ethertype', action.ethertype, 16) }
    case 'pop_pbb':
      return { type: type.OFPAT_POP_PBB }
    case 'set_ttl':
      return { type: type.OFPAT_SET_NW_TTL, ttl: checked('ttl', action.ttl, 8) }
    case 'set_mpls_ttl':
      return { type: type.OFPAT_SET_MPLS_TTL, ttl: checked('ttl', action.ttl, 8) }
    case 'dec_mpls_ttl':
      return { type: type.OFPAT_DEC_MPLS_TTL }
    case 'copy_ttl_in':
      return { type: type.OFPAT_COPY_TTL_IN }
    case 'copy_ttl_out':
      return { type: type.OFPAT_COPY_TTL_OUT }
    default:
      return undefined
  }
}

/** The reverse of `encodeNative`; undefined where it would not give the same bytes again. */
export function decodeNative(action: Ofp15Action, match: MatchCodec): Action | undefined {
  switch (action.type) {
    case type.OFPAT_OUTPUT:
      return action.max_len === (action.port === OFPP_CONTROLLER ? OFPCML_NO_BUFFER : 0)
        ? { type: 'output', port: action.port }
        : { type: 'output', port: action.port, maxLength: action.max_len }
    case type.OFPAT_SET_FIELD: {
      const field = match.decodeField(action.field)
      return field === undefined || field.mask !== undefined
        ? undefined
        : { type: 'set_field', field: field.name, value: field.value }
    }
    case type.OFPAT_GROUP:
      return { type: 'group', group: action.group_id }
    case type.OFPAT_PUSH_VLAN:
      return { type: 'push_vlan', ethertype: action.ethertype }
    case type.OFPAT_POP_VLAN:
      return { type: 'pop_vlan' }
    case type.OFPAT_DEC_NW_TTL:
      return { type: 'dec_ttl' }
    case type.OFPAT_SET_QUEUE:
      return { type: 'set_queue', queue: action.queue_id }
    default:
      return decodeRare(action)
  }
}

function decodeRare(action: Ofp15Action): Action | undefined {
  switch (action.type) {
    case type.OFPAT_PUSH_MPLS:
      return { type: 'push_mpls', ethertype: action.ethertype }
    case type.OFPAT_POP_MPLS:
      return { type: 'pop_mpls', ethertype: action.ethertype }
    case type.OFPAT_PUSH_PBB:
      return { type: 'push_pbb', ethertype: action.ethertype }
    case type.OFPAT_POP_PBB:
      return { type: 'pop_pbb' }
    case type.OFPAT_SET_NW_TTL:
      return { type: 'set_ttl', ttl: action.ttl }
    case type.OFPAT_SET_MPLS_TTL:
      return { type: 'set_mpls_ttl', ttl: action.ttl }
    case type.OFPAT_DEC_MPLS_TTL:
      return { type: 'dec_mpls_ttl' }
    case type.OFPAT_COPY_TTL_IN:
      return { type: 'copy_ttl_in' }
    case type.OFPAT_COPY_TTL_OUT:
      return { type: 'copy_ttl_out' }
    default:
      return undefined
  }
}
