import type { Event } from '../event/event.ts'
import type { Linked, List } from '../list.ts'

let senders = 0

/** Puts a sender in line. One that was refused elsewhere before keeps its place by when it came. */
export function queueUp(line: List<Sender>, sender: Sender): void {
  line.insert(sender, (other) => other.number > sender.number)
}

/** Somebody who waits for room. The queue itself lets the event in, so nobody can overtake. */
export class Sender implements Linked<Sender> {
  previous: Sender | undefined
  next: Sender | undefined
  list: object | undefined
  /** Where it waits. */
  place: { unpark(sender: Sender): void } | undefined
  /** The key it waits by there: a function that is asked twice may give two answers. */
  key: unknown
  readonly event: Event
  readonly number = senders++
  readonly #until: (() => unknown) | undefined
  readonly #resolve: (sent: boolean) => void
  readonly #reject: (error: unknown) => void

  constructor(
    event: Event,
    until: (() => unknown) | undefined,
    resolve: (sent: boolean) => void,
    reject: (error: unknown) => void,
  ) {
    this.event = event
    this.#until = until
    this.#resolve = resolve
    this.#reject = reject
  }

  /** Whether the event is still to be sent; who gives up is told. */
  insists(): boolean {
    try {
      if (this.#until === undefined || !this.#until()) return true
      this.#resolve(false)
    } catch (error) {
      this.#reject(error)
    }
    return false
  }

  sent(): void {
    this.#resolve(true)
  }

  giveUp(reason: unknown): void {
    this.place?.unpark(this)
    this.#reject(reason)
  }
}
