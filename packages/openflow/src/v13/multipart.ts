import {
  type Each,
  enumeration,
  family,
  flags,
  type Infer,
  type IntType,
  list,
  pad,
  struct,
  type Type,
  u16,
  u32,
} from '@vlcp/struct'
import { NX_EXPERIMENTER_ID } from '../nicira/experimenter.ts'
import { nx_multipart_reply, nx_multipart_request } from '../nicira/message/multipart.ts'
import { ONF_EXPERIMENTER_ID } from '../onf/experimenter.ts'
import { onf_multipart_reply, onf_multipart_request } from '../onf/monitor.ts'
import { ofp_empty } from '../symmetric/body.ts'
import { ofp_instruction, type OfpInstruction } from './instruction.ts'
import { ofp_meter_config, ofp_meter_features, ofp_meter_multipart_request, ofp_meter_stats } from './meter.ts'
import { ofp_group_desc } from './modify.ts'
import { ofp_port } from './port.ts'
import {
  ofp_aggregate_stats_reply,
  ofp_desc,
  ofp_flow_stats,
  ofp_flow_stats_request,
  ofp_group_features,
  ofp_group_stats,
  ofp_group_stats_request,
  ofp_port_stats,
  ofp_port_stats_request,
  ofp_queue_stats,
  ofp_queue_stats_request,
  ofp_table_stats,
} from './statistics.ts'
import { ofp_table_features } from './table-features.ts'

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

const mp = ofp_multipart_type

export const ofp_multipart_request_flags = flags('ofp_multipart_request_flags', u16, { OFPMPF_REQ_MORE: 1 })
export const ofp_multipart_reply_flags = flags('ofp_multipart_reply_flags', u16, { OFPMPF_REPLY_MORE: 1 })

/** The header already has a field `type`, so the multipart's own type carries its prefix. */
export const multipart_header = <T extends number>(mp_type: IntType<T>, flags: Type<number>) =>
  struct('ofp_multipart', { mp_type, flags, _pad: pad(4) })

const experimenter = struct('ofp_experimenter_multipart_header', { experimenter: u32 })

/** OpenFlow 1.3.5, 7.3.5.16. What other experimenters send is kept as it is, `exp_type` first. */
export const ofp_multipart_request_experimenter = family('ofp_experimenter_multipart', experimenter, 'experimenter', {
  [NX_EXPERIMENTER_ID]: nx_multipart_request,
  [ONF_EXPERIMENTER_ID]: onf_multipart_request,
})

export const ofp_multipart_reply_experimenter = <I>(instructions: Type<I>) =>
  family('ofp_experimenter_multipart', experimenter, 'experimenter', {
    [NX_EXPERIMENTER_ID]: nx_multipart_reply,
    [ONF_EXPERIMENTER_ID]: onf_multipart_reply(instructions),
  })

/** Requests that are the same in OpenFlow 1.3, 1.4 and 1.5. */
export const multipart_requests_since_13 = {
  [mp.OFPMP_DESC]: ofp_empty,
  [mp.OFPMP_FLOW]: ofp_flow_stats_request,
  [mp.OFPMP_AGGREGATE]: ofp_flow_stats_request,
  [mp.OFPMP_TABLE]: ofp_empty,
  [mp.OFPMP_PORT_STATS]: ofp_port_stats_request,
  [mp.OFPMP_QUEUE]: ofp_queue_stats_request,
  [mp.OFPMP_GROUP]: ofp_group_stats_request,
  [mp.OFPMP_GROUP_FEATURES]: ofp_empty,
  [mp.OFPMP_METER]: ofp_meter_multipart_request,
  [mp.OFPMP_METER_CONFIG]: ofp_meter_multipart_request,
  [mp.OFPMP_METER_FEATURES]: ofp_empty,
  [mp.OFPMP_EXPERIMENTER]: ofp_multipart_request_experimenter,
} as const

/** Replies that are the same in OpenFlow 1.3, 1.4 and 1.5. */
export const multipart_replies_since_13 = {
  [mp.OFPMP_DESC]: ofp_desc,
  [mp.OFPMP_TABLE]: struct('ofp_table_stats_reply', { table_stats: list(ofp_table_stats) }),
  [mp.OFPMP_GROUP]: struct('ofp_group_stats_reply', { group_stats: list(ofp_group_stats) }),
  [mp.OFPMP_GROUP_FEATURES]: ofp_group_features,
  [mp.OFPMP_METER]: struct('ofp_meter_stats_reply', { meter_stats: list(ofp_meter_stats) }),
  [mp.OFPMP_METER_CONFIG]: struct('ofp_meter_config_reply', { meter_config: list(ofp_meter_config) }),
  [mp.OFPMP_METER_FEATURES]: ofp_meter_features,
} as const

const ofp_table_features_list = struct('ofp_table_features_list', { table_features: list(ofp_table_features) })

export const ofp_multipart_request = family(
  'ofp_multipart_request',
  multipart_header(mp, ofp_multipart_request_flags),
  'mp_type',
  {
    ...multipart_requests_since_13,
    [mp.OFPMP_GROUP_DESC]: ofp_empty,
    [mp.OFPMP_TABLE_FEATURES]: ofp_table_features_list,
    [mp.OFPMP_PORT_DESC]: ofp_empty,
  },
)

export type OfpMultipartRequest = Each<Infer<typeof ofp_multipart_request>>

export const ofp_multipart_reply = family(
  'ofp_multipart_reply',
  multipart_header(mp, ofp_multipart_reply_flags),
  'mp_type',
  {
    ...multipart_replies_since_13,
    [mp.OFPMP_FLOW]: struct('ofp_flow_stats_reply', { flow_stats: list(ofp_flow_stats) }),
    [mp.OFPMP_AGGREGATE]: ofp_aggregate_stats_reply,
    [mp.OFPMP_PORT_STATS]: struct('ofp_port_stats_reply', { port_stats: list(ofp_port_stats) }),
    [mp.OFPMP_QUEUE]: struct('ofp_queue_stats_reply', { queue_stats: list(ofp_queue_stats) }),
    [mp.OFPMP_GROUP_DESC]: struct('ofp_group_desc_reply', { group_desc: list(ofp_group_desc) }),
    [mp.OFPMP_TABLE_FEATURES]: ofp_table_features_list,
    [mp.OFPMP_PORT_DESC]: struct('ofp_port_desc_reply', { ports: list(ofp_port) }),
    [mp.OFPMP_EXPERIMENTER]: ofp_multipart_reply_experimenter(list<OfpInstruction>(ofp_instruction)),
  },
)

export type OfpMultipartReply = Each<Infer<typeof ofp_multipart_reply>>
