import type { FieldName } from '@vlcp/openflow'
import { crc32c } from '@vlcp/packet'
import { octetsOf, putU16, readBits, u16, writeBits } from './bits.ts'
import type { Headers } from './places.ts'
import { checksumAt } from './transport.ts'

const SCTP = 132
const UDP = 17
const ICMP = 1
/** The addresses are part of the checksum of TCP, UDP and ICMPv6 (RFC 9293, 3.1; RFC 8200, 8.1). */
const IN_PSEUDO_HEADER: ReadonlySet<FieldName> = new Set(['ipv4_src', 'ipv4_dst', 'ipv6_src', 'ipv6_dst'])

/** RFC 1624, 3: what a checksum becomes when words it covers change; wrong ones stay as wrong as they were. */
function adjust(frame: Uint8Array, at: number, before: number, after: number): void {
  let sum = (~u16(frame, at) & 0xffff) + (~before & 0xffff) + after
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  putU16(frame, at, ~sum & 0xffff)
}

function sumOf(frame: Uint8Array, first: number, end: number): number {
  let sum = 0
  for (let at = first; at < end; at += 2) sum += u16(frame, at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return sum
}

/** SCTP's checksum is little endian and covers the whole packet (RFC 9260, 6.8). */
function sctpCrc(frame: Uint8Array, start: number, end: number): number {
  const packet = frame.slice(start, end)
  packet.fill(0, 8, 12)
  return crc32c(packet)
}

function adjustSctp(frame: Uint8Array, headers: Headers, write: () => void): void {
  const { start = 0, end = 0 } = headers.transport ?? {}
  const before = sctpCrc(frame, start, end)
  write()
  const after = sctpCrc(frame, start, end)
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  view.setUint32(start + 8, (view.getUint32(start + 8, true) ^ before ^ after) >>> 0, true)
}

function adjustTransport(frame: Uint8Array, at: number, protocol: number, before: number, after: number): void {
  // RFC 768: zero says there is no checksum, and a checksum that is zero is sent as ones.
  if (protocol === UDP && u16(frame, at) === 0) return
  adjust(frame, at, before, after)
  if (protocol === UDP && u16(frame, at) === 0) putU16(frame, at, 0xffff)
}

/**
 * Writes a field that stands in the frame, and corrects the checksums that cover it.
 *
 * @returns whether the frame has that field
 */
export function writeField(frame: Uint8Array, headers: Headers, name: FieldName, value: bigint): boolean {
  const location = headers.fields.get(name)
  if (location === undefined) return false
  if (readBits(frame, location) === value) return true
  const write = (): void => writeBits(frame, location, value)
  const { network, transport } = headers
  const [from, to] = octetsOf(location)
  const isTransport = transport !== undefined && from >= transport.start
  if (isTransport && transport.protocol === SCTP) {
    adjustSctp(frame, headers, write)
    return true
  }
  // All these headers begin at even offsets, so words are aligned.
  const [first, end] = [from & ~1, (to + 1) & ~1]
  const before = sumOf(frame, first, end)
  write()
  const after = sumOf(frame, first, end)
  if (network?.version === 4 && !isTransport && from >= network.start) adjust(frame, network.start + 10, before, after)
  const at = checksumAt(headers)
  const protocol = transport?.protocol ?? 0
  const isCovered = isTransport || (IN_PSEUDO_HEADER.has(name) && protocol !== ICMP && protocol !== SCTP)
  if (at !== undefined && isCovered) adjustTransport(frame, at, protocol, before, after)
  return true
}
