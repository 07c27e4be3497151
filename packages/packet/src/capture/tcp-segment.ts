import { formatIpv4 } from '@vlcp/address'
import { formatIpv6 } from '../internet/format-ipv6.ts'
import type { Packet } from '../packet/decode.ts'
import type { Layer } from '../packet/layer.ts'
import { tcp_flags } from '../transport/tcp.ts'

/** One end of a TCP connection. */
export interface TcpEndpoint {
  /** `10.0.0.1` or `2001:db8::1`. */
  readonly address: string
  readonly port: number
}

/** What reassembly has to know of a TCP segment (RFC 9293, 3.1). */
export interface TcpSegment {
  readonly from: TcpEndpoint
  readonly to: TcpEndpoint
  readonly sequence: number
  /** Absent without the flag ACK. */
  readonly acknowledgment?: number
  readonly syn: boolean
  readonly fin: boolean
  readonly rst: boolean
  readonly data: Uint8Array
  /** When it was captured, in nanoseconds since 1970-01-01 UTC. */
  readonly timestampNs?: bigint
}

/** `10.0.0.1:6653` or `[2001:db8::1]:6653`. */
export function formatEndpoint({ address, port }: TcpEndpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** The addresses of an IP header. */
function addressesOf(layer: Layer): { readonly src: string; readonly dst: string } | undefined {
  if (layer.layer === 'ipv4') return { src: formatIpv4(layer.src), dst: formatIpv4(layer.dst) }
  return layer.layer === 'ipv6' ? { src: formatIpv6(layer.src), dst: formatIpv6(layer.dst) } : undefined
}

/**
 * The innermost TCP segment of a packet; undefined if there is none. A wrong checksum does not matter: captures on the
 * sending host are full of checksums that the network card fills in. Data that was cut off is missing at the end.
 */
export function segmentOf({ layers }: Packet, timestampNs?: bigint): TcpSegment | undefined {
  const index = layers.findLastIndex(({ layer }) => layer === 'tcp')
  const header = layers[index]
  if (header?.layer !== 'tcp') return undefined
  const addresses = layers
    .slice(0, index)
    .map(addressesOf)
    .findLast((found) => found !== undefined)
  if (addresses === undefined) return undefined
  const behind = layers[index + 1]
  const has = (flag: number): boolean => (header.flags & flag) !== 0
  return {
    from: { address: addresses.src, port: header.src_port },
    to: { address: addresses.dst, port: header.dst_port },
    sequence: header.sequence_number,
    ...(has(tcp_flags.ACK) ? { acknowledgment: header.acknowledgment_number } : {}),
    syn: has(tcp_flags.SYN),
    fin: has(tcp_flags.FIN),
    rst: has(tcp_flags.RST),
    data: behind?.layer === 'payload' ? behind.data : new Uint8Array(0),
    ...(timestampNs === undefined ? {} : { timestampNs }),
  }
}
