import { checksum, type Infer, struct, type Type, u16, u32le, u32 } from '@vlcp/struct'
import { crc32c } from '../core/checksum.ts'
import { layerName } from '../core/layer-name.ts'
import { optionList } from '../core/option-list.ts'
import type { Protocol } from '../core/protocol.ts'
import { sctp_chunk, sctp_chunk_type, type SctpChunk } from './sctp-chunk.ts'

/** An SCTP packet: common header and chunks (RFC 9260, 3). The checksum is CRC-32C, little endian (appendix A). */
export const sctp = struct('sctp', {
  layer: layerName('sctp'),
  src_port: u16,
  dst_port: u16,
  verification_tag: u32,
  checksum: checksum(u32le, (packet) => crc32c(packet)),
  chunks: optionList(sctp_chunk as Type<SctpChunk>, { key: 'type' }),
})

export interface Sctp extends Infer<typeof sctp> {}

export const sctpProtocol: Protocol<Sctp> = {
  type: sctp,
  whole: true,
  check: { key: 'checksum', at: 8, covers: 'region', sum: 'crc32c' },
  summary: ({ src_port, dst_port, chunks }) =>
    `sctp ${src_port} > ${dst_port} ${chunks.map(({ type }) => sctp_chunk_type.nameOf(type)).join(' ')}`,
}
