const EMPTY = Buffer.alloc(0)
const MIN_CAPACITY = 4096

/**
 * The bytes received and not yet delivered: `bytes[start, end)`.
 *
 * A chunk that arrives while nothing is left over is used where it lies. Only a message cut by a chunk boundary is
 * copied, into a buffer that doubles, so that a message of n bytes costs O(n) however small its chunks are. What was
 * delivered is never written again.
 */
export class ReceiveBuffer {
  bytes: Buffer = EMPTY
  start = 0
  end = 0

  get length(): number {
    return this.end - this.start
  }

  append(chunk: Buffer): void {
    if (this.start === this.end) {
      this.bytes = chunk
      this.start = 0
      this.end = chunk.length
      return
    }
    this.#makeRoom(chunk.length)
    chunk.copy(this.bytes, this.end)
    this.end += chunk.length
  }

  /** Marks everything before `index` as delivered. */
  consume(index: number): void {
    this.start = index
    if (this.start === this.end) this.clear()
  }

  clear(): void {
    this.bytes = EMPTY
    this.start = 0
    this.end = 0
  }

  #makeRoom(extra: number): void {
    const { length } = this
    // A chunk of the socket ends where its bytes do: there is room behind them in a buffer of ours only.
    if (this.end + extra <= this.bytes.length) return
    const capacity = Math.max(MIN_CAPACITY, 2 * (length + extra))
    const grown = Buffer.allocUnsafeSlow(capacity)
    this.bytes.copy(grown, 0, this.start, this.end)
    this.bytes = grown
    this.start = 0
    this.end = length
  }
}
