import type { Event } from '../event/event.ts'
import { List } from '../list.ts'
import { Leaf } from './leaf.ts'
import { Line } from './line.ts'
import type { EventQueue } from './queue.ts'
import { Recent, RoundRobin } from './round-robin.ts'
import { queueUp, type Sender } from './sender.ts'
import { ArrivalStore } from './store.ts'

export interface PerKeyOptions {
  /** Events of one key at a time; unlimited by default. */
  readonly each?: number
  /** Places only a key can take that was not served lately; 1 by default. */
  readonly preserve?: number
}

/**
 * A line for each key, served in turns. With a limit L, T events in lines, I keys that were served lately and have no line now, and P
 * places preserved, an event is let in when its own line has room and
 *
 *     its key is in a line                T < L − P − I
 *     its key was served lately           T < L − P
 *     its key is new                      T < L
 *
 * So each idle key keeps a place and new keys keep P: one key's flood cannot shut out another.
 */
export class KeyedLeaf extends Leaf {
  readonly #keyOf: (event: Event) => unknown
  readonly #each: number
  readonly #preserve: number
  readonly #lines = new Map<unknown, Line>()
  readonly #turns: RoundRobin<Line, unknown>
  /** Keys served lately that have no line now. */
  readonly #idle = new Set<unknown>()
  /** Those who wait, by key; a key whose first sender came earlier stands earlier. */
  readonly #waiting = new Map<unknown, List<Sender>>()
  #waitingCount = 0

  constructor(
    parent: EventQueue,
    limit: number,
    keyOf: (event: Event) => unknown,
    { each = Infinity, preserve = 1 }: PerKeyOptions,
  ) {
    super(parent, limit)
    this.#keyOf = keyOf
    this.#each = each
    this.#preserve = preserve
    const recent = new Recent<unknown>(Math.min(10 * limit, 10_240), (key) => this.#idle.delete(key))
    this.#turns = new RoundRobin<Line, unknown>(({ key }) => key, Infinity, recent)
  }

  get isReady(): boolean {
    return this.#turns.next !== undefined
  }

  get nextLine(): Line | undefined {
    return this.#turns.next
  }

  /** Keys served lately, and whether one of them is this. */
  get recent(): { readonly size: number; has(key: unknown): boolean } {
    return this.#turns.recent
  }

  lineOf(event: Event): Line {
    const key = this.#keyOf(event)
    let line = this.#lines.get(key)
    if (line !== undefined) return line
    line = new Line(this, new ArrivalStore(), key)
    this.#lines.set(key, line)
    this.#idle.delete(key)
    return line
  }

  lines(): Iterable<Line> {
    return this.#lines.values()
  }

  update(line: Line): void {
    if (line.isReady) this.#turns.enter(line)
    else this.#turns.leave(line)
    this.#dropEmpty(line)
  }

  served(line: Line): void {
    this.#turns.served(line, line.isReady)
    this.#dropEmpty(line)
  }

  /** A new line may have taken the place of one that was emptied. */
  #dropEmpty(line: Line): void {
    if (line.store.length > 0 || this.#lines.get(line.key) !== line) return
    this.#lines.delete(line.key)
    if (this.recent.has(line.key)) this.#idle.add(line.key)
  }

  override refuses(event: Event, number: number): boolean {
    const key = this.#keyOf(event)
    const first = this.#waiting.get(key)?.first
    return (first !== undefined && first.number < number) || this.#isFull(key)
  }

  #isFull(key: unknown): boolean {
    const own = this.#lines.get(key)?.store.length ?? 0
    if (own >= this.#each) return true
    if (own > 0) return this.size >= this.limit - this.#preserve - this.#idle.size
    if (this.recent.has(key)) return this.size >= this.limit - this.#preserve
    return this.size >= this.limit
  }

  override get parkedCount(): number {
    return this.#waitingCount
  }

  override park(sender: Sender): void {
    const key = this.#keyOf(sender.event)
    let senders = this.#waiting.get(key)
    if (senders === undefined) this.#waiting.set(key, (senders = new List<Sender>()))
    sender.place = this
    sender.key = key
    queueUp(senders, sender)
    this.#waitingCount += 1
  }

  override unpark(sender: Sender): void {
    const senders = this.#waiting.get(sender.key)
    if (senders?.remove(sender) !== true) return
    this.#waitingCount -= 1
    if (senders.size === 0) this.#waiting.delete(sender.key)
  }

  override wake(left: Event | undefined, admit: (sender: Sender) => void): void {
    if (this.#waitingCount === 0) return
    // Without a limit on the whole, only its own line can have kept somebody out.
    if (this.limit === Infinity && left !== undefined) this.#wakeKey(this.#keyOf(left), admit)
    else {
      // Each key once: whoever is refused again may get in line by a key that comes later.
      let keys = this.#waiting.size
      for (const key of this.#waiting.keys()) {
        if (keys-- === 0 || this.size >= this.limit) return
        this.#wakeKey(key, admit)
      }
    }
  }

  #wakeKey(key: unknown, admit: (sender: Sender) => void): void {
    for (let tries = this.#waiting.get(key)?.size ?? 0; tries > 0 && !this.#isFull(key); tries--) {
      const sender = this.#waiting.get(key)?.first
      if (sender === undefined) return
      this.unpark(sender)
      admit(sender)
    }
  }
}
