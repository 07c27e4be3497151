import { array, enumeration, flags, pad, struct, u16, u32, u64, u8 } from '@vlcp/struct'
import { ofp_table_no } from './modify.ts'

export const ofp_capabilities = flags('ofp_capabilities', u32, {
  OFPC_FLOW_STATS: 1 << 0,
  OFPC_TABLE_STATS: 1 << 1,
  OFPC_PORT_STATS: 1 << 2,
  OFPC_GROUP_STATS: 1 << 3,
  OFPC_IP_REASM: 1 << 5,
  OFPC_QUEUE_STATS: 1 << 6,
  OFPC_PORT_BLOCKED: 1 << 8,
  /* The last two: OpenFlow 1.4.1, 7.3.1. */
  OFPC_BUNDLES: 1 << 9,
  OFPC_FLOW_MONITORING: 1 << 10,
})

/** OpenFlow 1.3.5, 7.3.1. */
export const ofp_switch_features = struct('ofp_switch_features', {
  datapath_id: u64,
  n_buffers: u32,
  n_tables: u8,
  auxiliary_id: u8,
  _pad: pad(2),
  capabilities: ofp_capabilities,
  _reserved: pad(4),
})

/** OpenFlow 1.3.5, 7.3.2; the same in every version. The last two are Open vSwitch's and OpenFlow 1.1's and 1.2's. */
export const ofp_config_flags = flags('ofp_config_flags', u16, {
  OFPC_FRAG_NORMAL: 0,
  OFPC_FRAG_DROP: 1 << 0,
  OFPC_FRAG_REASM: 1 << 1,
  OFPC_FRAG_NX_MATCH: 3,
  OFPC_INVALID_TTL_TO_CONTROLLER: 1 << 2,
})

export const ofp_switch_config = struct('ofp_switch_config', { flags: ofp_config_flags, miss_send_len: u16 })

export const ofp_table_config = flags('ofp_table_config', u32, {
  OFPTC_DEPRECATED_MASK: 3,
  /* The last two: OpenFlow 1.4.1, 7.3.3. */
  OFPTC_EVICTION: 1 << 2,
  OFPTC_VACANCY_EVENTS: 1 << 3,
})

/** OpenFlow 1.3.5, 7.3.3. */
export const ofp_table_mod = struct('ofp_table_mod', { table_id: ofp_table_no, _pad: pad(3), config: ofp_table_config })

export const ofp_controller_role = enumeration('ofp_controller_role', u32, {
  OFPCR_ROLE_NOCHANGE: 0,
  OFPCR_ROLE_EQUAL: 1,
  OFPCR_ROLE_MASTER: 2,
  OFPCR_ROLE_SLAVE: 3,
})

/** OpenFlow 1.3.5, 7.3.9. */
export const ofp_role_request = struct('ofp_role_request', {
  role: ofp_controller_role,
  _pad: pad(4),
  generation_id: u64,
})

/** OpenFlow 1.3.5, 7.3.10. The first mask is for the roles master and equal, the second for slave; bits are reasons. */
export const ofp_async_config = struct('ofp_async_config', {
  packet_in_mask: array(u32, 2),
  port_status_mask: array(u32, 2),
  flow_removed_mask: array(u32, 2),
})
