import { align, bytes, byteLength, list, pad, struct } from '@vlcp/struct'
import { type ByteOrder, bigEndian, littleEndian } from './byte-order.ts'

/** "PCAP Now Generic" (draft-ietf-opsawg-pcapng): blocks that matter for frames, without the length at both ends. */
const definitions = ({ u16, u32 }: ByteOrder) => {
  const option = struct('pcapng_option', {
    code: u16,
    length: byteLength(u16),
    value: bytes('length'),
    _align: align(4),
  })
  return {
    word: u32,
    /** Section 3.1: what every block begins with. */
    header: struct('pcapng_block_header', { block_type: u32, block_total_length: u32 }),
    /** Section 4.1. */
    section: struct('pcapng_section_header', { byte_order_magic: u32, major_version: u16, minor_version: u16 }),
    /** Section 4.2. */
    interface: struct('pcapng_interface_description', {
      link_type: u16,
      _reserved: pad(2),
      snap_len: u32,
      options: list(option),
    }),
    /** Section 4.3. */
    enhancedPacket: struct('pcapng_enhanced_packet', {
      interface_id: u32,
      timestamp_upper: u32,
      timestamp_lower: u32,
      captured_length: u32,
      original_length: u32,
    }),
    /** Section 4.4. */
    simplePacket: struct('pcapng_simple_packet', { original_length: u32 }),
    /** Appendix A: the block that Enhanced Packet has replaced. */
    packet: struct('pcapng_packet', {
      interface_id: u16,
      drops_count: u16,
      timestamp_upper: u32,
      timestamp_lower: u32,
      captured_length: u32,
      original_length: u32,
    }),
  }
}

export const bigEndianBlocks = definitions(bigEndian)
export const littleEndianBlocks = definitions(littleEndian)

/** The definitions of one byte order. */
export type Blocks = typeof bigEndianBlocks

export const blockType = { interface: 1, packet: 2, simplePacket: 3, enhancedPacket: 6, section: 0x0a0d0d0a } as const

/** Section 4.2: options of an interface description. */
export const interfaceOption = { tsresol: 9, tsoffset: 14 } as const

/** Section 4.1: the value of `byte_order_magic`, read in the right order. */
export const byteOrderMagic = 0x1a2b3c4d
