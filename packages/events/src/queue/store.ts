import type { Event } from '../event/event.ts'
import { Heap, type Heaped } from '../heap.ts'
import { Ring } from './ring.ts'

/** Events in the order they leave. */
export interface Store {
  readonly length: number
  readonly head: Event | undefined
  /** When the event at the head was sent. */
  readonly headSinceMs: number
  push(event: Event, sinceMs: number): void
  shift(): Event | undefined
  /** Takes out an event wherever it is. */
  remove(event: Event): boolean
}

/** In the order they came. */
export class ArrivalStore implements Store {
  readonly #events = new Ring<Event>()
  readonly #since = new Ring<number>()

  get length(): number {
    return this.#events.length
  }

  get head(): Event | undefined {
    return this.#events.first
  }

  get headSinceMs(): number {
    return this.#since.first ?? 0
  }

  push(event: Event, sinceMs: number): void {
    this.#events.push(event)
    this.#since.push(sinceMs)
  }

  shift(): Event | undefined {
    this.#since.shift()
    return this.#events.shift()
  }

  /** Only the head is ever asked for: what stands behind it has not been shown to anybody. */
  remove(event: Event): boolean {
    if (this.head !== event) return false
    this.shift()
    return true
  }
}

interface Ranked extends Heaped {
  readonly event: Event
  readonly sinceMs: number
  readonly rank: number
  readonly number: number
}

/** By a rank, the smallest first; equal ones in the order they came. */
export class RankStore implements Store {
  readonly #heap = new Heap<Ranked>((a, b) => a.rank < b.rank || (a.rank === b.rank && a.number < b.number))
  readonly #rankOf: (event: Event) => number
  #pushed = 0

  constructor(rankOf: (event: Event) => number) {
    this.#rankOf = rankOf
  }

  get length(): number {
    return this.#heap.size
  }

  get head(): Event | undefined {
    return this.#heap.first?.event
  }

  get headSinceMs(): number {
    return this.#heap.first?.sinceMs ?? 0
  }

  push(event: Event, sinceMs: number): void {
    const rank = this.#rankOf(event)
    // An event without a rank comes last.
    const comparable = typeof rank === 'number' && !Number.isNaN(rank) ? rank : Infinity
    this.#heap.push({ event, sinceMs, rank: comparable, number: this.#pushed++, place: -1 })
  }

  shift(): Event | undefined {
    return this.#heap.shift()?.event
  }

  remove(event: Event): boolean {
    const ranked = this.#heap.values().find((one) => one.event === event)
    return ranked !== undefined && this.#heap.remove(ranked)
  }
}
