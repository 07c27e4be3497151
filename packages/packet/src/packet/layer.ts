import type { LayerName } from '../core/layer-name.ts'
import type { Protocol } from '../core/protocol.ts'
import type { Dhcp } from '../dhcp/dhcp.ts'
import { dhcpProtocol } from '../dhcp/dhcp.ts'
import type { Dhcpv6 } from '../dhcpv6/dhcpv6.ts'
import { dhcpv6Protocol } from '../dhcpv6/dhcpv6.ts'
import { type Icmp, icmpProtocol } from '../internet/icmp.ts'
import { type Icmpv6, icmpv6Protocol } from '../internet/icmpv6.ts'
import { type Igmp, igmpProtocol } from '../internet/igmp.ts'
import { type Ipv4, ipv4Protocol } from '../internet/ipv4.ts'
import {
  type Ah,
  ahProtocol,
  type Ipv6Destination,
  ipv6DestinationProtocol,
  type Ipv6Fragment,
  ipv6FragmentProtocol,
  type Ipv6HopByHop,
  ipv6HopByHopProtocol,
  type Ipv6Routing,
  ipv6RoutingProtocol,
} from '../internet/ipv6-extension.ts'
import { type Ipv6, ipv6Protocol } from '../internet/ipv6.ts'
import { type Arp, arpProtocol } from '../link/arp.ts'
import { type Ethernet, ethernetProtocol } from '../link/ethernet.ts'
import { type Llc, llcProtocol, type Snap, snapProtocol } from '../link/llc.ts'
import { type Lldp, lldpProtocol } from '../link/lldp.ts'
import { type Mpls, mplsProtocol } from '../link/mpls.ts'
import { type Vlan, vlanProtocol } from '../link/vlan.ts'
import { type Sctp, sctpProtocol } from '../transport/sctp.ts'
import { type Tcp, tcpProtocol } from '../transport/tcp.ts'
import { type Udp, udpProtocol } from '../transport/udp.ts'
import { type Geneve, geneveProtocol } from '../tunnel/geneve.ts'
import { type Gre, greProtocol } from '../tunnel/gre.ts'
import { type Vxlan, vxlanProtocol } from '../tunnel/vxlan.ts'

/** Bytes of no protocol we know, or of the user. */
export interface Payload {
  readonly layer: 'payload'
  readonly data: Uint8Array
}

/** Bytes that should be a layer and are not, kept as they came. */
export interface Undecoded {
  readonly layer: 'undecoded'
  /** The layer they should be. */
  readonly as: LayerName
  /** What is wrong with them, with field and offset. */
  readonly reason: string
  readonly data: Uint8Array
}

/**
 * Bytes behind the end that a length says: mostly the filling of a short frame.
 *
 *     ethernet [ ipv4 [ udp [ payload ] trailer behind 1 ] trailer behind 2 ]
 */
export interface Trailer {
  readonly layer: 'trailer'
  /** How many layers with a length end in front of it, counted from the inside; those do not count its bytes. */
  readonly behind: number
  readonly data: Uint8Array
}

/** A layer whose header has a definition. */
export type ProtocolLayer =
  | Ethernet
  | Vlan
  | Llc
  | Snap
  | Arp
  | Lldp
  | Mpls
  | Ipv4
  | Ipv6
  | Ipv6HopByHop
  | Ipv6Routing
  | Ipv6Fragment
  | Ipv6Destination
  | Ah
  | Icmp
  | Icmpv6
  | Igmp
  | Udp
  | Tcp
  | Sctp
  | Dhcp
  | Dhcpv6
  | Vxlan
  | Geneve
  | Gre

/** One layer of a packet, discriminated by `layer`. */
export type Layer = ProtocolLayer | Payload | Undecoded | Trailer

/** The layer of a given name: `LayerOf<'tcp'>`. */
export type LayerOf<N extends LayerName> = Extract<Layer, { readonly layer: N }>

export type ProtocolName = ProtocolLayer['layer']

type Protocols = { readonly [N in ProtocolName]: Protocol<Extract<ProtocolLayer, { readonly layer: N }>> }

const protocols: Protocols = {
  ethernet: ethernetProtocol,
  vlan: vlanProtocol,
  llc: llcProtocol,
  snap: snapProtocol,
  arp: arpProtocol,
  lldp: lldpProtocol,
  mpls: mplsProtocol,
  ipv4: ipv4Protocol,
  ipv6: ipv6Protocol,
  'ipv6-hop-by-hop': ipv6HopByHopProtocol,
  'ipv6-routing': ipv6RoutingProtocol,
  'ipv6-fragment': ipv6FragmentProtocol,
  'ipv6-destination': ipv6DestinationProtocol,
  ah: ahProtocol,
  icmp: icmpProtocol,
  icmpv6: icmpv6Protocol,
  igmp: igmpProtocol,
  udp: udpProtocol,
  tcp: tcpProtocol,
  sctp: sctpProtocol,
  dhcp: dhcpProtocol,
  dhcpv6: dhcpv6Protocol,
  vxlan: vxlanProtocol,
  geneve: geneveProtocol,
  gre: greProtocol,
}

/** The protocol of a layer; undefined for payload, undecoded bytes and trailers. */
export function protocolOfLayer(name: LayerName): Protocol<ProtocolLayer> | undefined {
  return Object.hasOwn(protocols, name) ? (protocols[name as ProtocolName] as Protocol<ProtocolLayer>) : undefined
}

/** A numeric field by name, undefined where the value does not hold it. */
export function numberIn(layer: Layer, key: string): number | undefined {
  const value: unknown = (layer as unknown as Readonly<Record<string, unknown>>)[key]
  return typeof value === 'number' ? value : undefined
}

/** The first layer of that name: `layerIn(packet.layers, 'ipv4')?.src`. */
export function layerIn<N extends LayerName>(layers: readonly Layer[], name: N): LayerOf<N> | undefined {
  return layers.find((layer): layer is LayerOf<N> => layer.layer === name)
}
