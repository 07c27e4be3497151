import { bytes, fixedString, length, list, pad, struct, u16, u32, u64, u8 } from '@vlcp/struct'
import { ofp_match } from '../oxm/match.ts'
import { flow_stats_before_13 } from '../v11/flow.ts'
import { ofp_table_config } from '../v11/table.ts'
import { ofp_instruction, type OfpInstruction } from '../v13/instruction.ts'
import { ofp_buffer_id } from '../v13/modify.ts'
import { ofp_packet_in_reason } from '../v13/packet.ts'

/** OpenFlow 1.2, A.4.1. */
export const ofp_packet_in = struct('ofp_packet_in', {
  buffer_id: ofp_buffer_id,
  total_len: u16,
  reason: ofp_packet_in_reason,
  table_id: u8,
  match: ofp_match,
  _pad: pad(2),
  data: bytes(),
})

/** OpenFlow 1.2, A.3.5. */
export const ofp_flow_stats = struct('ofp_flow_stats', {
  length: length(u16),
  _common: flow_stats_before_13,
  match: ofp_match,
  instructions: list<OfpInstruction>(ofp_instruction),
})

/** OpenFlow 1.2, A.3.5. */
export const ofp_table_stats = struct('ofp_table_stats', {
  table_id: u8,
  _pad: pad(7),
  name: fixedString(32),
  /* Bit number is OFPXMT_OFB_*. */
  match: u64,
  wildcards: u64,
  /* Bit number is OFPAT_*. */
  write_actions: u32,
  apply_actions: u32,
  /* Bit number is OFPXMT_OFB_*. */
  write_setfields: u64,
  apply_setfields: u64,
  metadata_match: u64,
  metadata_write: u64,
  /* Bit number is OFPIT_*. */
  instructions: u32,
  config: ofp_table_config,
  max_entries: u32,
  active_count: u32,
  lookup_count: u64,
  matched_count: u64,
})
