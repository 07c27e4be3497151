import { EventError } from '../errors.ts'
import type { Event } from '../event/event.ts'
import type { Entry } from '../event/match-tree.ts'
import type { Line } from '../queue/line.ts'
import { Ring } from '../queue/ring.ts'
import type { Delivery, Receiver } from './receiver.ts'

/** What happens to an event when as many wait for the reader as may: it waits in its queue, or one is dropped. */
export type Overflow = 'wait' | 'drop-oldest' | 'drop-newest'

export interface SubscriptionOptions {
  /** Events that may wait for the reader; 1024 by default. */
  readonly limit?: number
  /** `wait` by default: nothing is lost, and senders have to wait once their queue is full too. */
  readonly overflow?: Overflow
  /** Ends the subscription; the reader gets the signal's reason. */
  readonly signal?: AbortSignal | undefined
  readonly name?: string
}

type Result<E> = IteratorResult<E, undefined>

interface Reader<E> {
  resolve(result: Result<E>): void
  reject(error: unknown): void
}

const END: IteratorReturnResult<undefined> = { done: true, value: undefined }

/** Keeps the events it asked for until its reader takes them, in order. Read it with `for await`, which also ends it. */
export class Subscription<E extends Event> implements Receiver, AsyncIterableIterator<E> {
  found = 0
  entries: Entry<Receiver>[] = []
  readonly name: string
  readonly limit: number
  readonly overflow: Overflow
  readonly #delivery: Delivery & { resume(lines: Iterable<Line>): void }
  readonly #events = new Ring<E>()
  readonly #readers = new Ring<Reader<E>>()
  readonly #held = new Set<Line>()
  #dropped = 0
  #ended = false
  #error: { readonly reason: unknown } | undefined
  #forget: (() => void) | undefined

  constructor(
    delivery: Delivery & { resume(lines: Iterable<Line>): void },
    { limit = 1024, overflow = 'wait', signal, name = 'subscription' }: SubscriptionOptions,
  ) {
    if (!Number.isInteger(limit) || limit < 1)
      throw new EventError('limit', `${name}: limit is ${limit}, not a positive whole number`)
    this.#delivery = delivery
    this.limit = limit
    this.overflow = overflow
    this.name = name
    if (signal === undefined) return
    const abort = (): void => this.close({ reason: signal.reason })
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
    this.#forget = () => signal.removeEventListener('abort', abort)
  }

  /** Events that wait for the reader. */
  get length(): number {
    return this.#events.length
  }

  /** Events that were dropped because the reader was too slow. */
  get dropped(): number {
    return this.#dropped
  }

  get isFull(): boolean {
    return this.overflow === 'wait' && this.#events.length >= this.limit && !this.#ended
  }

  get takesNow(): boolean {
    return !this.isFull
  }

  /** @internal */
  deliver(event: Event): boolean {
    const reader = this.#readers.shift()
    if (reader !== undefined) reader.resolve({ done: false, value: event as E })
    else if (this.#events.length < this.limit || this.overflow === 'wait') this.#events.push(event as E)
    else {
      this.#dropped += 1
      if (this.overflow === 'drop-oldest') {
        this.#events.shift()
        this.#events.push(event as E)
      }
    }
    return false
  }

  /** @internal The head of this line waits for room in here. */
  hold(line: Line): void {
    this.#held.add(line)
  }

  /** The next event if there is one. */
  take(): E | undefined {
    const event = this.#events.shift()
    if (this.#held.size > 0 && this.#events.length * 2 <= this.limit) this.#release()
    return event
  }

  next(): Promise<Result<E>> {
    const event = this.take()
    if (event !== undefined) return Promise.resolve({ done: false, value: event })
    if (this.#error !== undefined) return Promise.reject(this.#error.reason as Error)
    if (this.#ended) return Promise.resolve(END)
    return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }))
  }

  /** No more events come in; those that wait can still be read. @param error what the reader gets at the end. */
  close(error?: { readonly reason: unknown }): void {
    if (this.#ended) return
    this.#ended = true
    this.#error = error
    this.#forget?.()
    this.#delivery.leave(this)
    this.#release()
    for (let reader = this.#readers.shift(); reader !== undefined; reader = this.#readers.shift())
      if (error === undefined) reader.resolve(END)
      else reader.reject(error.reason)
  }

  /** The reader has had enough. */
  return(): Promise<Result<E>> {
    this.close()
    this.#events.clear()
    return Promise.resolve(END)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #release(): void {
    const lines = [...this.#held]
    this.#held.clear()
    this.#delivery.resume(lines)
  }
}
