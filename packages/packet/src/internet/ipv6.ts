import { bits, computed, type Infer, initial, ipv6 as address, struct, u16, u32, u8 } from '@vlcp/struct'
import { filled } from '../core/filled.ts'
import { layerName } from '../core/layer-name.ts'
import type { Protocol } from '../core/protocol.ts'
import { formatIpv6 } from './format-ipv6.ts'
import { bindNextHeader, ip_protocol, layerOfNextHeader } from './ip-protocol.ts'

/** The IPv6 header (RFC 8200, 3); the traffic class is `dscp` (RFC 2474) and `ecn` (RFC 3168). */
export const ipv6 = struct('ipv6', {
  layer: layerName('ipv6'),
  _version: bits(u32, {
    version: computed(4, (v: { version?: number }) => v.version ?? 6),
    dscp: 6,
    ecn: 2,
    flow_label: 20,
  }),
  payload_length: filled(u16, 'payload_length'),
  next_header: filled(ip_protocol, 'next_header'),
  hop_limit: initial(u8, 64),
  src: address,
  dst: address,
})

export interface Ipv6 extends Infer<typeof ipv6> {}

export const ipv6Protocol: Protocol<Ipv6> = {
  type: ipv6,
  reject: ({ version }) => (version === 6 ? undefined : `version ${version} is not 6`),
  next: ({ next_header }) => layerOfNextHeader(next_header),
  nextKey: 'next_header',
  bind: bindNextHeader,
  // 0: a jumbogram (RFC 2675), or segmentation that is left to the network card.
  extent: { key: 'payload_length', at: 4, add: -40, isLength: (stored) => stored !== 0 },
  summary: ({ src, dst, hop_limit }) => `${formatIpv6(src)} > ${formatIpv6(dst)} hop limit ${hop_limit}`,
}
