import type { PortStatistics, QueueStatistics, Statistics, StatisticsKind } from '../../statistics.ts'
import type { ofp_type } from '../../v13/header.ts'
import type { OfpMsg as Ofp13Msg } from '../../v13/message.ts'
import { ofp_multipart_type as mp } from '../../v13/multipart.ts'
import type { OfpMsg as Ofp14Msg } from '../../v14/message.ts'
import { ofp_port_stats_prop_type } from '../../v14/port.ts'
import type { OfpMsg as Ofp15Msg } from '../../v15/message.ts'
import { counter, counts, durationOf, maybeDuration } from './counter.ts'
import { decodeMeter } from './meter.ts'
import { decodePort } from './port.ts'

type ReplyType = { readonly type: typeof ofp_type.OFPT_MULTIPART_REPLY }
export type Ofp13Reply = Extract<Ofp13Msg, ReplyType>
export type Ofp14Reply = Extract<Ofp14Msg, ReplyType>
export type Ofp15Reply = Extract<Ofp15Msg, ReplyType>
export type AnyReply = Ofp13Reply | Ofp14Reply | Ofp15Reply

/** By kind of question: what a reply says, undefined where it answers another question. */
export type Readers<R> = {
  readonly [K in StatisticsKind]: (reply: R) => readonly Statistics[K]['item'][] | undefined
}

type ReplyOf<T extends number> = Extract<AnyReply, { readonly mp_type: T }>
type WirePort = ReplyOf<typeof mp.OFPMP_PORT_STATS>['port_stats'][number]
type WireQueue = ReplyOf<typeof mp.OFPMP_QUEUE>['queue_stats'][number]

/** Counters of Ethernet are a property since OpenFlow 1.4, which a port need not have. */
function ethernetCounters(wire: WirePort) {
  if (!('properties' in wire)) return wire
  const ethernet = wire.properties.find((property) => property.type === ofp_port_stats_prop_type.OFPPSPT_ETHERNET)
  return ethernet?.type === ofp_port_stats_prop_type.OFPPSPT_ETHERNET ? ethernet : undefined
}

function portStatistics(wire: WirePort): PortStatistics {
  const ethernet = ethernetCounters(wire)
  return {
    port: wire.port_no,
    rxPackets: counter(wire.rx_packets),
    txPackets: counter(wire.tx_packets),
    rxBytes: counter(wire.rx_bytes),
    txBytes: counter(wire.tx_bytes),
    rxDropped: counter(wire.rx_dropped),
    txDropped: counter(wire.tx_dropped),
    rxErrors: counter(wire.rx_errors),
    txErrors: counter(wire.tx_errors),
    rxFrameErrors: ethernet && counter(ethernet.rx_frame_err),
    rxOverErrors: ethernet && counter(ethernet.rx_over_err),
    rxCrcErrors: ethernet && counter(ethernet.rx_crc_err),
    collisions: ethernet && counter(ethernet.collisions),
    ...maybeDuration(wire),
  }
}

const queueStatistics = (wire: WireQueue): QueueStatistics => ({
  port: wire.port_no,
  queue: wire.queue_id,
  txBytes: counter(wire.tx_bytes),
  txPackets: counter(wire.tx_packets),
  txErrors: counter(wire.tx_errors),
  ...maybeDuration(wire),
})

/** What is the same in OpenFlow 1.3, 1.4 and 1.5, or differs only in form. */
export const readersSince13: Omit<Readers<AnyReply>, 'flows' | 'aggregate' | 'groupDescriptions'> = {
  description: (reply) =>
    reply.mp_type === mp.OFPMP_DESC
      ? [
          {
            manufacturer: reply.mfr_desc,
            hardware: reply.hw_desc,
            software: reply.sw_desc,
            serialNumber: reply.serial_num,
            datapath: reply.dp_desc,
          },
        ]
      : undefined,
  tables: (reply) =>
    reply.mp_type === mp.OFPMP_TABLE
      ? reply.table_stats.map(({ table_id, active_count, lookup_count, matched_count }) => ({
          table: table_id,
          active: active_count,
          lookups: counter(lookup_count),
          matched: counter(matched_count),
        }))
      : undefined,
  ports: (reply) => {
    if (reply.mp_type !== mp.OFPMP_PORT_STATS) return undefined
    const wires: readonly WirePort[] = reply.port_stats
    return wires.map(portStatistics)
  },
  queues: (reply) => {
    if (reply.mp_type !== mp.OFPMP_QUEUE) return undefined
    const wires: readonly WireQueue[] = reply.queue_stats
    return wires.map(queueStatistics)
  },
  groups: (reply) =>
    reply.mp_type === mp.OFPMP_GROUP
      ? reply.group_stats.map((wire) => ({
          group: wire.group_id,
          references: wire.ref_count,
          ...counts(wire),
          durationS: durationOf(wire),
          buckets: wire.bucket_stats.map(counts),
        }))
      : undefined,
  meters: (reply) =>
    reply.mp_type === mp.OFPMP_METER
      ? reply.meter_stats.map((wire) => ({
          meter: wire.meter_id,
          flows: wire.flow_count,
          packets: counter(wire.packet_in_count),
          bytes: counter(wire.byte_in_count),
          durationS: durationOf(wire),
          bands: wire.band_stats.map((band) => ({
            packets: counter(band.packet_band_count),
            bytes: counter(band.byte_band_count),
          })),
        }))
      : undefined,
  meterDescriptions: (reply) =>
    reply.mp_type === mp.OFPMP_METER_CONFIG ? reply.meter_config.map(decodeMeter) : undefined,
  portDescriptions: (reply) => {
    if (reply.mp_type !== mp.OFPMP_PORT_DESC) return undefined
    const wires: readonly Parameters<typeof decodePort>[0][] = reply.ports
    return wires.map(decodePort)
  },
}
