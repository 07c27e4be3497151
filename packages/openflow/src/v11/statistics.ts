import { type Each, enumeration, family, type Infer, type IntType, length, list, pad, struct, u16 } from '@vlcp/struct'
import { ofp_empty } from '../symmetric/body.ts'
import { ofp_stats_reply_flags } from '../v10/statistics.ts'
import { ofp_port, type OfpPort } from '../v13/port.ts'
import {
  group_stats_since_11,
  ofp_aggregate_stats_reply,
  ofp_bucket_counter,
  ofp_desc,
  ofp_group_stats_request,
  ofp_port_stats_request,
  ofp_queue_stats_request,
  port_stats_since_11,
  queue_stats_since_11,
} from '../v13/statistics.ts'
import { ofp_actions } from './action.ts'
import { ofp_flow_stats, ofp_flow_stats_request, ofp_group_desc } from './flow.ts'
import { ofp_experimenter_stats_reply, ofp_experimenter_stats_request } from './nicira.ts'
import { ofp_table_stats } from './table.ts'

/** OpenFlow 1.1.0, A.3.5. OFPST_PORT_DESC is of OpenFlow 1.3; Open vSwitch answers it in 1.1, too. */
export const ofp_stats_types = enumeration('ofp_stats_types', u16, {
  OFPST_DESC: 0,
  OFPST_FLOW: 1,
  OFPST_AGGREGATE: 2,
  OFPST_TABLE: 3,
  OFPST_PORT: 4,
  OFPST_QUEUE: 5,
  OFPST_GROUP: 6,
  OFPST_GROUP_DESC: 7,
  OFPST_PORT_DESC: 13,
  OFPST_EXPERIMENTER: 0xffff,
})

const st = ofp_stats_types

/** The header already has a field `type`. */
export const stats_request_header = <T extends number>(stats_type: IntType<T>) =>
  struct('ofp_stats_request', { stats_type, flags: u16, _pad: pad(4) })

export const stats_reply_header = <T extends number>(stats_type: IntType<T>) =>
  struct('ofp_stats_reply', { stats_type, flags: ofp_stats_reply_flags, _pad: pad(4) })

/** Requests that are the same in OpenFlow 1.1 and 1.2. */
export const stats_requests_since_11 = {
  [st.OFPST_DESC]: ofp_empty,
  [st.OFPST_TABLE]: ofp_empty,
  [st.OFPST_PORT]: ofp_port_stats_request,
  [st.OFPST_QUEUE]: ofp_queue_stats_request,
  [st.OFPST_GROUP]: ofp_group_stats_request,
  [st.OFPST_GROUP_DESC]: ofp_empty,
  [st.OFPST_PORT_DESC]: ofp_empty,
  [st.OFPST_EXPERIMENTER]: ofp_experimenter_stats_request,
} as const

const ofp_group_stats = struct('ofp_group_stats', {
  length: length(u16),
  _common: group_stats_since_11,
  bucket_stats: list(ofp_bucket_counter),
})

/** Replies that are the same in OpenFlow 1.1 and 1.2. */
export const stats_replies_since_11 = {
  [st.OFPST_DESC]: ofp_desc,
  [st.OFPST_AGGREGATE]: ofp_aggregate_stats_reply,
  [st.OFPST_PORT]: struct('ofp_port_stats_reply', { port_stats: list(port_stats_since_11) }),
  [st.OFPST_QUEUE]: struct('ofp_queue_stats_reply', { queue_stats: list(queue_stats_since_11) }),
  [st.OFPST_GROUP]: struct('ofp_group_stats_reply', { group_stats: list(ofp_group_stats) }),
  [st.OFPST_PORT_DESC]: struct('ofp_port_desc_reply', { ports: list<OfpPort>(ofp_port) }),
} as const

export const ofp_stats_request = family('ofp_stats_request', stats_request_header(st), 'stats_type', {
  ...stats_requests_since_11,
  [st.OFPST_FLOW]: ofp_flow_stats_request,
  [st.OFPST_AGGREGATE]: ofp_flow_stats_request,
})

export type OfpStatsRequest = Each<Infer<typeof ofp_stats_request>>

export const ofp_stats_reply = family('ofp_stats_reply', stats_reply_header(st), 'stats_type', {
  ...stats_replies_since_11,
  [st.OFPST_FLOW]: struct('ofp_flow_stats_reply', { flow_stats: list(ofp_flow_stats) }),
  [st.OFPST_TABLE]: struct('ofp_table_stats_reply', { table_stats: list(ofp_table_stats) }),
  [st.OFPST_GROUP_DESC]: struct('ofp_group_desc_reply', { group_desc: list(ofp_group_desc) }),
  [st.OFPST_EXPERIMENTER]: ofp_experimenter_stats_reply(ofp_actions),
})

export type OfpStatsReply = Each<Infer<typeof ofp_stats_reply>>
