import type { ReceivedPacket } from './received-packet.ts'

/** What a stream can do to the switch its packets come from. */
export interface StreamSource {
  /** True while the switch owes answers, which could not come in if nothing did. */
  readonly busy: boolean
  pause(): void
  resume(): void
}

export interface PacketStreamOptions {
  /** Packets that wait for the reader before the switch has to wait with more; 1024 by default. */
  readonly limit?: number
}

type Result = IteratorResult<ReceivedPacket, undefined>

const END: Result = { done: true, value: undefined }

/**
 * Packets in the order they came, for one reader. When the reader falls behind, the switch is not read from until it has
 * caught up, so that the switch drops packets, as it knows best which. While the switch owes an answer it is read from
 * nevertheless, and packets beyond twice the limit are dropped here and counted.
 */
export class PacketStream implements AsyncIterableIterator<ReceivedPacket> {
  readonly #source: StreamSource
  readonly #limit: number
  readonly #onEnd: (stream: PacketStream) => void
  #queue: ReceivedPacket[] = []
  #head = 0
  #waiting: ((result: Result) => void)[] = []
  #paused = false
  #ended = false
  #dropped = 0

  constructor(source: StreamSource, { limit = 1024 }: PacketStreamOptions, onEnd: (stream: PacketStream) => void) {
    if (!Number.isInteger(limit) || limit < 1) throw new RangeError(`limit: ${limit} is no positive number of packets`)
    this.#source = source
    this.#limit = limit
    this.#onEnd = onEnd
  }

  /** Packets that wait for the reader. */
  get length(): number {
    return this.#queue.length - this.#head
  }

  /** Packets that came while too many waited. */
  get dropped(): number {
    return this.#dropped
  }

  push(packet: ReceivedPacket): void {
    if (this.#ended) return
    const reader = this.#waiting.shift()
    if (reader !== undefined) {
      reader({ done: false, value: packet })
      return
    }
    if (this.length >= 2 * this.#limit) this.#dropped += 1
    else this.#queue.push(packet)
    if (this.length >= this.#limit && !this.#source.busy) {
      this.#paused = true
      this.#source.pause()
    }
  }

  next(): Promise<Result> {
    const packet = this.#queue[this.#head]
    if (packet === undefined)
      return this.#ended ? Promise.resolve(END) : new Promise((resolve) => this.#waiting.push(resolve))
    this.#head += 1
    if (this.#head === this.#queue.length) {
      this.#queue = []
      this.#head = 0
    } else if (this.#head === this.#limit) {
      this.#queue = this.#queue.slice(this.#head)
      this.#head = 0
    }
    if (this.#paused && this.length < this.#limit / 2) this.#continue()
    return Promise.resolve({ done: false, value: packet })
  }

  /** The reader has had enough. */
  return(): Promise<Result> {
    this.#queue = []
    this.#head = 0
    this.end()
    this.#onEnd(this)
    return Promise.resolve(END)
  }

  /** No more packets will come; those that wait are still delivered. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    if (this.#paused) this.#continue()
    for (const reader of this.#waiting.splice(0)) reader(END)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #continue(): void {
    this.#paused = false
    this.#source.resume()
  }
}
