import { type Each, enumeration, family, type Infer, list, struct, u16 } from '@vlcp/struct'
import { ofp_empty } from '../symmetric/body.ts'
import { ofp_experimenter_stats_reply } from '../v11/nicira.ts'
import {
  ofp_stats_types as ofp11_stats_types,
  stats_replies_since_11,
  stats_reply_header,
  stats_request_header,
  stats_requests_since_11,
} from '../v11/statistics.ts'
import { ofp_action, type OfpAction } from '../v13/action.ts'
import { ofp_group_desc } from '../v13/modify.ts'
import { ofp_flow_stats_request, ofp_group_features } from '../v13/statistics.ts'
import { ofp_flow_stats, ofp_table_stats } from './flow.ts'

/** OpenFlow 1.2, A.3.5. OFPST_PORT_DESC is of OpenFlow 1.3; Open vSwitch answers it in 1.2, too. */
export const ofp_stats_types = enumeration('ofp_stats_types', u16, {
  ...ofp11_stats_types.members,
  OFPST_GROUP_FEATURES: 8,
})

const st = ofp_stats_types

export const ofp_stats_request = family('ofp_stats_request', stats_request_header(st), 'stats_type', {
  ...stats_requests_since_11,
  [st.OFPST_FLOW]: ofp_flow_stats_request,
  [st.OFPST_AGGREGATE]: ofp_flow_stats_request,
  [st.OFPST_GROUP_FEATURES]: ofp_empty,
})

export type OfpStatsRequest = Each<Infer<typeof ofp_stats_request>>

export const ofp_stats_reply = family('ofp_stats_reply', stats_reply_header(st), 'stats_type', {
  ...stats_replies_since_11,
  [st.OFPST_FLOW]: struct('ofp_flow_stats_reply', { flow_stats: list(ofp_flow_stats) }),
  [st.OFPST_TABLE]: struct('ofp_table_stats_reply', { table_stats: list(ofp_table_stats) }),
  [st.OFPST_GROUP_DESC]: struct('ofp_group_desc_reply', { group_desc: list(ofp_group_desc) }),
  [st.OFPST_GROUP_FEATURES]: ofp_group_features,
  [st.OFPST_EXPERIMENTER]: ofp_experimenter_stats_reply(list<OfpAction>(ofp_action)),
})

export type OfpStatsReply = Each<Infer<typeof ofp_stats_reply>>
