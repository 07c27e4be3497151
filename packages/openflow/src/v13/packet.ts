import { byteLength, bytes, enumeration, list, pad, struct, type Type, u16, u32, u64, u8 } from '@vlcp/struct'
import { ofp_match } from '../oxm/match.ts'
import { ofp_port_no } from '../port-no.ts'
import { ofp_action, type OfpAction } from './action.ts'
import { ofp_buffer_id, ofp_table_no } from './modify.ts'

export const ofp_packet_in_reason = enumeration('ofp_packet_in_reason', u8, {
  OFPR_NO_MATCH: 0,
  OFPR_ACTION: 1,
  OFPR_INVALID_TTL: 2,
})

/** OpenFlow 1.3.5, 7.4.1. */
export const ofp_packet_in = struct('ofp_packet_in', {
  buffer_id: ofp_buffer_id,
  total_len: u16,
  reason: ofp_packet_in_reason,
  table_id: u8,
  cookie: u64,
  match: ofp_match,
  _pad: pad(2),
  data: bytes(),
})

/** OpenFlow 1.3.5, 7.3.7; the same in OpenFlow 1.1 to 1.4. @param action an action of the version */
export const packet_out = <A>(action: Type<A>) =>
  struct('ofp_packet_out', {
    buffer_id: ofp_buffer_id,
    in_port: ofp_port_no,
    actions_len: byteLength(u16),
    _pad: pad(6),
    actions: list(action, 'actions_len'),
    /* Only without buffer. */
    data: bytes(),
  })

export const ofp_packet_out = packet_out<OfpAction>(ofp_action)

export const ofp_flow_removed_reason = enumeration('ofp_flow_removed_reason', u8, {
  OFPRR_IDLE_TIMEOUT: 0,
  OFPRR_HARD_TIMEOUT: 1,
  OFPRR_DELETE: 2,
  OFPRR_GROUP_DELETE: 3,
  /* The last two: OpenFlow 1.4.1, 7.4.2. */
  OFPRR_METER_DELETE: 4,
  OFPRR_EVICTION: 5,
})

/** All of a flow-removed but its match, in OpenFlow 1.1 to 1.4; 1.1 has padding where Open vSwitch writes hard_timeout. */
export const flow_removed_since_11 = struct('flow_removed_since_12', {
  cookie: u64,
  priority: u16,
  reason: ofp_flow_removed_reason,
  table_id: ofp_table_no,
  duration_sec: u32,
  /* Beyond duration_sec. */
  duration_nsec: u32,
  idle_timeout: u16,
  hard_timeout: u16,
  packet_count: u64,
  byte_count: u64,
})

/** OpenFlow 1.3.5, 7.4.2. */
export const ofp_flow_removed = struct('ofp_flow_removed', { _common: flow_removed_since_11, match: ofp_match })
