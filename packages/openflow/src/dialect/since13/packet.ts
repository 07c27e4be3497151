import { OFPP_ANY, OFPP_CONTROLLER } from '../../action/reserved-ports.ts'
import type { Match } from '../../match/match.ts'
import { nx_packet_in2_prop_type as prop } from '../../nicira/message/packet-in2.ts'
import type { OfpOxm } from '../../oxm/oxm.ts'
import { type PacketIn, packetInReason, type PacketOut } from '../../packet.ts'
import { OFP_NO_BUFFER } from '../../v13/modify.ts'
import type { OfpMsg as Ofp15Msg } from '../../v15/message.ts'
import { decodeFields } from './match.ts'
import { checked } from './unsupported.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

const NO_BYTES = new Uint8Array(0)
export const NO_METADATA: Match = Object.freeze({})
/** All ones: no flow in particular has sent the packet. OpenFlow 1.3.5, 7.4.1. */
const NO_COOKIE = 0xffff_ffff_ffff_ffffn

/** The data of a packet-out: of a packet that the switch keeps nothing may follow. */
export function encodePacket({ data, bufferId }: PacketOut): { readonly buffer_id: number; readonly data: Uint8Array } {
  if (bufferId !== undefined && bufferId !== OFP_NO_BUFFER)
    return { buffer_id: checked('bufferId', bufferId, 32), data: NO_BYTES }
  if (data === undefined) throw new RangeError('packet: neither data nor bufferId says which packet to send')
  return { buffer_id: OFP_NO_BUFFER, data }
}

/** What a packet-out says, its actions already without version. */
export function decodePacket(
  { buffer_id, data }: { buffer_id: number; data: Uint8Array },
  inPort: number,
  actions: PacketOut['actions'],
): PacketOut {
  return {
    ...(buffer_id === OFP_NO_BUFFER ? { data } : { bufferId: buffer_id }),
    ...(inPort === OFPP_CONTROLLER ? {} : { inPort }),
    actions,
  }
}

interface Pipeline {
  readonly inPort: number
  readonly metadata: Match
}

/** The port among the pipeline's fields, and the rest of them. */
function pipeline(fields: readonly OfpOxm[]): Pipeline {
  const { in_port, ...metadata } = decodeFields(fields)
  return { inPort: typeof in_port === 'number' ? in_port : OFPP_ANY, metadata }
}

interface WirePacketIn {
  readonly buffer_id: number
  readonly total_len: number
  readonly reason: number
  readonly table_id: number
  /** Undefined where no flow in particular has sent the packet. */
  readonly cookie: bigint | undefined
  readonly data: Uint8Array
}

/** @param wire what the message says, its data a view of the message */
export function packetInOf(wire: WirePacketIn, inPort: number, metadata: Match): PacketIn {
  const { total_len: totalLength, data, table_id: table, cookie, buffer_id: bufferId } = wire
  const reason = packetInReason(wire.reason)
  // A literal for each, because what is added to an object later gets memory of its own.
  if (bufferId === OFP_NO_BUFFER)
    return cookie === undefined
      ? { inPort, reason, totalLength, data, table, metadata }
      : { inPort, reason, totalLength, data, table, metadata, cookie }
  return cookie === undefined
    ? { inPort, reason, totalLength, data, table, metadata, bufferId }
    : { inPort, reason, totalLength, data, table, metadata, cookie, bufferId }
}

/** A packet-in of any version since 1.3, or NXT_PACKET_IN. Its data is a view of the message. */
export function decodePacketIn(wire: WirePacketIn, fields: readonly OfpOxm[]): PacketIn {
  const { inPort, metadata } = pipeline(fields)
  return packetInOf(wire.cookie === NO_COOKIE ? { ...wire, cookie: undefined } : wire, inPort, metadata)
}

type Properties = Extract<Ofp15Msg, { readonly exp_type: 30; properties: unknown }>['properties']

/** NXT_PACKET_IN2: every part of it may be missing. */
export function decodePacketIn2(properties: Properties): PacketIn {
  const packetIn: Writable<PacketIn> = {
    inPort: OFPP_ANY,
    reason: 'unknown',
    totalLength: -1,
    data: NO_BYTES,
    metadata: NO_METADATA,
  }
  for (const property of properties)
    switch (property.type) {
      case prop.NXPINT_PACKET:
        packetIn.data = property.data
        break
      case prop.NXPINT_FULL_LEN:
        packetIn.totalLength = property.full_len
        break
      case prop.NXPINT_BUFFER_ID:
        if (property.buffer_id !== OFP_NO_BUFFER) packetIn.bufferId = property.buffer_id
        break
      case prop.NXPINT_TABLE_ID:
        packetIn.table = property.table_id
        break
      case prop.NXPINT_COOKIE:
        if (property.cookie !== NO_COOKIE) packetIn.cookie = property.cookie
        break
      case prop.NXPINT_REASON:
        packetIn.reason = packetInReason(property.reason)
        break
      case prop.NXPINT_METADATA:
        Object.assign(packetIn, pipeline(property.metadata))
        break
      case prop.NXPINT_USERDATA:
        packetIn.userdata = property.userdata
        break
      default:
    }
  // Left out where the packet is whole.
  if (packetIn.totalLength < 0) packetIn.totalLength = packetIn.data.length
  return packetIn
}
