import { parse } from './codec.ts'
import { StructError } from './error.ts'
import type { Node } from './node.ts'
import type { Program } from './program.ts'

export interface StreamOptions {
  /** The largest value accepted, in bytes (default 16 MiB); more is an error, so a peer cannot fill the memory. */
  readonly maxSize?: number
}

/**
 * Parses a sequence of values out of chunks as they come. A value is given out as soon as its last byte has arrived, and
 * never before. Its raw fields are views of the chunk it lies in: `clone` what outlives the turn.
 */
export class StreamParser<T> {
  readonly #node: Node
  readonly #program: Program
  readonly #maxSize: number
  #pending: Uint8Array = new Uint8Array(0)
  #used = 0
  #need = 1
  #failed: unknown

  constructor(node: Node, program: Program, options: StreamOptions) {
    this.#node = node
    this.#program = program
    this.#maxSize = options.maxSize ?? 1 << 24
  }

  /** Bytes of an incomplete value waiting for more. */
  get buffered(): number {
    return this.#used
  }

  /**
   * Takes a chunk and hands every value it completes to `take`, with its size in bytes.
   * @throws StructError when the bytes are no value or it is too large, after the values before it have been handed out; the
   * parser then refuses everything that follows. What `take` throws is passed on, and the bytes behind that value are kept.
   */
  push(chunk: Uint8Array, take: (value: T, size: number) => void): void {
    if (this.#failed !== undefined) throw this.#failed
    const joined = this.#used > 0
    if (joined) this.#append(chunk)
    if (this.#used > 0 && this.#used < this.#need) return
    const bytes = joined ? this.#pending.subarray(0, this.#used) : chunk
    for (let at = 0; ;) {
      const parsed = this.#next(bytes, at)
      if (parsed === undefined) return
      at += parsed.length
      // Before `take`, which may throw or push again: what is left is ours, what was used belongs to the value.
      if (at === bytes.length) this.#release()
      try {
        take(parsed.value as T, parsed.length)
      } catch (error) {
        if (at < bytes.length) this.#keep(bytes, at, 1)
        throw error
      }
      if (at === bytes.length) return
    }
  }

  /**
   * Says that nothing follows.
   * @throws StructError when a value is incomplete.
   */
  end(): void {
    if (this.#failed !== undefined) throw this.#failed
    if (this.#used > 0) this.#fail('truncated', `the stream ends after ${this.#used} of ${this.#need} bytes`)
  }

  #fail(code: 'truncated' | 'size', reason: string): never {
    throw new StructError(code, reason, { path: this.#node.name, offset: this.#used })
  }

  /** The value at `at`; undefined, with the rest kept, when it is incomplete. */
  #next(bytes: Uint8Array, at: number): { value?: unknown; length: number } | undefined {
    if (bytes.length === 0) return undefined
    try {
      const parsed = parse(this.#node, this.#program, bytes, at)
      if (parsed.need !== undefined) {
        if (parsed.need > this.#maxSize)
          this.#fail('size', `a value of at least ${parsed.need} bytes exceeds the limit of ${this.#maxSize}`)
        this.#keep(bytes, at, parsed.need)
        return undefined
      }
      if (parsed.length === 0) this.#fail('size', 'a value takes no bytes, so the stream has no end')
      return parsed
    } catch (error) {
      this.#failed = error
      throw error
    }
  }

  /** Values keep views of the memory they were read from, so it is not used again. */
  #release(): void {
    this.#pending = new Uint8Array(0)
    this.#used = 0
    this.#need = 1
  }

  #keep(bytes: Uint8Array, at: number, need: number): void {
    const inPlace = at === 0 && bytes.buffer === this.#pending.buffer
    if (!inPlace) {
      this.#release()
      this.#need = need
      this.#append(bytes.subarray(at))
    }
    this.#need = need
  }

  /** Grows in steps that double, up to what is needed: each byte is copied a bounded number of times. */
  #append(bytes: Uint8Array): void {
    const size = this.#used + bytes.length
    if (size > this.#pending.length) {
      const room = new Uint8Array(Math.max(size, Math.min(this.#need, 2 * size), 64))
      room.set(this.#pending.subarray(0, this.#used))
      this.#pending = room
    }
    this.#pending.set(bytes, this.#used)
    this.#used = size
  }
}
