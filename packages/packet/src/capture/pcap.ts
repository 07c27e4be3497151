import { type Infer, pad, struct, u32 } from '@vlcp/struct'
import { type ByteOrder, bigEndian, littleEndian } from './byte-order.ts'
import type { ByteQueue } from './byte-queue.ts'
import { CaptureError } from './error.ts'
import { type Frame, maxFrameSize } from './frame.ts'

/** "PCAP Capture File Format" (draft-ietf-opsawg-pcap), section 4. */
const pcapFileHeader = ({ u16, u32: word }: ByteOrder) =>
  struct('pcap_file_header', {
    magic_number: word,
    major_version: u16,
    minor_version: u16,
    _reserved: pad(8),
    snap_len: word,
    // The upper half tells whether frames carry their check sequence; that is a trailer for us.
    link_type: word,
  })

/** The same, section 5. */
const pcapPacketHeader = ({ u32: word }: ByteOrder) =>
  struct('pcap_packet_header', { seconds: word, fraction: word, captured_length: word, original_length: word })

const definitions = (order: ByteOrder) => ({ file: pcapFileHeader(order), packet: pcapPacketHeader(order) })

type PcapPacketHeader = Infer<ReturnType<typeof pcapPacketHeader>>

const headerSize = 24
const packetHeaderSize = 16

interface Flavour {
  readonly order: ByteOrder
  /** Nanoseconds in a unit of `fraction`. */
  readonly unitNs: number
}

const flavours: ReadonlyMap<number, Flavour> = new Map([
  [0xa1b2c3d4, { order: bigEndian, unitNs: 1000 }],
  [0xd4c3b2a1, { order: littleEndian, unitNs: 1000 }],
  [0xa1b23c4d, { order: bigEndian, unitNs: 1 }],
  [0x4d3cb2a1, { order: littleEndian, unitNs: 1 }],
])

/** Whether a file with these first 4 bytes is a pcap file. */
export function isPcap(magic: Uint8Array): boolean {
  return flavours.has(u32.decode(magic))
}

/** Reads the frames of a pcap file, as tcpdump writes it. */
export class PcapReader {
  readonly #queue: ByteQueue
  #flavour: Flavour | undefined
  #packet = definitions(bigEndian).packet
  #linkType = 0

  constructor(queue: ByteQueue) {
    this.#queue = queue
  }

  /** The next frame; undefined when more bytes are needed. @throws CaptureError */
  next(): Frame | undefined {
    if (this.#flavour === undefined && !this.#readFileHeader()) return undefined
    const bytes = this.#queue.peek(packetHeaderSize)
    if (bytes === undefined) return undefined
    const header = this.#packet.decode(bytes)
    const size = header.captured_length
    if (size > maxFrameSize) {
      const reason = `a frame claims ${size} bytes, more than the ${maxFrameSize} that captures hold`
      throw new CaptureError('size', reason, this.#queue.offset)
    }
    const data = this.#queue.peek(packetHeaderSize + size)?.slice(packetHeaderSize)
    if (data === undefined) return undefined
    this.#queue.skip(packetHeaderSize + size)
    return {
      linkType: this.#linkType,
      timestampNs: this.#timestampOf(header),
      originalLength: header.original_length,
      data,
    }
  }

  #readFileHeader(): boolean {
    const bytes = this.#queue.peek(headerSize)
    if (bytes === undefined) return false
    const flavour = flavours.get(u32.decode(bytes.subarray(0, 4)))
    if (flavour === undefined) throw new CaptureError('format', 'this is no pcap file', this.#queue.offset)
    const { file, packet } = definitions(flavour.order)
    const { link_type, major_version, minor_version } = file.decode(bytes)
    if (major_version !== 2) {
      const reason = `version ${major_version}.${minor_version} of the format is not known, only 2.x is`
      throw new CaptureError('format', reason, this.#queue.offset)
    }
    this.#queue.skip(headerSize)
    this.#flavour = flavour
    this.#packet = packet
    this.#linkType = link_type & 0xffff
    return true
  }

  #timestampOf({ seconds, fraction }: PcapPacketHeader): bigint {
    return BigInt(seconds) * 1_000_000_000n + BigInt(fraction * (this.#flavour?.unitNs ?? 1))
  }
}
