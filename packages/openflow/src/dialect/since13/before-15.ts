import { OFPP_CONTROLLER } from '../../action/reserved-ports.ts'
import { isVersion, type Message } from '../../message.ts'
import type { FlowStatistics } from '../../statistics.ts'
import { type OFP13_VERSION, ofp_type } from '../../v13/header.ts'
import { ofp_multipart_type as mp } from '../../v13/multipart.ts'
import type { OFP14_VERSION } from '../../v14/header.ts'
import type { MessageDialect } from '../direct/direct.ts'
import { controlMessages } from './control.ts'
import { counts, durationOf } from './counter.ts'
import { eventIn } from './event.ts'
import { decodeFlow, decodeFlowMod } from './flow.ts'
import { codec13 } from './form-13.ts'
import { decodeGroup, encodeGroupMod, type GroupModification, groupChange } from './group.ts'
import { decodeMeterMod, encodeMeterMod, type MeterModification } from './meter.ts'
import { decodePacket, encodePacket } from './packet.ts'
import { encodeRole } from './role.ts'
import { statisticsRequest } from './statistics-request.ts'
import { type Ofp13Reply, type Ofp14Reply, type Readers, readersSince13 } from './statistics.ts'

type Codec = ReturnType<typeof codec13>
type Reply = Ofp13Reply | Ofp14Reply
type WireFlow = Extract<Reply, { readonly mp_type: typeof mp.OFPMP_FLOW }>['flow_stats'][number]

function readersBefore15(codec: Codec): Readers<Reply> {
  const flowStatistics = (wire: WireFlow): FlowStatistics => ({
    ...decodeFlow(wire, codec),
    ...counts(wire),
    durationS: durationOf(wire),
  })
  return {
    ...readersSince13,
    flows: (reply) => {
      if (reply.mp_type !== mp.OFPMP_FLOW) return undefined
      const wires: readonly WireFlow[] = reply.flow_stats
      return wires.map(flowStatistics)
    },
    aggregate: (reply) =>
      reply.mp_type === mp.OFPMP_AGGREGATE ? [{ ...counts(reply), flows: reply.flow_count }] : undefined,
    groupDescriptions: (reply) =>
      reply.mp_type === mp.OFPMP_GROUP_DESC
        ? reply.group_desc.map((wire) => decodeGroup(wire, codec.actions))
        : undefined,
  }
}

type Shared = Omit<MessageDialect, 'name' | 'modification' | 'portModification' | 'bundleControl' | 'bundleAdd'>

/** All that OpenFlow 1.3 and 1.4 say in the same way. */
export function before15(version: typeof OFP13_VERSION | typeof OFP14_VERSION) {
  const codec = codec13(version)
  const readers = readersBefore15(codec)
  /** The message that changes a group or a meter. @throws UnsupportedError, RangeError */
  const groupOrMeterMod = (xid: number, change: GroupModification | MeterModification): Message =>
    'group' in change
      ? { version, type: ofp_type.OFPT_GROUP_MOD, xid, ...encodeGroupMod(change, codec.actions, version) }
      : { version, type: ofp_type.OFPT_METER_MOD, xid, ...encodeMeterMod(change) }
  const shared: Shared = {
    version,
    ...controlMessages(version),
    packetOut(xid, packet): Message {
      const { buffer_id, data } = encodePacket(packet)
      const actions = codec.actions.encode(packet.actions)
      const in_port = packet.inPort ?? OFPP_CONTROLLER
      return { version, type: ofp_type.OFPT_PACKET_OUT, xid, buffer_id, in_port, actions, data }
    },
    statisticsRequest: (xid, question) => statisticsRequest(xid, question, codec.match),
    roleRequest: (xid, role, generation_id): Message => ({
      version,
      type: ofp_type.OFPT_ROLE_REQUEST,
      xid,
      role: encodeRole(role),
      generation_id,
    }),
    event: eventIn(version),
    modificationOf(message) {
      if (!isVersion(message, version)) return undefined
      if (message.type === ofp_type.OFPT_FLOW_MOD) return decodeFlowMod(message, codec)
      if (message.type === ofp_type.OFPT_METER_MOD) return decodeMeterMod(message)
      if (message.type !== ofp_type.OFPT_GROUP_MOD) return undefined
      const { group_id, group_type: type, buckets } = message
      return groupChange(message.command, decodeGroup({ type, group_id, buckets }, codec.actions))
    },
    packetOutOf: (message) =>
      isVersion(message, version) && message.type === ofp_type.OFPT_PACKET_OUT
        ? decodePacket(message, message.in_port, codec.actions.decode(message.actions))
        : undefined,
    statisticsItems: (kind, message) =>
      isVersion(message, version) && message.type === ofp_type.OFPT_MULTIPART_REPLY
        ? readers[kind](message)
        : undefined,
  }
  return { codec, shared, groupOrMeterMod }
}
