import { putU16, u16 } from './bits.ts'
import { isMplsType } from './headers.ts'
import type { Headers } from './places.ts'

const MAX_TTL_WITHOUT_IP = 64
/** RFC 3032, 2.1: the label that says IPv6 follows. IPv4's is 0. */
const IPV6_NULL_LABEL = 2

/** A copy of the frame with `size` zero octets more at `at`. */
function widen(frame: Uint8Array, at: number, size: number): Uint8Array {
  const wider = new Uint8Array(frame.length + size)
  wider.set(frame.subarray(0, at))
  wider.set(frame.subarray(at), at + size)
  return wider
}

function narrow(frame: Uint8Array, at: number, size: number): Uint8Array {
  const narrower = new Uint8Array(frame.length - size)
  narrower.set(frame.subarray(0, at))
  narrower.set(frame.subarray(at + size), at)
  return narrower
}

/** Puts a tag in front of all others. */
export function pushTag(frame: Uint8Array, ethertype: number, tci: number): Uint8Array {
  const tagged = widen(frame, 12, 4)
  putU16(tagged, 12, ethertype)
  putU16(tagged, 14, tci)
  return tagged
}

export const popTag = (frame: Uint8Array): Uint8Array => narrow(frame, 12, 4)

/** The first label of a packet takes its traffic class and TTL, a further one everything of the label it stands before. */
function labelFor(frame: Uint8Array, headers: Headers, field: (name: 'ip_dscp' | 'nw_ttl') => number): number {
  const at = headers.ethertypeAt + 2
  if (isMplsType(headers.ethertype)) return ((u16(frame, at) << 16) | (u16(frame, at + 2) & 0xfeff)) >>> 0
  const ttl = field('nw_ttl') === 0 ? MAX_TTL_WITHOUT_IP : field('nw_ttl')
  const label = headers.ethertype === 0x86dd ? IPV6_NULL_LABEL : 0
  return ((label << 12) | ((field('ip_dscp') & 7) << 9) | 0x100 | ttl) >>> 0
}

/** Puts a label behind all VLAN tags (OpenFlow 1.3.5, 5.12). */
export function pushLabel(
  frame: Uint8Array,
  headers: Headers,
  ethertype: number,
  field: (name: 'ip_dscp' | 'nw_ttl') => number,
): Uint8Array {
  const label = labelFor(frame, headers, field)
  const at = headers.ethertypeAt + 2
  const wider = widen(frame, at, 4)
  putU16(wider, headers.ethertypeAt, ethertype)
  putU16(wider, at, label >>> 16)
  putU16(wider, at + 2, label & 0xffff)
  return wider
}

export function popLabel(frame: Uint8Array, headers: Headers, ethertype: number): Uint8Array {
  const narrower = narrow(frame, headers.ethertypeAt + 2, 4)
  putU16(narrower, headers.ethertypeAt, ethertype)
  return narrower
}
