import { bytes, enumeration, length, list, pad, struct, u16, u32, u64, u8 } from '@vlcp/struct'
import { ofp_match } from '../oxm/match.ts'
import { ofp_instruction, type OfpInstruction } from '../v13/instruction.ts'
import { flow_mod_since_11, ofp_buffer_id, ofp_flow_mod_flags } from '../v13/modify.ts'

/** All of a flow-mod but its instructions. */
export const flow_mod_since_14 = struct('flow_mod_since_14', {
  _common: flow_mod_since_11,
  /* Flows of less importance are evicted first. */
  importance: u16,
  match: ofp_match,
})

const instructions = list<OfpInstruction>(ofp_instruction)

/** OpenFlow 1.4.1, 7.3.4.1. */
export const ofp_flow_mod = struct('ofp_flow_mod', { _common: flow_mod_since_14, instructions })

/** OpenFlow 1.4.1, 7.3.5.2. */
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
  importance: u16,
  _pad2: pad(2),
  cookie: u64,
  packet_count: u64,
  byte_count: u64,
  match: ofp_match,
  instructions,
})

/** OpenFlow 1.4.1, 7.4.1. */
export const ofp_packet_in_reason = enumeration('ofp_packet_in_reason', u8, {
  OFPR_TABLE_MISS: 0,
  OFPR_APPLY_ACTION: 1,
  OFPR_INVALID_TTL: 2,
  OFPR_ACTION_SET: 3,
  OFPR_GROUP: 4,
  OFPR_PACKET_OUT: 5,
})

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
