import type { Action } from '../../action/action.ts'
import { nx_action_subtype as subtype } from '../../nicira/action/type.ts'
import type { NiciraBody } from './body.ts'

/** Actions that are Nicira's in OpenFlow 1.0 only, because later versions have their own. */
export function encodeNicira10(action: Action): NiciraBody<never> | undefined {
  switch (action.type) {
    case 'push_mpls':
      return { subtype: subtype.NXAST_PUSH_MPLS, ethertype: action.ethertype }
    case 'pop_mpls':
      return { subtype: subtype.NXAST_POP_MPLS, ethertype: action.ethertype }
    case 'set_mpls_ttl':
      return { subtype: subtype.NXAST_SET_MPLS_TTL, ttl: action.ttl }
    case 'dec_mpls_ttl':
      return { subtype: subtype.NXAST_DEC_MPLS_TTL }
    case 'dec_ttl':
      return action.controllers === undefined ? { subtype: subtype.NXAST_DEC_TTL } : undefined
    case 'set_queue':
      return { subtype: subtype.NXAST_SET_QUEUE, queue_id: action.queue }
    case 'group':
      return { subtype: subtype.NXAST_GROUP, group_id: action.group }
    case 'set_field':
      if (action.mask !== undefined) return undefined
      if (action.field === 'mpls_label') return { subtype: subtype.NXAST_SET_MPLS_LABEL, label: Number(action.value) }
      if (action.field === 'mpls_tc') return { subtype: subtype.NXAST_SET_MPLS_TC, tc: Number(action.value) }
      return undefined
    default:
      return undefined
  }
}

/** The reverse. */
export function decodeNicira10<A>(body: NiciraBody<A>): Action | undefined {
  switch (body.subtype) {
    case subtype.NXAST_PUSH_MPLS:
      return { type: 'push_mpls', ethertype: body.ethertype }
    case subtype.NXAST_POP_MPLS:
      return { type: 'pop_mpls', ethertype: body.ethertype }
    case subtype.NXAST_SET_MPLS_TTL:
      return { type: 'set_mpls_ttl', ttl: body.ttl }
    case subtype.NXAST_DEC_MPLS_TTL:
      return { type: 'dec_mpls_ttl' }
    case subtype.NXAST_DEC_TTL:
      return { type: 'dec_ttl' }
    case subtype.NXAST_SET_QUEUE:
      return { type: 'set_queue', queue: body.queue_id }
    case subtype.NXAST_GROUP:
      return { type: 'group', group: body.group_id }
    case subtype.NXAST_SET_MPLS_LABEL:
      return { type: 'set_field', field: 'mpls_label', value: body.label }
    case subtype.NXAST_SET_MPLS_TC:
      return { type: 'set_field', field: 'mpls_tc', value: body.tc }
    default:
      return undefined
  }
}
