import { bits, flags, type Infer, length, struct, type Type, u16, u32, u8 } from '@vlcp/struct'
import { filled } from '../core/filled.ts'
import { formatDumped } from '../core/format-dumped.ts'
import { layerName } from '../core/layer-name.ts'
import { optionList } from '../core/option-list.ts'
import type { Protocol } from '../core/protocol.ts'
import { ip_protocol } from '../internet/ip-protocol.ts'
import { tcp_option, type TcpOption } from './tcp-option.ts'

/** Control bits (RFC 9293, 3.1). */
export const tcp_flags = flags('tcp_flags', u8, {
  FIN: 1,
  SYN: 2,
  RST: 4,
  PSH: 8,
  ACK: 16,
  URG: 32,
  ECE: 64,
  CWR: 128,
})

/** The TCP header (RFC 9293, 3.1). Options are filled up to a multiple of 4 bytes. `ae` is accurate ECN (RFC 9768). */
export const tcp = struct('tcp', {
  layer: layerName('tcp'),
  src_port: u16,
  dst_port: u16,
  sequence_number: u32,
  acknowledgment_number: u32,
  _offset: bits(u8, { data_offset: length(4, { unit: 4 }), _rsrvd: 3, ae: 1 }),
  flags: tcp_flags,
  window: u16,
  checksum: filled(u16, 'checksum'),
  urgent_pointer: u16,
  options: optionList(tcp_option as Type<TcpOption>, { key: 'kind', single: [0, 1], padTo: 4 }),
})

export interface Tcp extends Infer<typeof tcp> {}

export const tcpProtocol: Protocol<Tcp> = {
  type: tcp,
  check: { key: 'checksum', at: 16, covers: 'region', sum: 'pseudo', protocol: ip_protocol.IPPROTO_TCP },
  summary: (header) =>
    `tcp ${header.src_port} > ${header.dst_port} [${formatDumped(tcp_flags.dump(header.flags))}] seq ${header.sequence_number} ack ${header.acknowledgment_number}`,
}
