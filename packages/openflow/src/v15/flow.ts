import { byteLength, bytes, enumeration, length, list, pad, struct, u16, u64, u8 } from '@vlcp/struct'
import { ofp_match } from '../oxm/match.ts'
import { ofp_buffer_id, ofp_flow_mod_flags, ofp_table_no } from '../v13/modify.ts'
import { ofp_flow_removed_reason } from '../v13/packet.ts'
import { flow_mod_since_14 } from '../v14/flow.ts'
import { ofp_action, type OfpAction } from './action.ts'
import { ofp_instructions } from './instruction.ts'
import { ofp_stats } from './stats.ts'

/** OpenFlow 1.5.1, 7.3.4.2. */
export const ofp_flow_mod = struct('ofp_flow_mod', { _common: flow_mod_since_14, instructions: ofp_instructions })

/** OpenFlow 1.5.1, 7.3.6. The port a packet comes from is in the match. */
export const ofp_packet_out = struct('ofp_packet_out', {
  buffer_id: ofp_buffer_id,
  actions_len: byteLength(u16),
  _pad: pad(2),
  match: ofp_match,
  actions: list<OfpAction>(ofp_action, 'actions_len'),
  /* Only without buffer. */
  data: bytes(),
})

/** OpenFlow 1.5.1, 7.4.2. */
export const ofp_flow_removed = struct('ofp_flow_removed', {
  table_id: ofp_table_no,
  reason: ofp_flow_removed_reason,
  priority: u16,
  idle_timeout: u16,
  hard_timeout: u16,
  cookie: u64,
  match: ofp_match,
  stats: ofp_stats,
})

/** OpenFlow 1.5.1, 7.3.5.2. */
export const ofp_flow_desc = struct('ofp_flow_desc', {
  length: length(u16),
  _pad1: pad(2),
  table_id: u8,
  _pad2: pad(1),
  priority: u16,
  idle_timeout: u16,
  hard_timeout: u16,
  flags: ofp_flow_mod_flags,
  importance: u16,
  cookie: u64,
  match: ofp_match,
  stats: ofp_stats,
  instructions: ofp_instructions,
})

export const ofp_flow_stats_reason = enumeration('ofp_flow_stats_reason', u8, {
  OFPFSR_STATS_REQUEST: 0,
  OFPFSR_STAT_TRIGGER: 1,
})

/** OpenFlow 1.5.1, 7.3.5.3. */
export const ofp_flow_stats = struct('ofp_flow_stats', {
  length: length(u16),
  _pad: pad(2),
  table_id: u8,
  reason: ofp_flow_stats_reason,
  priority: u16,
  match: ofp_match,
  stats: ofp_stats,
})
