import { family, list, pad, struct } from '@vlcp/struct'
import { nx_flow_stats, nx_flow_stats_request } from '../nicira/message/flow.ts'
import { nx_messages, nx_subtype } from '../nicira/message/message.ts'
import { nx_flow_monitor_request, nx_flow_update } from '../nicira/message/monitor.ts'
import { nx_multipart_replies, nx_multipart_requests, nx_stats_subtype } from '../nicira/message/multipart.ts'
import { ofp_empty } from '../symmetric/body.ts'
import {
  ofp_aggregate_stats_reply,
  ofp_group_features,
  ofp_group_stats,
  ofp_group_stats_request,
} from '../v13/statistics.ts'
import { group_definitions } from '../v15/group.ts'
import { ofp_action, ofp_actions } from './action.ts'

/** Groups in OpenFlow 1.0 are those of OpenFlow 1.5 with the actions of 1.0. */
const { ofp_group_desc, ofp_group_mod } = group_definitions(ofp_action)

/** Nicira's messages in OpenFlow 1.0, behind the vendor's number. */
export const nx_vendor = family('nx_vendor', struct('nicira_header', { subtype: nx_subtype }), 'subtype', {
  ...nx_messages(ofp_actions),
  [nx_subtype.NXT_GROUP_MOD]: ofp_group_mod,
})

const header = struct('nicira10_stats_msg', { subtype: nx_stats_subtype, _pad: pad(4) })

export const nx_stats_request = family('nx_stats_request', header, 'subtype', {
  ...nx_multipart_requests,
  [nx_stats_subtype.NXST_FLOW]: nx_flow_stats_request,
  [nx_stats_subtype.NXST_AGGREGATE]: nx_flow_stats_request,
  [nx_stats_subtype.NXST_FLOW_MONITOR]: struct('nx_flow_monitor_requests', { monitors: list(nx_flow_monitor_request) }),
  [nx_stats_subtype.NXST_GROUP]: ofp_group_stats_request,
  [nx_stats_subtype.NXST_GROUP_DESC]: ofp_group_stats_request,
  [nx_stats_subtype.NXST_GROUP_FEATURES]: ofp_empty,
})

export const nx_stats_reply = family('nx_stats_reply', header, 'subtype', {
  ...nx_multipart_replies,
  [nx_stats_subtype.NXST_FLOW]: struct('nx_flow_stats_reply', { flow_stats: list(nx_flow_stats(ofp_actions)) }),
  [nx_stats_subtype.NXST_AGGREGATE]: ofp_aggregate_stats_reply,
  [nx_stats_subtype.NXST_FLOW_MONITOR]: struct('nx_flow_monitor_reply', { updates: list(nx_flow_update(ofp_actions)) }),
  [nx_stats_subtype.NXST_GROUP]: struct('nx_group_stats_reply', { group_stats: list(ofp_group_stats) }),
  [nx_stats_subtype.NXST_GROUP_DESC]: struct('nx_group_desc_reply', { group_desc: list(ofp_group_desc) }),
  [nx_stats_subtype.NXST_GROUP_FEATURES]: ofp_group_features,
})
