import { fixedString, flags, pad, struct, u32, u64, u8 } from '@vlcp/struct'
import { ofp_table_no } from '../v13/modify.ts'

/** OpenFlow 1.1.0, A.3.3: what becomes of packets without a match. */
export const ofp_table_config = flags('ofp_table_config', u32, {
  OFPTC_TABLE_MISS_CONTROLLER: 0,
  OFPTC_TABLE_MISS_CONTINUE: 1 << 0,
  OFPTC_TABLE_MISS_DROP: 1 << 1,
})

export const ofp_table_mod = struct('ofp_table_mod', { table_id: ofp_table_no, _pad: pad(3), config: ofp_table_config })

/** OpenFlow 1.1.0, A.3.5: fields that a table can match on or leave out. */
export const ofp_flow_match_fields = flags('ofp_flow_match_fields', u32, {
  OFPFMF_IN_PORT: 1 << 0,
  OFPFMF_DL_VLAN: 1 << 1,
  OFPFMF_DL_VLAN_PCP: 1 << 2,
  OFPFMF_DL_TYPE: 1 << 3,
  OFPFMF_NW_TOS: 1 << 4,
  OFPFMF_NW_PROTO: 1 << 5,
  OFPFMF_TP_SRC: 1 << 6,
  OFPFMF_TP_DST: 1 << 7,
  OFPFMF_MPLS_LABEL: 1 << 8,
  OFPFMF_MPLS_TC: 1 << 9,
  OFPFMF_TYPE: 1 << 10,
  OFPFMF_DL_SRC: 1 << 11,
  OFPFMF_DL_DST: 1 << 12,
  OFPFMF_NW_SRC: 1 << 13,
  OFPFMF_NW_DST: 1 << 14,
  OFPFMF_METADATA: 1 << 15,
})

export const ofp_table_stats = struct('ofp_table_stats', {
  table_id: u8,
  _pad: pad(7),
  name: fixedString(32),
  wildcards: ofp_flow_match_fields,
  match: ofp_flow_match_fields,
  /* Bit number is OFPIT_*. */
  instructions: u32,
  /* Bit number is OFPAT_*. */
  write_actions: u32,
  apply_actions: u32,
  config: ofp_table_config,
  max_entries: u32,
  active_count: u32,
  lookup_count: u64,
  matched_count: u64,
})
