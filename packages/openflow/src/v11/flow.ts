import { bytes, length, pad, struct, u16, u32, u64, u8 } from '@vlcp/struct'
import { ofp_port_no } from '../port-no.ts'
import { flow_mod_since_11, group_definitions, ofp_buffer_id } from '../v13/modify.ts'
import { flow_removed_since_11, ofp_packet_in_reason, packet_out } from '../v13/packet.ts'
import { flow_stats_request_since_11 } from '../v13/statistics.ts'
import { ofp_action, type OfpAction } from './action.ts'
import { ofp_instructions } from './instruction.ts'
import { ofp_match } from './match.ts'

/** OpenFlow 1.1.0, A.3.4.1. */
export const ofp_flow_mod = struct('ofp_flow_mod', {
  _common: flow_mod_since_11,
  _pad: pad(2),
  match: ofp_match,
  instructions: ofp_instructions,
})

/** OpenFlow 1.1.0, A.3.4.2 and A.3.5. */
export const { ofp_bucket, ofp_group_mod, ofp_group_desc } = group_definitions<OfpAction>(ofp_action)

/** OpenFlow 1.1.0, A.3. */
export const ofp_packet_out = packet_out<OfpAction>(ofp_action)

/** OpenFlow 1.1.0, A.4.1. */
export const ofp_packet_in = struct('ofp_packet_in', {
  buffer_id: ofp_buffer_id,
  in_port: ofp_port_no,
  in_phy_port: ofp_port_no,
  total_len: u16,
  reason: ofp_packet_in_reason,
  table_id: u8,
  data: bytes(),
})

/** OpenFlow 1.1.0, A.4.2. */
export const ofp_flow_removed = struct('ofp_flow_removed', { _common: flow_removed_since_11, match: ofp_match })

/** OpenFlow 1.1.0, A.3.5. */
export const ofp_flow_stats_request = struct('ofp_flow_stats_request', {
  _common: flow_stats_request_since_11,
  match: ofp_match,
})

/** Statistics of a flow in OpenFlow 1.1 and 1.2, but for its length, match and instructions. */
export const flow_stats_before_13 = struct('flow_stats_before_13', {
  table_id: u8,
  _pad1: pad(1),
  duration_sec: u32,
  duration_nsec: u32,
  priority: u16,
  idle_timeout: u16,
  hard_timeout: u16,
  _pad2: pad(6),
  cookie: u64,
  packet_count: u64,
  byte_count: u64,
})

export const ofp_flow_stats = struct('ofp_flow_stats', {
  length: length(u16),
  _common: flow_stats_before_13,
  match: ofp_match,
  instructions: ofp_instructions,
})
