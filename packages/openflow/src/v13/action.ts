import { bytes, enumeration, family, length, pad, struct, u16, u32 } from '@vlcp/struct'
import { ofp_oxm } from './match.ts'

/** OpenFlow 1.3.5, 7.2.5. */
export const ofp_action_type = enumeration('ofp_action_type', u16, {
  OFPAT_OUTPUT: 0,
  OFPAT_COPY_TTL_OUT: 11,
  OFPAT_COPY_TTL_IN: 12,
  OFPAT_SET_MPLS_TTL: 15,
  OFPAT_DEC_MPLS_TTL: 16,
  OFPAT_PUSH_VLAN: 17,
  OFPAT_POP_VLAN: 18,
  OFPAT_PUSH_MPLS: 19,
  OFPAT_POP_MPLS: 20,
  OFPAT_SET_QUEUE: 21,
  OFPAT_GROUP: 22,
  OFPAT_SET_NW_TTL: 23,
  OFPAT_DEC_NW_TTL: 24,
  OFPAT_SET_FIELD: 25,
  OFPAT_PUSH_PBB: 26,
  OFPAT_POP_PBB: 27,
  OFPAT_EXPERIMENTER: 0xffff,
})

/** OpenFlow 1.3.5, 7.2.5: an action takes a multiple of eight octets. */
const ofp_action_header = struct('ofp_action_header', { type: ofp_action_type, len: length(u16) }, { align: 8 })

export const ofp_action = family('ofp_action', ofp_action_header, 'type', {
  [ofp_action_type.OFPAT_OUTPUT]: struct('ofp_action_output', { port: u32, max_len: u16, _pad: pad(6) }),
  [ofp_action_type.OFPAT_PUSH_VLAN]: struct('ofp_action_push', { ethertype: u16, _pad: pad(2) }),
  [ofp_action_type.OFPAT_POP_VLAN]: struct('ofp_action_pop_vlan', { _pad: pad(4) }),
  [ofp_action_type.OFPAT_GROUP]: struct('ofp_action_group', { group_id: u32 }),
  [ofp_action_type.OFPAT_SET_FIELD]: struct('ofp_action_set_field', { field: ofp_oxm }),
  [ofp_action_type.OFPAT_EXPERIMENTER]: struct('ofp_action_experimenter', { experimenter: u32, data: bytes() }),
})

/** OFPCML_NO_BUFFER, OpenFlow 1.3.5, 7.2.5: the whole packet goes to the controller. */
export const OFPCML_NO_BUFFER = 0xffff
