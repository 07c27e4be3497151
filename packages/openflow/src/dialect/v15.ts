import { OFPP_CONTROLLER } from '../action/reserved-ports.ts'
import type { AggregateStatistics, FlowStatistics } from '../statistics.ts'
import { isVersion, type Message } from '../message.ts'
import { OFP15_VERSION as version, ofp_type } from '../v15/header.ts'
import type { OfpMsg } from '../v15/message.ts'
import type { OfpStats } from '../v15/stats.ts'
import { ofp_multipart_type as mp } from '../v15/multipart.ts'
import type { OfpMatch } from '../oxm/match.ts'
import type { Modification } from '../modification.ts'
import type { Dialect } from './dialect.ts'
import { type MessageDialect, withDirect } from './direct/direct.ts'
import { direct15 } from './direct/since13.ts'
import { bundleMessages } from './since13/bundle.ts'
import { controlMessages } from './since13/control.ts'
import { eventIn } from './since13/event.ts'
import { decodeFlow, decodeFlowMod, encodeFlowMod, importanceOf } from './since13/flow.ts'
import { codec15 as codec } from './since13/form-15.ts'
import { decodeGroup15, encodeGroupMod15 } from './since13/group-15.ts'
import { groupChange } from './since13/group.ts'
import { decodeMatch } from './since13/match.ts'
import { decodeMeterMod, encodeMeterMod } from './since13/meter.ts'
import { decodeStats } from './since13/oxs.ts'
import { decodePacket, encodePacket } from './since13/packet.ts'
import { encodePortMod } from './since13/port.ts'
import { encodeRole } from './since13/role.ts'
import { statisticsRequest } from './since13/statistics-request.ts'
import { type Ofp15Reply, type Readers, readersSince13 } from './since13/statistics.ts'

type FlowDescription = Extract<Ofp15Reply, { readonly mp_type: typeof mp.OFPMP_FLOW_DESC }>['flow_desc'][number]

function flowStatistics(wire: FlowDescription): FlowStatistics {
  const { packets, bytes, durationS } = decodeStats(wire.stats)
  return { ...decodeFlow(wire, codec), packets, bytes, durationS }
}

function aggregate(stats: OfpStats): AggregateStatistics {
  const { packets, bytes, flows } = decodeStats(stats)
  return { packets, bytes, flows }
}

const readers: Readers<Ofp15Reply> = {
  ...readersSince13,
  flows: (reply) => (reply.mp_type === mp.OFPMP_FLOW_DESC ? reply.flow_desc.map(flowStatistics) : undefined),
  aggregate: (reply) => (reply.mp_type === mp.OFPMP_AGGREGATE_STATS ? [aggregate(reply.stats)] : undefined),
  groupDescriptions: (reply) =>
    reply.mp_type === mp.OFPMP_GROUP_DESC
      ? reply.group_desc.map((wire) => decodeGroup15(wire, codec.actions))
      : undefined,
}

/** The OpenFlow 1.5 message that makes a change. @throws UnsupportedError, RangeError */
function encodeModification(xid: number, change: Modification): OfpMsg {
  if ('group' in change) return { version, type: ofp_type.OFPT_GROUP_MOD, xid, ...encodeGroupMod15(change, codec) }
  if ('meter' in change) return { version, type: ofp_type.OFPT_METER_MOD, xid, ...encodeMeterMod(change) }
  return { ...encodeFlowMod(xid, change, codec), importance: importanceOf(change) }
}

/** The port that a packet-out says its packet came from; OpenFlow 1.5.1 has it among other fields. */
function inPortOf(match: OfpMatch): number {
  const { in_port } = decodeMatch(match)
  return typeof in_port === 'number' ? in_port : OFPP_CONTROLLER
}

const dialect: MessageDialect = {
  version,
  name: '1.5',
  ...controlMessages(version),
  ...bundleMessages(version),
  modification: encodeModification,

  packetOut(xid, packet): Message {
    const { buffer_id, data } = encodePacket(packet)
    const actions = codec.actions.encode(packet.actions)
    return {
      version,
      type: ofp_type.OFPT_PACKET_OUT,
      xid,
      buffer_id,
      match: codec.match.encode({ in_port: packet.inPort ?? OFPP_CONTROLLER }),
      actions,
      data,
    }
  },
  portModification: (xid, configuration): Message => ({
    version,
    type: ofp_type.OFPT_PORT_MOD,
    xid,
    ...encodePortMod(configuration),
    properties: [],
  }),
  statisticsRequest: (xid, question) => statisticsRequest(xid, question, codec.match),
  roleRequest: (xid, role, generation_id): Message => ({
    version,
    type: ofp_type.OFPT_ROLE_REQUEST,
    xid,
    role: encodeRole(role),
    // The controller has chosen no number for itself.
    short_id: 0,
    generation_id,
  }),

  event: eventIn(version),
  modificationOf(message) {
    if (!isVersion(message, version)) return undefined
    if (message.type === ofp_type.OFPT_FLOW_MOD) return decodeFlowMod(message, codec)
    if (message.type === ofp_type.OFPT_METER_MOD) return decodeMeterMod(message)
    if (message.type !== ofp_type.OFPT_GROUP_MOD) return undefined
    const { group_id, group_type: type, buckets, properties } = message
    return groupChange(message.command, decodeGroup15({ type, group_id, buckets, properties }, codec.actions))
  },
  packetOutOf: (message) =>
    isVersion(message, version) && message.type === ofp_type.OFPT_PACKET_OUT
      ? decodePacket(message, inPortOf(message.match), codec.actions.decode(message.actions))
      : undefined,
  statisticsItems: (kind, message) =>
    isVersion(message, version) && message.type === ofp_type.OFPT_MULTIPART_REPLY ? readers[kind](message) : undefined,
}

/** OpenFlow 1.5. */
export const ofp15: Dialect = withDirect(dialect, direct15(dialect))
