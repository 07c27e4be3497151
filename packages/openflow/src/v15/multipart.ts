import { type Each, enumeration, family, type Infer, list, struct, u16 } from '@vlcp/struct'
import {
  multipart_header,
  multipart_replies_since_13,
  multipart_requests_since_13,
  ofp_multipart_reply_experimenter,
  ofp_multipart_reply_flags,
  ofp_multipart_request_flags,
} from '../v13/multipart.ts'
import { ofp_flow_stats_request, ofp_group_stats_request, ofp_port_stats_request } from '../v13/statistics.ts'
import { ofp_flow_update } from '../v14/monitor.ts'
import { multipart_replies_since_14, multipart_requests_since_14 } from '../v14/multipart.ts'
import { ofp_empty } from '../symmetric/body.ts'
import { ofp_action } from './action.ts'
import { ofp_bundle_features, ofp_bundle_features_request } from './bundle.ts'
import { ofp_controller_status } from './controller-status.ts'
import { ofp_flow_desc, ofp_flow_stats } from './flow.ts'
import { group_definitions } from './group.ts'
import { ofp_instructions } from './instruction.ts'
import { ofp_port } from './port.ts'
import { ofp_stats } from './stats.ts'
import { ofp_table_features } from './table-features.ts'

/** OpenFlow 1.5.1, 7.3.5; some have other names than before and the same numbers. */
export const ofp_multipart_type = enumeration('ofp_multipart_type', u16, {
  OFPMP_DESC: 0,
  OFPMP_FLOW_DESC: 1,
  OFPMP_AGGREGATE_STATS: 2,
  OFPMP_TABLE_STATS: 3,
  OFPMP_PORT_STATS: 4,
  OFPMP_QUEUE_STATS: 5,
  OFPMP_GROUP_STATS: 6,
  OFPMP_GROUP_DESC: 7,
  OFPMP_GROUP_FEATURES: 8,
  OFPMP_METER_STATS: 9,
  OFPMP_METER_DESC: 10,
  OFPMP_METER_FEATURES: 11,
  OFPMP_TABLE_FEATURES: 12,
  OFPMP_PORT_DESC: 13,
  OFPMP_TABLE_DESC: 14,
  OFPMP_QUEUE_DESC: 15,
  OFPMP_FLOW_MONITOR: 16,
  OFPMP_FLOW_STATS: 17,
  OFPMP_CONTROLLER_STATUS: 18,
  OFPMP_BUNDLE_FEATURES: 19,
  OFPMP_EXPERIMENTER: 0xffff,
})

const mp = ofp_multipart_type

const { ofp_group_desc, ofp_group_mod } = group_definitions(ofp_action)

/** OpenFlow 1.5.1, 7.3.4.3. */
export { ofp_group_mod }

const ofp_table_features_list = struct('ofp_table_features_list', { table_features: list(ofp_table_features) })

export const ofp_multipart_request = family(
  'ofp_multipart_request',
  multipart_header(mp, ofp_multipart_request_flags),
  'mp_type',
  {
    ...multipart_requests_since_13,
    ...multipart_requests_since_14,
    [mp.OFPMP_GROUP_DESC]: ofp_group_stats_request,
    [mp.OFPMP_TABLE_FEATURES]: ofp_table_features_list,
    [mp.OFPMP_PORT_DESC]: ofp_port_stats_request,
    [mp.OFPMP_FLOW_STATS]: ofp_flow_stats_request,
    [mp.OFPMP_CONTROLLER_STATUS]: ofp_empty,
    [mp.OFPMP_BUNDLE_FEATURES]: ofp_bundle_features_request,
  },
)

export type OfpMultipartRequest = Each<Infer<typeof ofp_multipart_request>>

/**
 * The meter features of OpenFlow 1.5.1 are eight octets longer than before: flags and padding. Open vSwitch sends the short
 * form, so these octets are in `_extra` where they are.
 */
export const ofp_multipart_reply = family(
  'ofp_multipart_reply',
  multipart_header(mp, ofp_multipart_reply_flags),
  'mp_type',
  {
    ...multipart_replies_since_13,
    ...multipart_replies_since_14,
    [mp.OFPMP_FLOW_DESC]: struct('ofp_flow_desc_reply', { flow_desc: list(ofp_flow_desc) }),
    [mp.OFPMP_AGGREGATE_STATS]: struct('ofp_aggregate_stats_reply', { stats: ofp_stats }),
    [mp.OFPMP_GROUP_DESC]: struct('ofp_group_desc_reply', { group_desc: list(ofp_group_desc) }),
    [mp.OFPMP_TABLE_FEATURES]: ofp_table_features_list,
    [mp.OFPMP_PORT_DESC]: struct('ofp_port_desc_reply', { ports: list(ofp_port) }),
    [mp.OFPMP_FLOW_MONITOR]: struct('ofp_flow_monitor_reply', { updates: list(ofp_flow_update(ofp_instructions)) }),
    [mp.OFPMP_FLOW_STATS]: struct('ofp_flow_stats_reply', { flow_stats: list(ofp_flow_stats) }),
    [mp.OFPMP_CONTROLLER_STATUS]: struct('ofp_controller_status_reply', {
      controller_status: list(ofp_controller_status),
    }),
    [mp.OFPMP_BUNDLE_FEATURES]: ofp_bundle_features,
    [mp.OFPMP_EXPERIMENTER]: ofp_multipart_reply_experimenter(ofp_instructions),
  },
)

export type OfpMultipartReply = Each<Infer<typeof ofp_multipart_reply>>
