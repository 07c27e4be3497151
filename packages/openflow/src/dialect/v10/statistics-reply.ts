import type { Infer } from '@vlcp/struct'
import type { Group } from '../../group.ts'
import type { Match } from '../../match/match.ts'
import type { NX_EXPERIMENTER_ID } from '../../nicira/experimenter.ts'
import { nx_stats_subtype as subtype } from '../../nicira/message/multipart.ts'
import type { Port } from '../../port.ts'
import type {
  AggregateStatistics,
  Counter,
  FlowStatistics,
  GroupStatistics,
  PortStatistics,
  QueueStatistics,
  Statistics,
  StatisticsKind,
  SwitchDescription,
  TableStatistics,
} from '../../statistics.ts'
import { ofp_type } from '../../v10/header.ts'
import type { OfpMsg } from '../../v10/message.ts'
import { type ofp_flow_stats, ofp_stats_types as type } from '../../v10/statistics.ts'
import type { ofp_aggregate_stats_reply, ofp_desc, ofp_group_stats } from '../../v13/statistics.ts'
import { port32 } from '../nicira/port.ts'
import { protocolOf } from './flow-mod-decode.ts'
import { decodeGroup } from './group.ts'
import { decodeInstructions } from './instruction.ts'
import { decodeOfpMatch } from './match-decode.ts'
import { decodeNxm } from './nxm.ts'
import { decodePort } from './port.ts'

type Reply = Extract<OfpMsg, { readonly type: typeof ofp_type.OFPT_STATS_REPLY }>
type ReplyOf<T extends number> = Extract<Reply, { readonly stats_type: T }>

const NOT_COUNTED = 0xffff_ffff_ffff_ffffn
const counter = (value: bigint): Counter => (value === NOT_COUNTED ? undefined : value)

export const seconds = ({ duration_sec, duration_nsec }: { duration_sec: number; duration_nsec: number }): number =>
  duration_sec + duration_nsec / 1e9

const description = (desc: Infer<typeof ofp_desc>): SwitchDescription => ({
  manufacturer: desc.mfr_desc,
  hardware: desc.hw_desc,
  software: desc.sw_desc,
  serialNumber: desc.serial_num,
  datapath: desc.dp_desc,
})

function flow(stats: Omit<Infer<typeof ofp_flow_stats>, 'match'>, match: Match): FlowStatistics {
  return {
    table: stats.table_id,
    priority: stats.priority,
    match,
    cookie: stats.cookie,
    instructions: decodeInstructions(stats.actions, protocolOf(match)),
    idleTimeoutS: stats.idle_timeout,
    hardTimeoutS: stats.hard_timeout,
    packets: counter(stats.packet_count),
    bytes: counter(stats.byte_count),
    durationS: seconds(stats),
  }
}

const aggregate = (stats: Infer<typeof ofp_aggregate_stats_reply>): AggregateStatistics => ({
  packets: counter(stats.packet_count),
  bytes: counter(stats.byte_count),
  flows: stats.flow_count,
})

const table = (stats: ReplyOf<typeof type.OFPST_TABLE>['table_stats'][number]): TableStatistics => ({
  table: stats.table_id,
  active: stats.active_count,
  lookups: counter(stats.lookup_count),
  matched: counter(stats.matched_count),
  name: stats.name,
  maxEntries: stats.max_entries,
})

const port = (stats: ReplyOf<typeof type.OFPST_PORT>['port_stats'][number]): PortStatistics => ({
  port: port32(stats.port_no),
  rxPackets: counter(stats.rx_packets),
  txPackets: counter(stats.tx_packets),
  rxBytes: counter(stats.rx_bytes),
  txBytes: counter(stats.tx_bytes),
  rxDropped: counter(stats.rx_dropped),
  txDropped: counter(stats.tx_dropped),
  rxErrors: counter(stats.rx_errors),
  txErrors: counter(stats.tx_errors),
  rxFrameErrors: counter(stats.rx_frame_err),
  rxOverErrors: counter(stats.rx_over_err),
  rxCrcErrors: counter(stats.rx_crc_err),
  collisions: counter(stats.collisions),
})

const queue = (stats: ReplyOf<typeof type.OFPST_QUEUE>['queue_stats'][number]): QueueStatistics => ({
  port: port32(stats.port_no),
  queue: stats.queue_id,
  txBytes: counter(stats.tx_bytes),
  txPackets: counter(stats.tx_packets),
  txErrors: counter(stats.tx_errors),
})

const groupStatistics = (stats: Infer<typeof ofp_group_stats>): GroupStatistics => ({
  group: stats.group_id,
  references: stats.ref_count,
  packets: counter(stats.packet_count),
  bytes: counter(stats.byte_count),
  durationS: seconds(stats),
  buckets: stats.bucket_stats.map(({ packet_count, byte_count }) => ({
    packets: counter(packet_count),
    bytes: counter(byte_count),
  })),
})

type Readers = { readonly [K in StatisticsKind]: (reply: Reply) => readonly Statistics[K]['item'][] | undefined }
type NiciraReply = Extract<Reply, { readonly vendor: typeof NX_EXPERIMENTER_ID }>

/** The body of Nicira's answer of one kind. */
function nicira<S extends number>(reply: Reply, wanted: S): Extract<NiciraReply, { readonly subtype: S }> | undefined {
  const isWanted = (body: Reply): body is Extract<NiciraReply, { readonly subtype: S }> =>
    body.stats_type === type.OFPST_VENDOR && 'subtype' in body && body.subtype === wanted
  return isWanted(reply) ? reply : undefined
}

const groupDescriptions = (reply: Reply): readonly Group[] | undefined =>
  nicira(reply, subtype.NXST_GROUP_DESC)?.group_desc.map((group) => decodeGroup(group.type, group))

const ports = (reply: Reply): readonly Port[] | undefined =>
  reply.stats_type === type.OFPST_PORT_DESC ? reply.ports.map(decodePort) : undefined

function flows(reply: Reply): readonly FlowStatistics[] | undefined {
  if (reply.stats_type === type.OFPST_FLOW)
    return reply.flow_stats.map((stats) => flow(stats, decodeOfpMatch(stats.match)))
  return nicira(reply, subtype.NXST_FLOW)?.flow_stats.map((stats) => flow(stats, decodeNxm(stats.match)))
}

function aggregates(reply: Reply): readonly AggregateStatistics[] | undefined {
  const stats = reply.stats_type === type.OFPST_AGGREGATE ? reply : nicira(reply, subtype.NXST_AGGREGATE)
  return stats === undefined ? undefined : [aggregate(stats)]
}

const READERS: Readers = {
  description: (reply) => (reply.stats_type === type.OFPST_DESC ? [description(reply)] : undefined),
  flows,
  aggregate: aggregates,
  tables: (reply) => (reply.stats_type === type.OFPST_TABLE ? reply.table_stats.map(table) : undefined),
  ports: (reply) => (reply.stats_type === type.OFPST_PORT ? reply.port_stats.map(port) : undefined),
  queues: (reply) => (reply.stats_type === type.OFPST_QUEUE ? reply.queue_stats.map(queue) : undefined),
  groups: (reply) => nicira(reply, subtype.NXST_GROUP)?.group_stats.map(groupStatistics),
  groupDescriptions,
  portDescriptions: ports,
  meters: () => undefined,
  meterDescriptions: () => undefined,
}

/** What one part of an answer says; undefined when the message does not answer a question of this kind. */
export function decodeStatistics<K extends StatisticsKind>(
  kind: K,
  message: OfpMsg,
): readonly Statistics[K]['item'][] | undefined {
  return message.type === ofp_type.OFPT_STATS_REPLY ? READERS[kind](message) : undefined
}
