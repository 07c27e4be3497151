import {
  type Each,
  enumeration,
  family,
  fixedString,
  flags,
  type Infer,
  length,
  list,
  pad,
  struct,
  u16,
  u32,
  u64,
  u8,
} from '@vlcp/struct'
import { NX_EXPERIMENTER_ID } from '../nicira/experimenter.ts'
import { ofp_empty } from '../symmetric/body.ts'
import { ofp_queue_no } from '../v13/queue.ts'
import { ofp_aggregate_stats_reply, ofp_desc, port_counters, port_ethernet_counters } from '../v13/statistics.ts'
import { ofp_actions } from './action.ts'
import { ofp_flow_wildcards, ofp_match } from './match.ts'
import { nx_stats_reply, nx_stats_request } from './nicira.ts'
import { ofp10_port_no } from './port-no.ts'
import { ofp_phy_port } from './port.ts'

/** OpenFlow 1.0.1, 5.3.5. OFPST_PORT_DESC is of OpenFlow 1.3; Open vSwitch answers it in 1.0, too. */
export const ofp_stats_types = enumeration('ofp_stats_types', u16, {
  OFPST_DESC: 0,
  OFPST_FLOW: 1,
  OFPST_AGGREGATE: 2,
  OFPST_TABLE: 3,
  OFPST_PORT: 4,
  OFPST_QUEUE: 5,
  OFPST_PORT_DESC: 13,
  OFPST_VENDOR: 0xffff,
})

export const ofp_stats_reply_flags = flags('ofp_stats_reply_flags', u16, { OFPSF_REPLY_MORE: 1 })

const ofp_flow_stats_request = struct('ofp_flow_stats_request', {
  match: ofp_match,
  /* 0xff: all tables; 0xfe: emergency. */
  table_id: u8,
  _pad: pad(1),
  out_port: ofp10_port_no,
})

export const ofp_flow_stats = struct('ofp_flow_stats', {
  length: length(u16),
  table_id: u8,
  _pad1: pad(1),
  match: ofp_match,
  duration_sec: u32,
  duration_nsec: u32,
  priority: u16,
  idle_timeout: u16,
  hard_timeout: u16,
  _pad2: pad(6),
  cookie: u64,
  packet_count: u64,
  byte_count: u64,
  actions: ofp_actions,
})

const ofp_table_stats = struct('ofp_table_stats', {
  table_id: u8,
  _pad: pad(3),
  name: fixedString(32),
  wildcards: ofp_flow_wildcards,
  max_entries: u32,
  active_count: u32,
  lookup_count: u64,
  matched_count: u64,
})

const ofp_port_stats = struct('ofp_port_stats', {
  port_no: ofp10_port_no,
  _pad: pad(6),
  _counters: port_counters,
  _ethernet: port_ethernet_counters,
})

const queue = struct('queue', { port_no: ofp10_port_no, _pad: pad(2), queue_id: ofp_queue_no })

const ofp_queue_stats = struct('ofp_queue_stats', { _queue: queue, tx_bytes: u64, tx_packets: u64, tx_errors: u64 })

const vendor = struct('ofp_vendor_stats_header', { vendor: u32 })

export const ofp_stats_request = family(
  'ofp_stats_request',
  struct('ofp_stats_request', { stats_type: ofp_stats_types, flags: u16 }),
  'stats_type',
  {
    [ofp_stats_types.OFPST_DESC]: ofp_empty,
    [ofp_stats_types.OFPST_FLOW]: ofp_flow_stats_request,
    [ofp_stats_types.OFPST_AGGREGATE]: ofp_flow_stats_request,
    [ofp_stats_types.OFPST_TABLE]: ofp_empty,
    [ofp_stats_types.OFPST_PORT]: struct('ofp_port_stats_request', { port_no: ofp10_port_no, _pad: pad(6) }),
    [ofp_stats_types.OFPST_QUEUE]: queue,
    [ofp_stats_types.OFPST_PORT_DESC]: ofp_empty,
    [ofp_stats_types.OFPST_VENDOR]: family('ofp_vendor_stats', vendor, 'vendor', {
      [NX_EXPERIMENTER_ID]: nx_stats_request,
    }),
  },
)

export type OfpStatsRequest = Each<Infer<typeof ofp_stats_request>>

export const ofp_stats_reply = family(
  'ofp_stats_reply',
  struct('ofp_stats_reply', { stats_type: ofp_stats_types, flags: ofp_stats_reply_flags }),
  'stats_type',
  {
    [ofp_stats_types.OFPST_DESC]: ofp_desc,
    [ofp_stats_types.OFPST_FLOW]: struct('ofp_flow_stats_reply', { flow_stats: list(ofp_flow_stats) }),
    [ofp_stats_types.OFPST_AGGREGATE]: ofp_aggregate_stats_reply,
    [ofp_stats_types.OFPST_TABLE]: struct('ofp_table_stats_reply', { table_stats: list(ofp_table_stats) }),
    [ofp_stats_types.OFPST_PORT]: struct('ofp_port_stats_reply', { port_stats: list(ofp_port_stats) }),
    [ofp_stats_types.OFPST_QUEUE]: struct('ofp_queue_stats_reply', { queue_stats: list(ofp_queue_stats) }),
    [ofp_stats_types.OFPST_PORT_DESC]: struct('ofp_port_desc_reply', { ports: list(ofp_phy_port) }),
    [ofp_stats_types.OFPST_VENDOR]: family('ofp_vendor_stats', vendor, 'vendor', {
      [NX_EXPERIMENTER_ID]: nx_stats_reply,
    }),
  },
)

export type OfpStatsReply = Each<Infer<typeof ofp_stats_reply>>
