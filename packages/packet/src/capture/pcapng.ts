import { StructError, u32 } from '@vlcp/struct'
import type { ByteQueue } from './byte-queue.ts'
import { CaptureError } from './error.ts'
import { type Frame, maxFrameSize } from './frame.ts'
import { bigEndianBlocks, type Blocks, blockType, byteOrderMagic, littleEndianBlocks } from './pcapng-block.ts'
import { type PcapngInterface, readInterface, timestampNs } from './pcapng-interface.ts'

/** A frame with its comments and other options. Blocks that we pass over may have any size. */
const maxBlockSize = maxFrameSize + 65_536

/** More interfaces in one section only fill the memory. */
const maxInterfaces = 65_536

const smallestBlock = 12

/** Whether a file with these first 4 bytes is a pcapng file. */
export function isPcapng(magic: Uint8Array): boolean {
  return u32.decode(magic) === blockType.section
}

/** Reads the frames of a pcapng file, as Wireshark writes it. */
export class PcapngReader {
  readonly #queue: ByteQueue
  #blocks: Blocks = bigEndianBlocks
  #interfaces: PcapngInterface[] = []
  /** Bytes left of a block that does not matter. */
  #toSkip = 0

  constructor(queue: ByteQueue) {
    this.#queue = queue
  }

  /** Whether the file may end here, as far as bytes say that are no longer waiting. */
  get isBetweenBlocks(): boolean {
    return this.#toSkip === 0
  }

  /** The next frame; undefined when more bytes are needed. @throws CaptureError */
  next(): Frame | undefined {
    for (;;) {
      this.#toSkip -= this.#queue.skip(this.#toSkip)
      const start = this.#toSkip === 0 ? this.#queue.peek(smallestBlock) : undefined
      if (start === undefined) return undefined
      const { type, size } = this.#readBlockHeader(start)
      if (isWanted(type)) {
        const block = this.#queue.peek(size)
        if (block === undefined) return undefined
        const frame = this.#readBlock(type, block)
        this.#queue.skip(size)
        if (frame !== undefined) return frame
      } else this.#toSkip = size
    }
  }

  #fail(code: 'format' | 'size', reason: string, cause?: unknown): never {
    throw new CaptureError(code, reason, this.#queue.offset, cause)
  }

  #readBlockHeader(start: Uint8Array): { readonly type: number; readonly size: number } {
    // The type of a section header reads the same in both orders, and only its magic number says which one follows.
    if (isPcapng(start.subarray(0, 4))) this.#blocks = this.#orderOf(start)
    const { block_type: type, block_total_length: size } = this.#blocks.header.decode(start.subarray(0, 8))
    if (size < smallestBlock || size % 4 !== 0)
      this.#fail('format', `block_total_length ${size} is not a multiple of 4 from ${smallestBlock} on`)
    if (isWanted(type) && size > maxBlockSize)
      this.#fail('size', `a block claims ${size} bytes, more than the ${maxBlockSize} of the largest frame`)
    return { type, size }
  }

  #orderOf(start: Uint8Array): Blocks {
    const magic = start.subarray(8, 12)
    const order = [bigEndianBlocks, littleEndianBlocks].find(({ word }) => word.decode(magic) === byteOrderMagic)
    return order ?? this.#fail('format', 'byte_order_magic is in neither byte order')
  }

  #readBlock(type: number, block: Uint8Array): Frame | undefined {
    const again = this.#blocks.word.decode(block.subarray(-4))
    if (again !== block.length)
      this.#fail('format', `block_total_length ${block.length} is ${again} at the end of the block`)
    try {
      return this.#readBody(type, block.subarray(8, -4))
    } catch (error) {
      if (!(error instanceof StructError)) throw error
      return this.#fail('format', error.message, error)
    }
  }

  #readBody(type: number, body: Uint8Array): Frame | undefined {
    switch (type) {
      case blockType.section:
        this.#startSection(body)
        return undefined
      case blockType.interface:
        if (this.#interfaces.length >= maxInterfaces)
          this.#fail('size', `there are more than ${maxInterfaces} interfaces`)
        this.#interfaces.push(readInterface(this.#blocks, body))
        return undefined
      case blockType.simplePacket:
        return this.#simpleFrame(body)
      default:
        return this.#frame(type === blockType.packet ? this.#blocks.packet : this.#blocks.enhancedPacket, body)
    }
  }

  #startSection(body: Uint8Array): void {
    const { major_version, minor_version } = this.#blocks.section.decode(body.subarray(0, 8))
    if (major_version !== 1)
      this.#fail('format', `version ${major_version}.${minor_version} of the format is not known, only 1.x is`)
    this.#interfaces = []
  }

  #interface(id: number): PcapngInterface {
    return this.#interfaces[id] ?? this.#fail('format', `interface_id ${id} has no interface description in front`)
  }

  #frame(definition: Blocks['packet'] | Blocks['enhancedPacket'], body: Uint8Array): Frame {
    const size = definition.node.size ?? 0
    const head = definition.decode(body.subarray(0, size))
    const described = this.#interface(head.interface_id)
    return {
      linkType: described.linkType,
      timestampNs: timestampNs(described, head.timestamp_upper, head.timestamp_lower),
      originalLength: head.original_length,
      data: this.#data(body.subarray(size), head.captured_length),
    }
  }

  #simpleFrame(body: Uint8Array): Frame {
    const { original_length: originalLength } = this.#blocks.simplePacket.decode(body.subarray(0, 4))
    const { linkType, snapLength } = this.#interface(0)
    const size = Math.min(originalLength, snapLength === 0 ? originalLength : snapLength)
    return { linkType, originalLength, data: this.#data(body.subarray(4), size) }
  }

  #data(bytes: Uint8Array, size: number): Uint8Array {
    if (size > bytes.length)
      this.#fail('format', `captured_length ${size} is more than the ${bytes.length} bytes of the block`)
    if (size > maxFrameSize)
      this.#fail('size', `a frame claims ${size} bytes, more than the ${maxFrameSize} that captures hold`)
    return bytes.slice(0, size)
  }
}

const wanted = new Set<number>(Object.values(blockType))

function isWanted(type: number): boolean {
  return wanted.has(type)
}
