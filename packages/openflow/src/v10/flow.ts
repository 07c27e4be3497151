import { byteLength, bytes, enumeration, flags, list, pad, struct, u16, u32, u64, u8 } from '@vlcp/struct'
import { ofp10_flow_mod_command } from '../nicira/message/flow.ts'
import { ofp_buffer_id } from '../v13/modify.ts'
import { ofp_action, ofp_actions, type OfpAction } from './action.ts'
import { ofp_match } from './match.ts'
import { ofp10_port_no } from './port-no.ts'

export const ofp_flow_mod_flags = flags('ofp_flow_mod_flags', u16, {
  OFPFF_SEND_FLOW_REM: 1 << 0,
  OFPFF_CHECK_OVERLAP: 1 << 1,
  OFPFF_EMERG: 1 << 2,
})

/** OpenFlow 1.0.1, 5.3.3. */
export const ofp_flow_mod = struct('ofp_flow_mod', {
  match: ofp_match,
  cookie: u64,
  command: ofp10_flow_mod_command,
  /* In seconds; zero: never. */
  idle_timeout: u16,
  hard_timeout: u16,
  priority: u16,
  buffer_id: ofp_buffer_id,
  out_port: ofp10_port_no,
  flags: ofp_flow_mod_flags,
  actions: ofp_actions,
})

export const ofp_flow_removed_reason = enumeration('ofp_flow_removed_reason', u8, {
  OFPRR_IDLE_TIMEOUT: 0,
  OFPRR_HARD_TIMEOUT: 1,
  OFPRR_DELETE: 2,
})

/** OpenFlow 1.0.1, 5.4.3. */
export const ofp_flow_removed = struct('ofp_flow_removed', {
  match: ofp_match,
  cookie: u64,
  priority: u16,
  reason: ofp_flow_removed_reason,
  _pad1: pad(1),
  duration_sec: u32,
  duration_nsec: u32,
  idle_timeout: u16,
  _pad2: pad(2),
  packet_count: u64,
  byte_count: u64,
})

/** OFPR_INVALID_TTL is Open vSwitch's. */
export const ofp_packet_in_reason = enumeration('ofp_packet_in_reason', u8, {
  OFPR_NO_MATCH: 0,
  OFPR_ACTION: 1,
  OFPR_INVALID_TTL: 2,
})

/** OpenFlow 1.0.1, 5.4.1. */
export const ofp_packet_in = struct('ofp_packet_in', {
  buffer_id: ofp_buffer_id,
  total_len: u16,
  in_port: ofp10_port_no,
  reason: ofp_packet_in_reason,
  _pad: pad(1),
  data: bytes(),
})

/** OpenFlow 1.0.1, 5.3.6. */
export const ofp_packet_out = struct('ofp_packet_out', {
  buffer_id: ofp_buffer_id,
  in_port: ofp10_port_no,
  actions_len: byteLength(u16),
  actions: list<OfpAction>(ofp_action, 'actions_len'),
  /* Only without buffer. */
  data: bytes(),
})
