import type { Transaction } from '@vlcp/store'
import {
  AllocationChunk,
  AllocationCursor,
  chunkSize,
  decodeBits,
  encodeBits,
  firstFreeBit,
  firstTakenBit,
} from './chunk.ts'

/** First and last number, both included. */
export type NumberRange = readonly [first: number, last: number]

/**
 * Numbers of which each has at most one owner, inside a transaction. Which are taken stands in the store as bits, so
 * finding a free one among a million costs a few reads and no scan over the owners. Two transactions that take from
 * the same 4096 numbers conflict, and one of them runs again.
 *
 * {@link flush} writes what was taken and released; nothing is stored before.
 */
export class NumberPool {
  readonly #tx: Transaction
  readonly #name: string
  readonly #chunks = new Map<number, Uint8Array>()
  readonly #dirty = new Set<number>()

  /** @param name Names the pool in the store. */
  constructor(tx: Transaction, name: string) {
    this.#tx = tx
    this.#name = name
  }

  /** Reads what is needed for a number. Several that are asked for together travel together. */
  async prefetch(number: number): Promise<void> {
    if (!this.#chunks.has(chunkOf(number))) await this.#tx.get(AllocationChunk, this.#keyOf(chunkOf(number)))
  }

  /** Reads what {@link takeNext} most likely needs. */
  async prefetchNext([first]: NumberRange): Promise<void> {
    await Promise.all([this.#tx.get(AllocationCursor, this.#name), this.prefetch(first)])
  }

  /** Takes a number; false when it is taken already. */
  async take(number: number): Promise<boolean> {
    const bytes = await this.#chunk(chunkOf(number))
    const bit = number % chunkSize
    if (firstFreeBit(bytes, bit, bit) === undefined) return false
    this.#flip(bytes, number)
    return true
  }

  async release(number: number): Promise<void> {
    const bytes = await this.#chunk(chunkOf(number))
    const bit = number % chunkSize
    if (firstTakenBit(bytes, bit, bit) !== undefined) this.#flip(bytes, number)
  }

  /** Takes the lowest free number of the ranges, which are searched in their order; undefined when all are taken. */
  async takeLowest(ranges: readonly NumberRange[]): Promise<number | undefined> {
    for (const [first, last] of ranges) {
      const number = await this.#search(first, last, firstFreeBit)
      if (number === undefined) continue
      await this.take(number)
      return number
    }
    return undefined
  }

  /**
   * Takes the free number that follows the one taken last, going round from the last to the first: a released number
   * comes back as late as possible. Undefined when all are taken.
   */
  async takeNext([first, last]: NumberRange): Promise<number | undefined> {
    const cursor = await this.#tx.get(AllocationCursor, this.#name)
    const start = Math.min(Math.max(cursor?.next ?? first, first), last)
    const number = await this.takeLowest([
      [start, last],
      [first, start - 1],
    ])
    if (number === undefined) return undefined
    this.#tx.put(AllocationCursor, { pool: this.#name, next: number === last ? first : number + 1 })
    return number
  }

  /** A taken number outside the ranges, which are ascending; undefined when there is none. */
  async takenOutside(ranges: readonly NumberRange[]): Promise<number | undefined> {
    for (const index of await this.#storedChunks()) {
      const start = index * chunkSize
      const end = start + chunkSize - 1
      let from = start
      for (const [first, last] of [...ranges, [Infinity, Infinity] as const]) {
        const number = await this.#search(from, Math.min(first - 1, end), firstTakenBit)
        if (number !== undefined) return number
        from = Math.max(from, last + 1)
      }
    }
    return undefined
  }

  /** Writes what has changed into the transaction. */
  flush(): void {
    for (const index of this.#dirty) {
      const chunk = {
        pool: this.#name,
        chunk: String(index),
        bits: encodeBits(this.#chunks.get(index) ?? new Uint8Array()),
      }
      if (chunk.bits === '') this.#tx.delete(AllocationChunk, [chunk.pool, chunk.chunk])
      else this.#tx.put(AllocationChunk, chunk)
    }
    this.#dirty.clear()
  }

  async #search(first: number, last: number, find: typeof firstFreeBit): Promise<number | undefined> {
    for (let number = first; number <= last;) {
      const start = chunkOf(number) * chunkSize
      const bit = find(await this.#chunk(chunkOf(number)), number - start, Math.min(last - start, chunkSize - 1))
      if (bit !== undefined) return start + bit
      number = start + chunkSize
    }
    return undefined
  }

  async #storedChunks(): Promise<number[]> {
    const stored = await this.#tx.where(AllocationChunk, 'pool', [this.#name])
    return [...new Set([...stored.map(({ chunk }) => Number(chunk)), ...this.#chunks.keys()])].sort((a, b) => a - b)
  }

  async #chunk(index: number): Promise<Uint8Array> {
    const known = this.#chunks.get(index)
    if (known !== undefined) return known
    const stored = await this.#tx.get(AllocationChunk, this.#keyOf(index))
    const bytes = decodeBits(stored?.bits ?? '')
    this.#chunks.set(index, bytes)
    return bytes
  }

  #keyOf(index: number): readonly [string, string] {
    return [this.#name, String(index)]
  }

  #flip(bytes: Uint8Array, number: number): void {
    const bit = number % chunkSize
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    this.#dirty.add(chunkOf(number))
  }
}

function chunkOf(number: number): number {
  return Math.floor(number / chunkSize)
}
