import { u16 } from './bits.ts'
import { type HeadersDraft, type Layout, place } from './places.ts'
import { readTransport } from './transport.ts'

const IPV4: Layout = [
  ['ip_dscp', 8, 6],
  ['ip_ecn', 14, 2],
  ['nw_ttl', 64, 8],
  ['ipv4_src', 96, 32],
  ['ipv4_dst', 128, 32],
]
const IPV6: Layout = [
  ['ip_dscp', 4, 6],
  ['ip_ecn', 10, 2],
  ['ipv6_flabel', 12, 20],
  ['nw_ttl', 56, 8],
  ['ipv6_src', 64, 128],
  ['ipv6_dst', 192, 128],
]
const ARP: Layout = [
  ['arp_op', 48, 16],
  ['arp_sha', 64, 48],
  ['arp_spa', 112, 32],
  ['arp_tha', 144, 48],
  ['arp_tpa', 192, 32],
]
const MPLS: Layout = [
  ['mpls_label', 0, 20],
  ['mpls_tc', 20, 3],
  ['mpls_bos', 23, 1],
  ['mpls_ttl', 24, 8],
]

/** Values of `ip_frag`: FLOW_NW_FRAG_ANY and, for all but the first, FLOW_NW_FRAG_LATER. */
const FRAGMENT = 1n
const LATER = 3n

export function readArp(frame: Uint8Array, start: number, headers: HeadersDraft): void {
  // Ethernet and IPv4 addresses only (RFC 826).
  if (frame.length < start + 28 || u16(frame, start) !== 1 || u16(frame, start + 2) !== 0x0800) return
  if (u16(frame, start + 4) === 0x0604) place(headers, start, ARP)
}

export function readMpls(frame: Uint8Array, start: number, headers: HeadersDraft): void {
  if (frame.length < start + 4) return
  place(headers, start, MPLS)
  let labels = 0
  for (let at = start; at + 4 <= frame.length; at += 4) {
    labels++
    if (((frame[at + 2] ?? 0) & 1) === 1) break
  }
  headers.mplsLabels = labels
}

export function readIpv4(frame: Uint8Array, start: number, headers: HeadersDraft): void {
  const headerLength = ((frame[start] ?? 0) & 15) * 4
  const total = u16(frame, start + 2)
  // A header whose lengths contradict the frame is not read at all.
  if (headerLength < 20 || total < headerLength || frame.length < start + total) return
  place(headers, start, IPV4)
  headers.network = { version: 4, start }
  const fragment = u16(frame, start + 6) & 0x3fff
  const later = (fragment & 0x1fff) !== 0
  const protocol = frame[start + 9] ?? 0
  headers.values.set('ip_proto', BigInt(protocol))
  headers.values.set('ip_frag', fragment === 0 ? 0n : later ? LATER : FRAGMENT)
  if (!later) readTransport(frame, { protocol, start: start + headerLength, end: start + total }, headers)
}

/** Bits of `ipv6_exthdr` by next header: ofp_ipv6exthdr_flags of OpenFlow 1.3.5, 7.2.3.7. */
const EXTENSIONS = new Map([
  [0, 64],
  [43, 32],
  [44, 16],
  [50, 2],
  [51, 4],
  [60, 8],
])
const NO_NEXT = 59

export function readIpv6(frame: Uint8Array, start: number, headers: HeadersDraft): void {
  const end = start + 40 + u16(frame, start + 4)
  if (frame.length < start + 40 || frame.length < end) return
  place(headers, start, IPV6)
  headers.network = { version: 6, start }
  let next = frame[start + 6] ?? 0
  let at = start + 40
  let seen = 0
  let fragment = 0n
  while (EXTENSIONS.has(next) && next !== 50 && fragment !== LATER) {
    if (end < at + 8) return
    seen |= EXTENSIONS.get(next) ?? 0
    const isFragment = next === 44
    if (isFragment && (u16(frame, at + 2) & 0xfff9) !== 0) fragment = u16(frame, at + 2) > 7 ? LATER : FRAGMENT
    const octet = frame[at + 1] ?? 0
    const length = isFragment ? 8 : next === 51 ? (octet + 2) * 4 : (octet + 1) * 8
    next = frame[at] ?? 0
    at += length
    if (at > end) return
  }
  seen |= next === NO_NEXT ? 1 : next === 50 ? 2 : 0
  headers.values.set('ipv6_exthdr', BigInt(seen))
  headers.values.set('ip_proto', BigInt(next))
  headers.values.set('ip_frag', fragment)
  if (fragment !== LATER) readTransport(frame, { protocol: next, start: at, end }, headers)
}
