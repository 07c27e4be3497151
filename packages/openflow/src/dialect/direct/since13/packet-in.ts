import { ofp_match, ofp_match_type } from '../../../oxm/match.ts'
import { oxm_header } from '../../../oxm/oxm.ts'
import type { PacketIn } from '../../../packet.ts'
import { ofp_type } from '../../../v13/header.ts'
import { ofp_packet_in } from '../../../v13/packet.ts'
import { NO_METADATA, packetInOf } from '../../since13/packet.ts'
import { get16, get32, get64, viewOf } from '../octets.ts'
import { LENGTH_AT, placeOf, TYPE_AT } from '../place.ts'
import { OXM_HEADER_BYTES } from './match.ts'

// Enumerations of many names are dictionaries: what is read from them for every packet is read once.
const { OXM_OF_IN_PORT } = oxm_header
const { OFPT_PACKET_IN } = ofp_type

/** A match of the port alone, which is all that most switches tell of a packet: its first eight octets never change. */
const PORT_MATCH = ofp_match.encode({
  type: ofp_match_type.OFPMT_OXM,
  oxm_fields: [{ header: OXM_OF_IN_PORT, value: 0 }],
})
const PORT_MATCH_HEAD = get32(PORT_MATCH, 0)

const at = {
  buffer: placeOf(ofp_packet_in, 'buffer_id'),
  totalLength: placeOf(ofp_packet_in, 'total_len'),
  reason: placeOf(ofp_packet_in, 'reason'),
  table: placeOf(ofp_packet_in, 'table_id'),
  cookie: placeOf(ofp_packet_in, 'cookie'),
  match: placeOf(ofp_packet_in, 'match.type'),
  field: placeOf(ofp_packet_in, 'match.oxm_fields'),
  inPort: placeOf(ofp_packet_in, 'match.oxm_fields') + OXM_HEADER_BYTES,
  /** Behind the match and two octets that align the packet's own addresses. */
  data: placeOf(ofp_packet_in, 'match.type') + PORT_MATCH.length + 2,
} as const

/** Packet-ins of a version whose match is the port alone. */
export const packetInReader =
  (version: number) =>
  (bytes: Uint8Array, start: number, end: number): PacketIn | undefined => {
    if (bytes[start + TYPE_AT] !== OFPT_PACKET_IN || bytes[start] !== version) return undefined
    if (end - start < at.data || get16(bytes, start + LENGTH_AT) !== end - start) return undefined
    if (get32(bytes, start + at.match) !== PORT_MATCH_HEAD) return undefined
    if (get32(bytes, start + at.field) !== OXM_OF_IN_PORT) return undefined
    const cookie = start + at.cookie
    const hasCookie = get32(bytes, cookie) !== 0xffff_ffff || get32(bytes, cookie + 4) !== 0xffff_ffff
    return packetInOf(
      {
        buffer_id: get32(bytes, start + at.buffer),
        total_len: get16(bytes, start + at.totalLength),
        reason: bytes[start + at.reason] ?? 0,
        table_id: bytes[start + at.table] ?? 0,
        cookie: hasCookie ? get64(bytes, cookie) : undefined,
        data: viewOf(bytes, start + at.data, end),
      },
      get32(bytes, start + at.inPort),
      NO_METADATA,
    )
  }
