import { type Infer, struct, u16 } from '@vlcp/struct'
import { filled } from '../core/filled.ts'
import { layerName, type LayerName } from '../core/layer-name.ts'
import type { Protocol } from '../core/protocol.ts'
import { ip_protocol } from '../internet/ip-protocol.ts'
import { layerOfUdpPorts } from './port.ts'

/** The UDP header (RFC 768). A checksum of 0 says that there is none; over IPv6 that is only allowed in tunnels (RFC 6935). */
export const udp = struct('udp', {
  layer: layerName('udp'),
  src_port: u16,
  dst_port: u16,
  length: filled(u16, 'length'),
  checksum: filled(u16, 'checksum'),
})

export interface Udp extends Infer<typeof udp> {}

/** What may be put into UDP, on any port: decoding finds it on the well-known ones. */
const carried: ReadonlySet<LayerName> = new Set(['dhcp', 'dhcpv6', 'vxlan', 'geneve'])

export const udpProtocol: Protocol<Udp> = {
  type: udp,
  next: ({ src_port, dst_port }) => layerOfUdpPorts(src_port, dst_port),
  bind: ([next]) => (next !== undefined && carried.has(next) ? {} : undefined),
  // 0: a datagram larger than 64 KiB (RFC 2675, 4).
  extent: { key: 'length', at: 4, add: 0, isLength: (stored) => stored !== 0 },
  check: {
    key: 'checksum',
    at: 6,
    covers: 'region',
    sum: 'pseudo',
    protocol: ip_protocol.IPPROTO_UDP,
    isPresent: ({ checksum }) => checksum !== 0,
    zeroMeansNone: true,
  },
  summary: ({ src_port, dst_port }) => `udp ${src_port} > ${dst_port}`,
}
