import { ByteQueue } from './byte-queue.ts'
import { CaptureError } from './error.ts'
import type { Frame } from './frame.ts'
import { isPcap, PcapReader } from './pcap.ts'
import { isPcapng, PcapngReader } from './pcapng.ts'

/** Compressed files, which people give by mistake, by their first two bytes. */
const compressions: ReadonlyMap<number, string> = new Map([
  [0x1f8b, 'gzip'],
  [0x28b5, 'zstd'],
  [0xfd37, 'xz'],
])

/**
 * Reads the frames of a capture file (pcap or pcapng) out of chunks as they come:
 *
 *     for (reader.push(chunk); (frame = reader.next()) !== undefined; ) …
 *
 * Holds one frame at most, so the file may have any size.
 */
export class CaptureReader {
  readonly #queue = new ByteQueue()
  #reader: PcapReader | PcapngReader | undefined
  #failed: unknown

  /** Takes a chunk; ask `next` for frames until it has none, before the next one. */
  push(chunk: Uint8Array): void {
    this.#queue.push(chunk)
  }

  /**
   * The next frame; undefined when more bytes are needed.
   *
   * @throws CaptureError when the bytes are no capture or it is broken; from then on always.
   */
  next(): Frame | undefined {
    if (this.#failed !== undefined) throw this.#failed
    try {
      this.#reader ??= this.#recognise()
      return this.#reader?.next()
    } catch (error) {
      this.#failed = error
      throw error
    }
  }

  /** Says that nothing follows. @throws CaptureError when a record is incomplete */
  end(): void {
    if (this.#failed !== undefined) throw this.#failed
    const { length, offset } = this.#queue
    if (offset === 0 && length === 0) throw new CaptureError('truncated', 'the file is empty', 0)
    const between = this.#reader instanceof PcapngReader ? this.#reader.isBetweenBlocks : true
    if (length > 0 || !between)
      throw new CaptureError('truncated', `the file ends within a record, ${length} bytes of it are there`, offset)
  }

  #recognise(): PcapReader | PcapngReader | undefined {
    const magic = this.#queue.peek(4)
    if (magic === undefined) return undefined
    if (isPcap(magic)) return new PcapReader(this.#queue)
    if (isPcapng(magic)) return new PcapngReader(this.#queue)
    const compression = compressions.get(((magic[0] ?? 0) << 8) | (magic[1] ?? 0))
    const guess = compression === undefined ? '' : `; it looks like one compressed with ${compression}`
    throw new CaptureError('format', `this is neither a pcap nor a pcapng file${guess}`, 0)
  }
}

/**
 * The frames of a capture file that comes in chunks, such as `createReadStream(path)`.
 *
 * @throws CaptureError when it is no capture, broken or cut short, after the frames in front.
 */
export async function* readCapture(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  const reader = new CaptureReader()
  for await (const chunk of chunks) {
    reader.push(chunk)
    for (let frame = reader.next(); frame !== undefined; frame = reader.next()) yield frame
  }
  reader.end()
}
