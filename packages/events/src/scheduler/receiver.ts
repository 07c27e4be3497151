import { failure } from '../errors.ts'
import type { Event } from '../event/event.ts'
import type { Entry, Target } from '../event/match-tree.ts'
import type { Matcher } from '../event/matcher.ts'
import { Wait } from './wait.ts'

/** Somebody events are delivered to. */
export interface Receiver extends Target {
  readonly name: string
  /** @internal Its places in the match tree; none when it has left. */
  entries: Entry<Receiver>[]
  /** Whether an event for it has to wait. */
  readonly isFull: boolean
  /** Whether it can be given an event at once. */
  readonly takesNow: boolean
  /** @returns true for a receiver that has to come to rest before the next event is delivered. */
  deliver(event: Event, matcher: Matcher<object>): boolean
}

/** What a receiver needs of its scheduler. */
export interface Delivery {
  leave(receiver: Receiver): void
  report(error: Error): void
}

/** Calls a function for each event. */
export class Callback implements Receiver {
  found = 0
  entries: Entry<Receiver>[] = []
  readonly isFull = false
  readonly takesNow = true
  readonly name: string
  readonly #delivery: Delivery
  readonly #call: (event: Event, matcher: Matcher<object>) => unknown

  constructor(delivery: Delivery, name: string, call: (event: Event, matcher: Matcher<object>) => unknown) {
    this.#delivery = delivery
    this.name = name
    this.#call = call
  }

  deliver(event: Event, matcher: Matcher<object>): boolean {
    try {
      const result = this.#call(event, matcher)
      if (result !== undefined && result instanceof Promise) result.catch((error: unknown) => this.#failed(error))
    } catch (error) {
      this.#failed(error)
    }
    return false
  }

  /** Ends the calls. */
  close(): void {
    this.#delivery.leave(this)
  }

  #failed(error: unknown): void {
    this.#delivery.report(failure('callback', `callback ${this.name}`, error))
  }
}

export interface Match<E extends Event> {
  readonly event: E
  readonly matcher: Matcher<E>
}

/** Waits for one event. */
export class EventWait<R> extends Wait<R> implements Receiver {
  found = 0
  entries: Entry<Receiver>[] = []
  readonly isFull = false
  readonly takesNow = false
  readonly #delivery: Delivery
  readonly #pick: (event: Event, matcher: Matcher<object>) => R

  constructor(delivery: Delivery, pick: (event: Event, matcher: Matcher<object>) => R) {
    super()
    this.#delivery = delivery
    this.#pick = pick
  }

  get name(): string {
    return this.what
  }

  get what(): string {
    return `waiting for ${this.entries.map(({ matcher }) => matcher.of).join(' or ') || 'nothing'}`
  }

  deliver(event: Event, matcher: Matcher<object>): boolean {
    this.settle(this.#pick(event, matcher))
    return true
  }

  protected leave(): void {
    this.#delivery.leave(this)
  }
}
