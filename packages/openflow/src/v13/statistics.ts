import { array, fixedString, flags, length, list, pad, struct, u16, u32, u64, u8 } from '@vlcp/struct'
import { ofp_match } from '../oxm/match.ts'
import { ofp_port_no } from '../port-no.ts'
import { ofp_instruction, type OfpInstruction } from './instruction.ts'
import { ofp_flow_mod_flags, ofp_group_no, ofp_table_no } from './modify.ts'
import { ofp_queue_no } from './queue.ts'

/** OpenFlow 1.3.5, 7.3.5.1; the same in every version. */
export const ofp_desc = struct('ofp_desc', {
  mfr_desc: fixedString(256),
  hw_desc: fixedString(256),
  sw_desc: fixedString(256),
  serial_num: fixedString(32),
  dp_desc: fixedString(256),
})

/** All of a request for flows but its match, in OpenFlow 1.1 to 1.5. */
export const flow_stats_request_since_11 = struct('flow_stats_request_since_11', {
  table_id: ofp_table_no,
  _pad1: pad(3),
  out_port: ofp_port_no,
  out_group: ofp_group_no,
  _pad2: pad(4),
  cookie: u64,
  cookie_mask: u64,
})

/** OpenFlow 1.3.5, 7.3.5.2 and 7.3.5.3. */
export const ofp_flow_stats_request = struct('ofp_flow_stats_request', {
  _common: flow_stats_request_since_11,
  match: ofp_match,
})

export const ofp_flow_stats = struct('ofp_flow_stats', {
  length: length(u16),
  table_id: u8,
  _pad1: pad(1),
  duration_sec: u32,
  duration_nsec: u32,
  priority: u16,
  idle_timeout: u16,
  hard_timeout: u16,
  flags: ofp_flow_mod_flags,
  _pad2: pad(4),
  cookie: u64,
  packet_count: u64,
  byte_count: u64,
  match: ofp_match,
  instructions: list<OfpInstruction>(ofp_instruction),
})

/** OpenFlow 1.3.5, 7.3.5.3; the same in OpenFlow 1.0 to 1.4. */
export const ofp_aggregate_stats_reply = struct('ofp_aggregate_stats_reply', {
  packet_count: u64,
  byte_count: u64,
  flow_count: u32,
  _pad: pad(4),
})

/** OpenFlow 1.3.5, 7.3.5.4. */
export const ofp_table_stats = struct('ofp_table_stats', {
  table_id: u8,
  _pad: pad(3),
  active_count: u32,
  lookup_count: u64,
  matched_count: u64,
})

/** OpenFlow 1.3.5, 7.3.5.6. */
export const ofp_port_stats_request = struct('ofp_port_stats_request', { port_no: ofp_port_no, _pad: pad(4) })

/** Counters of a port in every version; all ones where unsupported. */
export const port_counters = struct('port_counters', {
  rx_packets: u64,
  tx_packets: u64,
  rx_bytes: u64,
  tx_bytes: u64,
  rx_dropped: u64,
  tx_dropped: u64,
  rx_errors: u64,
  tx_errors: u64,
})

export const port_ethernet_counters = struct('port_ethernet_counters', {
  rx_frame_err: u64,
  rx_over_err: u64,
  rx_crc_err: u64,
  collisions: u64,
})

/** Statistics of a port in OpenFlow 1.1 and 1.2; 1.3 added how long it has been there. */
export const port_stats_since_11 = struct('port_stats_since_11', {
  port_no: ofp_port_no,
  _pad: pad(4),
  _counters: port_counters,
  _ethernet: port_ethernet_counters,
})

export const ofp_port_stats = struct('ofp_port_stats', {
  _common: port_stats_since_11,
  duration_sec: u32,
  duration_nsec: u32,
})

/** OpenFlow 1.3.5, 7.3.5.8. */
export const ofp_queue_stats_request = struct('ofp_queue_stats_request', {
  port_no: ofp_port_no,
  queue_id: ofp_queue_no,
})

/** Statistics of a queue in OpenFlow 1.1 and 1.2. */
export const queue_stats_since_11 = struct('queue_stats_since_11', {
  port_no: ofp_port_no,
  queue_id: ofp_queue_no,
  tx_bytes: u64,
  tx_packets: u64,
  tx_errors: u64,
})

export const ofp_queue_stats = struct('ofp_queue_stats', {
  _common: queue_stats_since_11,
  duration_sec: u32,
  duration_nsec: u32,
})

/** OpenFlow 1.3.5, 7.3.5.9. */
export const ofp_group_stats_request = struct('ofp_group_stats_request', { group_id: ofp_group_no, _pad: pad(4) })

/** Statistics of a group in OpenFlow 1.1 and 1.2, but for its length and its buckets. */
export const group_stats_since_11 = struct('group_stats_since_11', {
  _pad1: pad(2),
  group_id: ofp_group_no,
  ref_count: u32,
  _pad2: pad(4),
  packet_count: u64,
  byte_count: u64,
})

export const ofp_bucket_counter = struct('ofp_bucket_counter', { packet_count: u64, byte_count: u64 })

export const ofp_group_stats = struct('ofp_group_stats', {
  length: length(u16),
  _common: group_stats_since_11,
  duration_sec: u32,
  duration_nsec: u32,
  bucket_stats: list(ofp_bucket_counter),
})

export const ofp_group_capabilities = flags('ofp_group_capabilities', u32, {
  OFPGFC_SELECT_WEIGHT: 1 << 0,
  OFPGFC_SELECT_LIVENESS: 1 << 1,
  OFPGFC_CHAINING: 1 << 2,
  OFPGFC_CHAINING_CHECKS: 1 << 3,
})

/** OpenFlow 1.3.5, 7.3.5.11. */
export const ofp_group_features = struct('ofp_group_features', {
  /* Bit number is OFPGT_*. */
  types: u32,
  capabilities: ofp_group_capabilities,
  /* By OFPGT_*. */
  max_groups: array(u32, 4),
  /* By OFPGT_*; bit number is OFPAT_*. */
  actions: array(u32, 4),
})
