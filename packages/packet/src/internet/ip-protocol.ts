import { openEnumeration, u8 } from '@vlcp/struct'
import type { LayerName } from '../core/layer-name.ts'

/** Assigned Internet protocol numbers, which are also the IPv6 extension header types (IANA "Protocol Numbers"). */
export const ip_protocol = openEnumeration('ip_protocol', u8, {
  IPPROTO_HOPOPTS: 0,
  IPPROTO_ICMP: 1,
  IPPROTO_IGMP: 2,
  IPPROTO_IPIP: 4,
  IPPROTO_TCP: 6,
  IPPROTO_UDP: 17,
  IPPROTO_IPV6: 41,
  IPPROTO_ROUTING: 43,
  IPPROTO_FRAGMENT: 44,
  IPPROTO_GRE: 47,
  IPPROTO_ESP: 50,
  IPPROTO_AH: 51,
  IPPROTO_ICMPV6: 58,
  IPPROTO_NONE: 59,
  IPPROTO_DSTOPTS: 60,
  IPPROTO_SCTP: 132,
  IPPROTO_MPLS: 137,
  IPPROTO_ETHERNET: 143,
})

const layers: ReadonlyMap<number, LayerName> = new Map([
  [ip_protocol.IPPROTO_HOPOPTS, 'ipv6-hop-by-hop'],
  [ip_protocol.IPPROTO_ICMP, 'icmp'],
  [ip_protocol.IPPROTO_IGMP, 'igmp'],
  [ip_protocol.IPPROTO_IPIP, 'ipv4'],
  [ip_protocol.IPPROTO_TCP, 'tcp'],
  [ip_protocol.IPPROTO_UDP, 'udp'],
  [ip_protocol.IPPROTO_IPV6, 'ipv6'],
  [ip_protocol.IPPROTO_ROUTING, 'ipv6-routing'],
  [ip_protocol.IPPROTO_FRAGMENT, 'ipv6-fragment'],
  [ip_protocol.IPPROTO_GRE, 'gre'],
  [ip_protocol.IPPROTO_AH, 'ah'],
  [ip_protocol.IPPROTO_ICMPV6, 'icmpv6'],
  [ip_protocol.IPPROTO_DSTOPTS, 'ipv6-destination'],
  [ip_protocol.IPPROTO_SCTP, 'sctp'],
  [ip_protocol.IPPROTO_MPLS, 'mpls'],
  [ip_protocol.IPPROTO_ETHERNET, 'ethernet'],
])

const numbers: ReadonlyMap<LayerName, number> = new Map([...layers].map(([protocol, layer]) => [layer, protocol]))

/** Headers that only follow an IPv6 header or each other. */
const onlyIpv6: ReadonlySet<LayerName> = new Set([
  'ipv6-hop-by-hop',
  'ipv6-routing',
  'ipv6-fragment',
  'ipv6-destination',
  'icmpv6',
])

/** The layer behind an IPv6 or extension header. */
export function layerOfNextHeader(next: number | undefined): LayerName | undefined {
  return next === undefined ? undefined : layers.get(next)
}

/** The layer behind an IPv4 header. */
export function layerOfIpProtocol(protocol: number | undefined): LayerName | undefined {
  const layer = layerOfNextHeader(protocol)
  return layer === undefined || onlyIpv6.has(layer) ? undefined : layer
}

/** The protocol number of a layer, undefined if IP does not carry it. */
export function protocolOf(layer: LayerName | undefined): number | undefined {
  return layer === undefined ? undefined : numbers.get(layer)
}

/** The fields of a header whose `next_header` says what follows. */
export function bindNextHeader([next]: readonly LayerName[]): { next_header: number } | undefined {
  const next_header = protocolOf(next)
  return next_header === undefined ? undefined : { next_header }
}
