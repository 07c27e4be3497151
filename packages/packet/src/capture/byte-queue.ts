/** Bytes that have arrived and are not yet used. Adding a byte costs constant time on average, however small the chunks. */
export class ByteQueue {
  #buffer = new Uint8Array(65_536)
  #start = 0
  #end = 0
  #consumed = 0

  /** Bytes waiting. */
  get length(): number {
    return this.#end - this.#start
  }

  /** Bytes taken out since the beginning: the place of the next one in the file. */
  get offset(): number {
    return this.#consumed
  }

  push(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#buffer.length) this.#makeRoom(chunk.length)
    this.#buffer.set(chunk, this.#end)
    this.#end += chunk.length
  }

  #makeRoom(size: number): void {
    const waiting = this.#buffer.subarray(this.#start, this.#end)
    const target =
      (this.length + size) * 2 > this.#buffer.length ? new Uint8Array((this.length + size) * 2) : this.#buffer
    target.set(waiting)
    this.#end = waiting.length
    this.#start = 0
    this.#buffer = target
  }

  /** The next bytes without taking them, a view that is good until the next `push`; undefined if there are fewer. */
  peek(size: number): Uint8Array | undefined {
    return size > this.length ? undefined : this.#buffer.subarray(this.#start, this.#start + size)
  }

  /** Drops up to `size` bytes and returns how many there were. */
  skip(size: number): number {
    const dropped = Math.min(size, this.length)
    this.#start += dropped
    this.#consumed += dropped
    if (this.#start === this.#end) this.#start = this.#end = 0
    return dropped
  }
}
