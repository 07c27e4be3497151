import { enumeration, family, flags, length, list, pad, struct, u16, u32, u64, u8 } from '@vlcp/struct'
import { ofp_instruction } from './instruction.ts'
import { ofp_match } from './match.ts'
import { ofp_bucket, ofp_flow_mod_flags, ofp_group_type } from './modify.ts'
import { ofp_port } from './port.ts'

/** OpenFlow 1.3.5, 7.3.5. */
export const ofp_multipart_type = enumeration('ofp_multipart_type', u16, {
  OFPMP_DESC: 0,
  OFPMP_FLOW: 1,
  OFPMP_AGGREGATE: 2,
  OFPMP_TABLE: 3,
  OFPMP_PORT_STATS: 4,
  OFPMP_QUEUE: 5,
  OFPMP_GROUP: 6,
  OFPMP_GROUP_DESC: 7,
  OFPMP_GROUP_FEATURES: 8,
  OFPMP_METER: 9,
  OFPMP_METER_CONFIG: 10,
  OFPMP_METER_FEATURES: 11,
  OFPMP_TABLE_FEATURES: 12,
  OFPMP_PORT_DESC: 13,
  OFPMP_EXPERIMENTER: 0xffff,
})

export const ofp_multipart_request_flags = flags('ofp_multipart_request_flags', u16, { OFPMPF_REQ_MORE: 1 })
export const ofp_multipart_reply_flags = flags('ofp_multipart_reply_flags', u16, { OFPMPF_REPLY_MORE: 1 })

// The header already has a field `type`, so the multipart's own type carries its prefix.
const ofp_multipart_request_header = struct('ofp_multipart_request', {
  mp_type: ofp_multipart_type,
  flags: ofp_multipart_request_flags,
  _pad: pad(4),
})

const ofp_multipart_reply_header = struct('ofp_multipart_reply', {
  mp_type: ofp_multipart_type,
  flags: ofp_multipart_reply_flags,
  _pad: pad(4),
})

/** OpenFlow 1.3.5, 7.3.5.2. */
const ofp_flow_stats_request = struct('ofp_flow_stats_request', {
  table_id: u8,
  _pad1: pad(3),
  out_port: u32,
  out_group: u32,
  _pad2: pad(4),
  cookie: u64,
  cookie_mask: u64,
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
  instructions: list(ofp_instruction),
})

/** OpenFlow 1.3.5, 7.3.5.10. */
export const ofp_group_desc = struct('ofp_group_desc', {
  length: length(u16),
  type: ofp_group_type,
  _pad: pad(1),
  group_id: u32,
  buckets: list(ofp_bucket),
})

const ofp_empty = struct('ofp_empty', {})

export const ofp_multipart_request = family('ofp_multipart_request', ofp_multipart_request_header, 'mp_type', {
  [ofp_multipart_type.OFPMP_FLOW]: ofp_flow_stats_request,
  [ofp_multipart_type.OFPMP_GROUP_DESC]: ofp_empty,
  [ofp_multipart_type.OFPMP_PORT_DESC]: ofp_empty,
})

export const ofp_multipart_reply = family('ofp_multipart_reply', ofp_multipart_reply_header, 'mp_type', {
  [ofp_multipart_type.OFPMP_FLOW]: struct('ofp_flow_stats_reply', { flow_stats: list(ofp_flow_stats) }),
  [ofp_multipart_type.OFPMP_GROUP_DESC]: struct('ofp_group_desc_reply', { group_desc: list(ofp_group_desc) }),
  [ofp_multipart_type.OFPMP_PORT_DESC]: struct('ofp_port_desc_reply', { ports: list(ofp_port) }),
})
