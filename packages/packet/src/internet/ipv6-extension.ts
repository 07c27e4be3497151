import {
  bits,
  bytes,
  type Each,
  family,
  flag,
  type Infer,
  ipv6,
  length,
  list,
  pad,
  struct,
  type Type,
  u16,
  u32,
  u8,
} from '@vlcp/struct'
import { filled } from '../core/filled.ts'
import { layerName } from '../core/layer-name.ts'
import { optionList } from '../core/option-list.ts'
import type { Protocol } from '../core/protocol.ts'
import { formatIpv6 } from './format-ipv6.ts'
import { bindNextHeader, ip_protocol, layerOfNextHeader } from './ip-protocol.ts'
import { ipv6_option, type Ipv6Option } from './ipv6-option.ts'

/** The length of an extension header counts units of 8 bytes without the first one (RFC 8200, 4.3). */
const hdr_ext_len = length(u8, { unit: 8, add: -8 })
const options = optionList(ipv6_option as Type<Ipv6Option>, { key: 'type', single: [0], padTo: 8, before: 2 })

/** Hop-by-hop options (RFC 8200, 4.3). Options are filled up to a multiple of 8 bytes with Pad1. */
export const ipv6_hop_by_hop = struct('ipv6_hop_by_hop', {
  layer: layerName('ipv6-hop-by-hop'),
  next_header: filled(ip_protocol, 'next_header'),
  hdr_ext_len,
  options,
})

export interface Ipv6HopByHop extends Infer<typeof ipv6_hop_by_hop> {}

/** Destination options (RFC 8200, 4.6), filled up likewise. */
export const ipv6_destination = struct('ipv6_destination', {
  layer: layerName('ipv6-destination'),
  next_header: filled(ip_protocol, 'next_header'),
  hdr_ext_len,
  options,
})

export interface Ipv6Destination extends Infer<typeof ipv6_destination> {}

const addresses = struct('addresses', { _reserved: pad(4), addresses: list(ipv6) })

/**
 * A routing header (RFC 8200, 4.4): type 0 (RFC 5095 forbids it), type 2 (RFC 6275, 6.4), type 4, segment routing (RFC 8754, 2; its segments stand
 * in reverse order). Others keep their data in `_extra`.
 */
export const ipv6_routing = family(
  'ipv6_routing',
  struct('ipv6_routing_header', {
    layer: layerName('ipv6-routing'),
    next_header: filled(ip_protocol, 'next_header'),
    hdr_ext_len,
    routing_type: u8,
    segments_left: u8,
  }),
  'routing_type',
  {
    0: addresses,
    2: addresses,
    4: struct('segment_routing', {
      last_entry: u8,
      flags: u8,
      tag: u16,
      // Segments and TLVs are told apart by `last_entry`.
      segments: list(ipv6, (v: { last_entry: number }) => 16 * (v.last_entry + 1)),
      tlvs: bytes(),
    }),
  },
)

export type Ipv6Routing = Each<Infer<typeof ipv6_routing>>

/** A fragment header (RFC 8200, 4.5). `fragment_offset` counts units of 8 bytes, `m` says that more fragments follow. */
export const ipv6_fragment = struct('ipv6_fragment', {
  layer: layerName('ipv6-fragment'),
  next_header: filled(ip_protocol, 'next_header'),
  _reserved: pad(1),
  _offset: bits(u16, { fragment_offset: 13, _res: 2, m: flag }),
  identification: u32,
})

export interface Ipv6Fragment extends Infer<typeof ipv6_fragment> {}

/** An authentication header (RFC 4302, 2); its length counts words of 4 bytes without the first two. */
export const ah = struct('ah', {
  layer: layerName('ah'),
  next_header: filled(ip_protocol, 'next_header'),
  payload_len: length(u8, { unit: 4, add: -8 }),
  _reserved: pad(2),
  spi: u32,
  sequence_number: u32,
  icv: bytes(),
})

export interface Ah extends Infer<typeof ah> {}

interface Chained {
  readonly next_header?: number
}
const next = ({ next_header }: Chained): ReturnType<typeof layerOfNextHeader> => layerOfNextHeader(next_header)
const count = (given: { readonly options: readonly unknown[] }): string => `${given.options.length} options`

export const ipv6HopByHopProtocol: Protocol<Ipv6HopByHop> = {
  type: ipv6_hop_by_hop,
  next,
  nextKey: 'next_header',
  bind: bindNextHeader,
  summary: (header) => `hop-by-hop ${count(header)}`,
}

export const ipv6DestinationProtocol: Protocol<Ipv6Destination> = {
  type: ipv6_destination,
  next,
  nextKey: 'next_header',
  bind: bindNextHeader,
  summary: (header) => `destination ${count(header)}`,
}

export const ipv6RoutingProtocol: Protocol<Ipv6Routing> = {
  type: ipv6_routing as Type<Ipv6Routing>,
  next,
  nextKey: 'next_header',
  bind: bindNextHeader,
  summary(header) {
    const final = finalDestination(header)
    return `routing type ${header.routing_type}${final === undefined ? '' : ` to ${formatIpv6(final)}`}`
  },
}

export const ipv6FragmentProtocol: Protocol<Ipv6Fragment> = {
  type: ipv6_fragment,
  next: ({ next_header, fragment_offset }) => (fragment_offset === 0 ? layerOfNextHeader(next_header) : undefined),
  nextKey: 'next_header',
  bind: bindNextHeader,
  summary: ({ fragment_offset, identification }) => `fragment ${identification} at ${fragment_offset * 8}`,
}

export const ahProtocol: Protocol<Ah> = {
  type: ah,
  next,
  nextKey: 'next_header',
  bind: bindNextHeader,
  summary: ({ spi }) => `ah spi ${spi}`,
}

/** The address a checksum sees while the packet is on its way (RFC 8200, 8.1); undefined: that of the IPv6 header. */
export function finalDestination(header: Ipv6Routing): bigint | undefined {
  if (header.segments_left === 0) return undefined
  if ('segments' in header) return header.segments[0]
  return 'addresses' in header ? header.addresses.at(-1) : undefined
}
