import type { ReceivedPacket } from './received-packet.ts'

/** What a stream can do to the switch its packets come from. */
export interface StreamSource {
  /** True while the switch owes answers, which could not come in if nothing did. */
  readonly busy: boolean
  readonly isOver: boolean
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
 * How long a reader that is behind keeps the switch waiting, in milliseconds. Everything waits with the packets: other
 * readers, port changes, and the echo requests by which a switch finds out whether its controller lives. Open vSwitch
 * gives up after five seconds without an answer.
 */
const PATIENCE_MS = 1_000

/**
 * Packets in the order they came, for one reader. When the reader falls behind, the switch is not read from, so that the
 * switch drops packets, as it knows best which; but for no longer than a second. A reader that has not caught up by then, or
 * one that is behind while the switch owes an answer, loses packets beyond twice the limit, which are dropped here and
 * counted. So a stream that nobody reads costs a limited number of packets, and stops no other.
 */
export class PacketStream implements AsyncIterableIterator<ReceivedPacket> {
  readonly #source: StreamSource
  readonly #limit: number
  readonly #onEnd: (stream: PacketStream) => void
  #queue: ReceivedPacket[] = []
  #head = 0
  #waiting: ((result: Result) => void)[] = []
  #paused: NodeJS.Timeout | undefined
  /** The reader has used up the patience of the switch, and has not caught up yet. */
  #late = false
  #ended = false
  #dropped = 0

  constructor(source: StreamSource, { limit = 1024 }: PacketStreamOptions, onEnd: (stream: PacketStream) => void) {
    if (!Number.isInteger(limit) || limit < 1) throw new RangeError(`limit: ${limit} is no positive number of packets`)
    this.#source = source
    this.#limit = limit
    this.#onEnd = onEnd
    if (source.isOver) this.#ended = true
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
    if (this.#waiting.length > 0) {
      this.#waiting.shift()?.({ done: false, value: packet })
      return
    }
    if (this.length >= 2 * this.#limit) this.#dropped += 1
    else this.#queue.push(packet)
    if (this.length >= this.#limit && !this.#late && !this.#source.busy) this.#pause()
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
    if (this.length < this.#limit / 2) this.#caughtUp()
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
    this.#caughtUp()
    for (const reader of this.#waiting.splice(0)) reader(END)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #pause(): void {
    this.#paused ??= setTimeout(() => {
      this.#late = true
      this.#continue()
    }, PATIENCE_MS)
    this.#source.pause()
  }

  #caughtUp(): void {
    this.#late = false
    if (this.#paused !== undefined) this.#continue()
  }

  #continue(): void {
    clearTimeout(this.#paused)
    this.#paused = undefined
    this.#source.resume()
  }
}
