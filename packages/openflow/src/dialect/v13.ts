import { OFPP_CONTROLLER } from '../action/reserved-ports.ts'
import type { FlowStatistics } from '../statistics.ts'
import { isVersion, type Message } from '../message.ts'
import { ONF_ET_BUNDLE_ADD_MESSAGE, ONF_ET_BUNDLE_CONTROL } from '../onf/bundle.ts'
import { ONF_EXPERIMENTER_ID } from '../onf/experimenter.ts'
import { OFP13_VERSION as version, ofp_type } from '../v13/header.ts'
import type { OfpMsg } from '../v13/message.ts'
import { ofp_multipart_type as mp } from '../v13/multipart.ts'
import type { Modification } from '../modification.ts'
import type { Dialect } from './dialect.ts'
import { BUNDLE_FLAGS, encodeStep, messageInBundle } from './since13/bundle.ts'
import { controlMessages } from './since13/control.ts'
import { counts, durationOf } from './since13/counter.ts'
import { eventOf, symmetricEvent } from './since13/event.ts'
import { decodeFlow, decodeFlowMod, encodeFlowMod, importanceOf } from './since13/flow.ts'
import { codec13 } from './since13/form-13.ts'
import { decodeGroup, encodeGroupMod, groupChange } from './since13/group.ts'
import { decodeMeterMod, encodeMeterMod } from './since13/meter.ts'
import { decodePacket, encodePacket } from './since13/packet.ts'
import { encodePortMod } from './since13/port.ts'
import { encodeRole } from './since13/role.ts'
import { statisticsRequest } from './since13/statistics-request.ts'
import { type Ofp13Reply, type Readers, readersSince13 } from './since13/statistics.ts'
import { unsupported } from './since13/unsupported.ts'

/** Matches, actions and instructions of OpenFlow 1.3. */
export const codec = codec13(version)

type FlowStats = Extract<Ofp13Reply, { readonly mp_type: typeof mp.OFPMP_FLOW }>['flow_stats'][number]

const flowStatistics = (wire: FlowStats): FlowStatistics => ({
  ...decodeFlow(wire, codec),
  ...counts(wire),
  durationS: durationOf(wire),
})

const readers: Readers<Ofp13Reply> = {
  ...readersSince13,
  flows: (reply) => (reply.mp_type === mp.OFPMP_FLOW ? reply.flow_stats.map(flowStatistics) : undefined),
  aggregate: (reply) =>
    reply.mp_type === mp.OFPMP_AGGREGATE ? [{ ...counts(reply), flows: reply.flow_count }] : undefined,
  groupDescriptions: (reply) =>
    reply.mp_type === mp.OFPMP_GROUP_DESC
      ? reply.group_desc.map((wire) => decodeGroup(wire, codec.actions))
      : undefined,
}

/** The OpenFlow 1.3 message that makes a change. @throws UnsupportedError, RangeError */
function encodeModification(xid: number, change: Modification): OfpMsg {
  switch (change.kind) {
    case 'add-group':
    case 'modify-group':
    case 'remove-group':
      return { version, type: ofp_type.OFPT_GROUP_MOD, xid, ...encodeGroupMod(change, codec.actions, version) }
    case 'add-meter':
    case 'modify-meter':
    case 'remove-meter':
      return { version, type: ofp_type.OFPT_METER_MOD, xid, ...encodeMeterMod(change) }
    default:
      if (importanceOf(change) !== 0) throw unsupported('importance', version, 'OpenFlow 1.4 or later')
      return encodeFlowMod(xid, change, codec)
  }
}

/** OpenFlow 1.3, with bundles by the extension EXT-230. */
export const ofp13: Dialect = {
  version,
  name: '1.3',
  ...controlMessages(version),
  modification: encodeModification,

  packetOut(xid, packet): Message {
    const { buffer_id, data } = encodePacket(packet)
    const actions = codec.actions.encode(packet.actions)
    return {
      version,
      type: ofp_type.OFPT_PACKET_OUT,
      xid,
      buffer_id,
      in_port: packet.inPort ?? OFPP_CONTROLLER,
      actions,
      data,
    }
  },
  portModification: (xid, configuration): Message => ({
    version,
    type: ofp_type.OFPT_PORT_MOD,
    xid,
    ...encodePortMod(configuration),
    advertise: 0,
  }),
  statisticsRequest: (xid, question) => statisticsRequest(xid, question, codec.match),
  roleRequest: (xid, role, generation_id): Message => ({
    version,
    type: ofp_type.OFPT_ROLE_REQUEST,
    xid,
    role: encodeRole(role),
    generation_id,
  }),
  bundleControl: (xid, bundle_id, step): Message => ({
    version,
    type: ofp_type.OFPT_EXPERIMENTER,
    xid,
    experimenter: ONF_EXPERIMENTER_ID,
    exp_type: ONF_ET_BUNDLE_CONTROL,
    bundle_id,
    ctrl_type: encodeStep(step),
    flags: BUNDLE_FLAGS,
  }),
  bundleAdd: (xid, bundle_id, message): Message => ({
    version,
    type: ofp_type.OFPT_EXPERIMENTER,
    xid,
    experimenter: ONF_EXPERIMENTER_ID,
    exp_type: ONF_ET_BUNDLE_ADD_MESSAGE,
    bundle_id,
    flags: BUNDLE_FLAGS,
    message: messageInBundle(xid, message),
  }),

  event: (message) => (isVersion(message, version) ? eventOf(message) : (symmetricEvent(message) ?? { type: 'other' })),
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
    isVersion(message, version) && message.type === ofp_type.OFPT_MULTIPART_REPLY ? readers[kind](message) : undefined,
}
