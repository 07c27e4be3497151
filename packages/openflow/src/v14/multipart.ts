import { type Each, enumeration, family, type Infer, list, struct, u16 } from '@vlcp/struct'
import { ofp_empty } from '../symmetric/body.ts'
import { ofp_instruction, type OfpInstruction } from '../v13/instruction.ts'
import { ofp_group_desc } from '../v13/modify.ts'
import {
  multipart_header,
  multipart_replies_since_13,
  multipart_requests_since_13,
  ofp_multipart_reply_experimenter,
  ofp_multipart_reply_flags,
  ofp_multipart_request_flags,
  ofp_multipart_type as ofp13_multipart_type,
} from '../v13/multipart.ts'
import { ofp_aggregate_stats_reply, ofp_queue_stats_request } from '../v13/statistics.ts'
import { ofp_flow_stats } from './flow.ts'
import { ofp_flow_monitor_request, ofp_flow_update } from './monitor.ts'
import { ofp_port, ofp_port_stats } from './port.ts'
import { ofp_queue_desc, ofp_queue_stats } from './queue.ts'
import { ofp_table_features } from './table-features.ts'
import { ofp_table_desc } from './table.ts'

/** OpenFlow 1.4.1, 7.3.5. */
export const ofp_multipart_type = enumeration('ofp_multipart_type', u16, {
  ...ofp13_multipart_type.members,
  OFPMP_TABLE_DESC: 14,
  OFPMP_QUEUE_DESC: 15,
  OFPMP_FLOW_MONITOR: 16,
})

const mp = ofp_multipart_type

const ofp_table_features_list = struct('ofp_table_features_list', { table_features: list(ofp_table_features) })

/** Requests that OpenFlow 1.4 and 1.5 share and 1.3 does not have. */
export const multipart_requests_since_14 = {
  [mp.OFPMP_TABLE_DESC]: ofp_empty,
  [mp.OFPMP_QUEUE_DESC]: ofp_queue_stats_request,
  [mp.OFPMP_FLOW_MONITOR]: struct('ofp_flow_monitor_requests', { monitors: list(ofp_flow_monitor_request) }),
} as const

/** Replies that OpenFlow 1.4 and 1.5 share and 1.3 does not have. */
export const multipart_replies_since_14 = {
  [mp.OFPMP_PORT_STATS]: struct('ofp_port_stats_reply', { port_stats: list(ofp_port_stats) }),
  [mp.OFPMP_QUEUE]: struct('ofp_queue_stats_reply', { queue_stats: list(ofp_queue_stats) }),
  [mp.OFPMP_TABLE_DESC]: struct('ofp_table_desc_reply', { table_desc: list(ofp_table_desc) }),
  [mp.OFPMP_QUEUE_DESC]: struct('ofp_queue_desc_reply', { queue_desc: list(ofp_queue_desc) }),
} as const

export const ofp_multipart_request = family(
  'ofp_multipart_request',
  multipart_header(mp, ofp_multipart_request_flags),
  'mp_type',
  {
    ...multipart_requests_since_13,
    ...multipart_requests_since_14,
    [mp.OFPMP_GROUP_DESC]: ofp_empty,
    [mp.OFPMP_TABLE_FEATURES]: ofp_table_features_list,
    [mp.OFPMP_PORT_DESC]: ofp_empty,
  },
)

export type OfpMultipartRequest = Each<Infer<typeof ofp_multipart_request>>

const instructions = list<OfpInstruction>(ofp_instruction)

export const ofp_multipart_reply = family(
  'ofp_multipart_reply',
  multipart_header(mp, ofp_multipart_reply_flags),
  'mp_type',
  {
    ...multipart_replies_since_13,
    ...multipart_replies_since_14,
    [mp.OFPMP_FLOW]: struct('ofp_flow_stats_reply', { flow_stats: list(ofp_flow_stats) }),
    [mp.OFPMP_AGGREGATE]: ofp_aggregate_stats_reply,
    [mp.OFPMP_GROUP_DESC]: struct('ofp_group_desc_reply', { group_desc: list(ofp_group_desc) }),
    [mp.OFPMP_TABLE_FEATURES]: ofp_table_features_list,
    [mp.OFPMP_PORT_DESC]: struct('ofp_port_desc_reply', { ports: list(ofp_port) }),
    [mp.OFPMP_FLOW_MONITOR]: struct('ofp_flow_monitor_reply', { updates: list(ofp_flow_update(instructions)) }),
    [mp.OFPMP_EXPERIMENTER]: ofp_multipart_reply_experimenter(instructions),
  },
)

export type OfpMultipartReply = Each<Infer<typeof ofp_multipart_reply>>
