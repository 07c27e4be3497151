import { formatIpv4 } from '@vlcp/address'
import {
  bits,
  checksum,
  computed,
  type Infer,
  initial,
  flag,
  ipv4 as address,
  length,
  struct,
  type Type,
  u16,
  u8,
} from '@vlcp/struct'
import { internetChecksum } from '../core/checksum.ts'
import { filled } from '../core/filled.ts'
import { layerName } from '../core/layer-name.ts'
import { optionList } from '../core/option-list.ts'
import type { Protocol } from '../core/protocol.ts'
import { ip_protocol, layerOfIpProtocol, protocolOf } from './ip-protocol.ts'
import { ipv4_option, type Ipv4Option } from './ipv4-option.ts'

/**
 * The IPv4 header (RFC 791, 3.1; `dscp` RFC 2474, `ecn` RFC 3168). `fragment_offset` counts units of 8 bytes. Options are filled up
 * to a multiple of 4 bytes.
 */
export const ipv4 = struct('ipv4', {
  layer: layerName('ipv4'),
  _version: bits(u8, {
    version: computed(4, (v: { version?: number }) => v.version ?? 4),
    ihl: length(4, { unit: 4 }),
  }),
  _tos: bits(u8, { dscp: 6, ecn: 2 }),
  total_length: filled(u16, 'total_length'),
  identification: u16,
  _fragment: bits(u16, { _reserved: 1, df: flag, mf: flag, fragment_offset: 13 }),
  ttl: initial(u8, 64),
  protocol: filled(ip_protocol, 'protocol'),
  header_checksum: checksum(u16, (bytes) => internetChecksum(bytes)),
  src: address,
  dst: address,
  options: optionList(ipv4_option as Type<Ipv4Option>, { key: 'type', single: [0, 1], padTo: 4 }),
})

export interface Ipv4 extends Infer<typeof ipv4> {}

export const ipv4Protocol: Protocol<Ipv4> = {
  type: ipv4,
  reject: ({ version }) => (version === 4 ? undefined : `version ${version} is not 4`),
  // Only the first fragment starts with the header of what it carries.
  next: ({ protocol, fragment_offset }) => (fragment_offset === 0 ? layerOfIpProtocol(protocol) : undefined),
  nextKey: 'protocol',
  bind([next]) {
    const protocol = protocolOf(next)
    return layerOfIpProtocol(protocol) === undefined ? undefined : { protocol: protocol ?? 0 }
  },
  // 0: segmentation is left to the network card (found in captures on the sending host).
  extent: { key: 'total_length', at: 2, add: 0, isLength: (stored) => stored !== 0 },
  check: { key: 'header_checksum', at: 10, covers: 'header', sum: 'internet' },
  summary: ({ src, dst, ttl, mf, fragment_offset }) =>
    `${formatIpv4(src)} > ${formatIpv4(dst)} ttl ${ttl}${mf || fragment_offset > 0 ? ` fragment at ${fragment_offset * 8}` : ''}`,
}
