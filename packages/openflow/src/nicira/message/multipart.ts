import { enumeration, family, list, pad, struct, u32, u64 } from '@vlcp/struct'
import { ofp_empty } from '../../symmetric/body.ts'

/**
 * Numbers of Nicira's statistics, as in Open vSwitch 3.1's ofp-msgs.h. Those of IPFIX exist in every version, flow
 * monitors up to 1.2, the rest in 1.0 only.
 */
export const nx_stats_subtype = enumeration('nx_stats_subtype', u32, {
  NXST_FLOW: 0,
  NXST_AGGREGATE: 1,
  NXST_FLOW_MONITOR: 2,
  NXST_IPFIX_BRIDGE: 3,
  NXST_IPFIX_FLOW: 4,
  NXST_GROUP: 7,
  NXST_GROUP_DESC: 8,
  NXST_GROUP_FEATURES: 9,
})

const nx_ipfix_stats_reply = struct('nx_ipfix_stats_reply', {
  total_flows: u64,
  current_flows: u64,
  pkts: u64,
  ipv4_pkts: u64,
  ipv6_pkts: u64,
  error_pkts: u64,
  ipv4_error_pkts: u64,
  ipv6_error_pkts: u64,
  tx_pkts: u64,
  tx_errors: u64,
  collector_set_id: u32,
  _pad: pad(4),
})

export const nx_multipart_requests = {
  [nx_stats_subtype.NXST_IPFIX_BRIDGE]: ofp_empty,
  [nx_stats_subtype.NXST_IPFIX_FLOW]: ofp_empty,
} as const

export const nx_multipart_replies = {
  [nx_stats_subtype.NXST_IPFIX_BRIDGE]: nx_ipfix_stats_reply,
  [nx_stats_subtype.NXST_IPFIX_FLOW]: struct('nx_ipfix_flow_reply', { ipfix_stats: list(nx_ipfix_stats_reply) }),
} as const

const header = struct('nicira11_stats_msg', { exp_type: nx_stats_subtype })

export const nx_multipart_request = family('nx_multipart_request', header, 'exp_type', nx_multipart_requests)
export const nx_multipart_reply = family('nx_multipart_reply', header, 'exp_type', nx_multipart_replies)
