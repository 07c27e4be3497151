import { decompressLzf } from './lzf.ts'
import { ReferenceValueError } from './reference-value.ts'

/** One key of a dump. */
export interface RdbEntry {
  readonly key: Buffer
  /** Undefined when it is no string: a list, a set, a stream … */
  readonly value: Buffer | undefined
}

const opcodes = {
  function2: 0xf5,
  aux: 0xfa,
  idle: 0xf8,
  frequency: 0xf9,
  resize: 0xfb,
  expiryMs: 0xfc,
  expiryS: 0xfd,
  select: 0xfe,
  end: 0xff,
  slot: 0xf4,
}
/** Kinds of value that are one string as far as a reader is concerned who does not look into it. */
const blobs = new Set([0, 9, 10, 11, 12, 13, 16, 17, 20])

/**
 * The keys of one database in a dump of Redis (`dump.rdb`). Strings come with their value; of everything else, which the
 * reference never wrote, only the key is told.
 *
 * @throws ReferenceValueError when it is no dump, is cut off, or holds what cannot even be skipped
 */
export function* readRdb(bytes: Uint8Array, database: number): Generator<RdbEntry, void, undefined> {
  const reader = new RdbReader(bytes)
  const [, version] = /^REDIS(\d{4})$/.exec(reader.take(9).toString('latin1')) ?? []
  if (version === undefined) throw new ReferenceValueError('not a dump of Redis')
  let selected = 0
  for (;;) {
    const type = reader.byte()
    if (type === opcodes.end) return
    if (type === opcodes.select) selected = reader.length()
    else if (type < opcodes.slot) {
      const key = reader.string()
      const value = readValue(reader, type, key)
      if (selected === database) yield { key, value }
    } else skip(reader, type)
  }
}

function skip(reader: RdbReader, type: number): void {
  if (type === opcodes.aux) {
    reader.string()
    reader.string()
  } else if (type === opcodes.resize) {
    reader.length()
    reader.length()
  } else if (type === opcodes.slot) for (let i = 0; i < 3; i++) reader.length()
  else if (type === opcodes.expiryMs) reader.take(8)
  else if (type === opcodes.expiryS) reader.take(4)
  else if (type === opcodes.idle) reader.length()
  else if (type === opcodes.frequency) reader.take(1)
  else if (type === opcodes.function2) reader.string()
  else throw new ReferenceValueError(`the dump holds something unknown (0x${type.toString(16)})`)
}

/** Reads a value, or over one. */
function readValue(reader: RdbReader, type: number, key: Buffer): Buffer | undefined {
  if (blobs.has(type)) {
    const value = reader.string()
    return type === 0 ? value : undefined
  }
  // Lists and sets are so many strings, hashes twice as many; sorted sets have a number with each.
  const count = type === 14 || type === 18 || type <= 5 ? reader.length() : Number.NaN
  if (Number.isNaN(count)) {
    throw new ReferenceValueError(
      `the key ${key.toString()} is of a kind (${type}) that cannot be read; delete it or name the server`,
    )
  }
  for (let i = 0; i < count; i++) {
    if (type === 18) reader.length()
    reader.string()
    if (type === 4) reader.string()
    else if (type === 5) reader.take(8)
    else if (type === 3) reader.score()
  }
  return undefined
}

/** Lengths and strings as `rdb.c` writes them. */
class RdbReader {
  readonly #bytes: Buffer
  #offset = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  take(length: number): Buffer {
    if (length > this.#bytes.length - this.#offset) throw new ReferenceValueError('the dump is cut off')
    this.#offset += length
    return this.#bytes.subarray(this.#offset - length, this.#offset)
  }

  byte(): number {
    return this.take(1)[0] ?? 0
  }

  length(): number {
    const length = this.#lengthOrCode()
    if (length < 0) throw new ReferenceValueError('the dump is damaged: a length is missing')
    return length
  }

  string(): Buffer {
    const length = this.#lengthOrCode()
    if (length >= 0) return this.take(length)
    switch (-1 - length) {
      case 0:
        return Buffer.from(String(this.take(1).readInt8()))
      case 1:
        return Buffer.from(String(this.take(2).readInt16LE()))
      case 2:
        return Buffer.from(String(this.take(4).readInt32LE()))
      case 3: {
        const [packed, unpacked] = [this.length(), this.length()]
        return decompressLzf(this.take(packed), unpacked)
      }
      default:
        throw new ReferenceValueError('the dump is damaged: a string of no known form')
    }
  }

  /** A number in text, as sorted sets had it once; 253 to 255 are not a number and the infinities. */
  score(): void {
    const length = this.byte()
    if (length < 253) this.take(length)
  }

  /** A length, or minus one minus the code of a special string. */
  #lengthOrCode(): number {
    const first = this.byte()
    switch (first >> 6) {
      case 0:
        return first
      case 1:
        return ((first & 0x3f) << 8) | this.byte()
      case 2: {
        const length = first === 0x81 ? Number(this.take(8).readBigUInt64BE()) : this.take(4).readUInt32BE()
        return length
      }
      default:
        return -1 - (first & 0x3f)
    }
  }
}
