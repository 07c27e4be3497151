const EMPTY = Buffer.alloc(0)
const PAGE_BYTES = 64 * 1024
/** Begin a new page rather than find out that an ordinary message has no room. */
const LEAST_ROOM = 256

/**
 * Puts a message into `target`, from `offset` on.
 *
 * @returns its length, or -1 when there is too little room
 */
export type WriteMessage<T> = (message: T, target: Uint8Array, offset: number) => number

/**
 * Collects messages one behind the other in pages, so that they leave in one write: several hundred thousand messages a
 * second instead of one system call each. What is in a page stays as it is: who wants to remember what was sent remembers
 * its place.
 */
export class SendBuffer {
  readonly #write: (bytes: Buffer) => void
  #bytes: Buffer = EMPTY
  /** The same memory: V8 calls the runtime for every property of a Buffer, whose prototype is a dictionary. */
  #page: Uint8Array = EMPTY
  #total = 0
  #flushed = 0
  #used = 0

  constructor(write: (bytes: Buffer) => void) {
    this.#write = write
  }

  /** Bytes collected and not yet given to the socket. */
  get length(): number {
    return this.#used - this.#flushed
  }

  /** Bytes ever collected. */
  get total(): number {
    return this.#total
  }

  /** The page of the message that came last. */
  get page(): Uint8Array {
    return this.#page
  }

  /** Copies `bytes`: the caller may use them again at once. */
  add(bytes: Uint8Array): void {
    this.#total += bytes.length
    if (bytes.length > PAGE_BYTES) {
      this.flush()
      this.#write(Buffer.from(bytes))
      return
    }
    if (this.#used + bytes.length > this.#page.length) this.#turn()
    this.#page.set(bytes, this.#used)
    this.#used += bytes.length
  }

  /**
   * Has a message written where it belongs.
   *
   * @returns where in `page` it begins
   * @throws RangeError when it has no room in a whole page
   */
  put<T>(message: T, write: WriteMessage<T>): number {
    if (this.#page.length - this.#used < LEAST_ROOM) this.#turn()
    let length = write(message, this.#page, this.#used)
    if (length < 0) {
      this.#turn()
      length = write(message, this.#page, 0)
      if (length < 0) throw new RangeError(`a message of more than ${PAGE_BYTES} bytes`)
    }
    const start = this.#used
    this.#used += length
    this.#total += length
    return start
  }

  flush(): void {
    if (this.#used === this.#flushed) return
    const bytes = this.#bytes.subarray(this.#flushed, this.#used)
    this.#flushed = this.#used
    this.#write(bytes)
  }

  /** Forgets what was collected; the connection is gone. */
  clear(): void {
    this.#bytes = EMPTY
    this.#page = EMPTY
    this.#flushed = 0
    this.#used = 0
  }

  #turn(): void {
    this.flush()
    this.#bytes = Buffer.allocUnsafeSlow(PAGE_BYTES)
    this.#page = new Uint8Array(this.#bytes.buffer)
    this.#flushed = 0
    this.#used = 0
  }
}
