import { OFPP_ANY } from '../../action/reserved-ports.ts'
import type { Match } from '../../match/match.ts'
import type { Message } from '../../message.ts'
import { nx_packet_in2_prop_type as prop } from '../../nicira/message/packet-in2.ts'
import type { NX_EXPERIMENTER_ID } from '../../nicira/experimenter.ts'
import { type PacketIn, packetInReason, type PacketOut } from '../../packet.ts'
import { OFP10_VERSION, ofp_type } from '../../v10/header.ts'
import type { OfpMsg } from '../../v10/message.ts'
import { OFP_NO_BUFFER } from '../../v13/modify.ts'
import { port16, port32 } from '../nicira/port.ts'
import { decodeActions, encodeActions } from './action.ts'
import { decodeNxm } from './nxm.ts'

const NO_DATA = new Uint8Array()
const NO_PORT = 0xffff
const NO_METADATA: Match = Object.freeze({})

/** A flow's cookie that is not known. */
const NO_COOKIE = 0xffff_ffff_ffff_ffffn

export function encodePacketOut(xid: number, { data, bufferId, inPort, actions }: PacketOut, nicira: boolean): Message {
  const buffer_id = bufferId ?? OFP_NO_BUFFER
  return {
    version: OFP10_VERSION,
    type: ofp_type.OFPT_PACKET_OUT,
    xid,
    buffer_id,
    in_port: inPort === undefined ? NO_PORT : port16(inPort, 'inPort'),
    actions: encodeActions(actions, nicira),
    data: buffer_id === OFP_NO_BUFFER ? (data ?? NO_DATA) : NO_DATA,
  }
}

export function decodePacketOut(
  message: Extract<OfpMsg, { readonly type: typeof ofp_type.OFPT_PACKET_OUT }>,
): PacketOut {
  const { buffer_id, in_port, data } = message
  const inPort = port32(in_port)
  return {
    ...(buffer_id === OFP_NO_BUFFER ? { data } : { bufferId: buffer_id }),
    ...(inPort === OFPP_ANY ? {} : { inPort }),
    actions: decodeActions(message.actions),
  }
}

type WirePacketIn = Pick<
  Extract<OfpMsg, { readonly type: typeof ofp_type.OFPT_PACKET_IN }>,
  'buffer_id' | 'total_len' | 'in_port' | 'data'
> & { readonly reason: number }

/** OFPT_PACKET_IN. The data are those of the message, not a copy. */
export function packetInOf({ buffer_id, total_len, in_port, reason, data }: WirePacketIn): PacketIn {
  const why = packetInReason(reason)
  const inPort = port32(in_port)
  // A literal for each, because what is added to an object later gets memory of its own.
  return buffer_id === OFP_NO_BUFFER
    ? { inPort, reason: why, totalLength: total_len, data, metadata: NO_METADATA }
    : { inPort, reason: why, totalLength: total_len, data, metadata: NO_METADATA, bufferId: buffer_id }
}

/** The port is a field of the metadata there; without it the packet comes from nowhere. */
function portAndMetadata(match: Match): Pick<PacketIn, 'inPort' | 'metadata'> {
  const { in_port, ...metadata } = match
  return { inPort: typeof in_port === 'number' ? in_port : OFPP_ANY, metadata }
}

type Nicira = Extract<OfpMsg, { readonly vendor: typeof NX_EXPERIMENTER_ID }>

/** NXT_PACKET_IN. */
export function decodeNiciraPacketIn(message: Extract<Nicira, { readonly total_len: number }>): PacketIn {
  const { buffer_id, total_len, reason, table_id, cookie, match, data } = message
  return {
    ...portAndMetadata(decodeNxm(match)),
    reason: packetInReason(reason),
    totalLength: total_len,
    data,
    table: table_id,
    ...(cookie === NO_COOKIE ? {} : { cookie }),
    ...(buffer_id === OFP_NO_BUFFER ? {} : { bufferId: buffer_id }),
  }
}

type Property = Extract<Nicira, { readonly properties: readonly { readonly type: number; continuation?: unknown }[] }>
type PacketInProperties = Extract<Property, { readonly subtype: 28 | 30 }>['properties']

function decodeProperty(property: PacketInProperties[number]): Partial<PacketIn> {
  if ('_extra' in property) return {}
  switch (property.type) {
    case prop.NXPINT_PACKET:
      return { data: property.data }
    case prop.NXPINT_FULL_LEN:
      return { totalLength: property.full_len }
    case prop.NXPINT_BUFFER_ID:
      return property.buffer_id === OFP_NO_BUFFER ? {} : { bufferId: property.buffer_id }
    case prop.NXPINT_TABLE_ID:
      return { table: property.table_id }
    case prop.NXPINT_COOKIE:
      return property.cookie === NO_COOKIE ? {} : { cookie: property.cookie }
    case prop.NXPINT_REASON:
      return { reason: packetInReason(property.reason) }
    case prop.NXPINT_METADATA:
      return portAndMetadata(decodeNxm(property.metadata))
    case prop.NXPINT_USERDATA:
      return { userdata: property.userdata }
    default:
      return {}
  }
}

/** NXT_PACKET_IN2. */
export function decodePacketIn2(properties: PacketInProperties): PacketIn {
  let packet: PacketIn = {
    inPort: OFPP_ANY,
    reason: 'unknown',
    totalLength: -1,
    data: NO_DATA,
    metadata: NO_METADATA,
  }
  for (const property of properties) packet = { ...packet, ...decodeProperty(property) }
  // The length is left out where the whole packet is there.
  return packet.totalLength < 0 ? { ...packet, totalLength: packet.data.length } : packet
}
