import type { Event } from '../event/event.ts'
import type { Linked } from '../list.ts'
import type { Leaf } from './leaf.ts'
import type { Store } from './store.ts'

/** A line of events of which only the head can go on. A head that cannot stalls this line and nothing else. */
export class Line implements Linked<Line> {
  previous: Line | undefined
  next: Line | undefined
  list: object | undefined
  readonly leaf: Leaf
  readonly key: unknown
  readonly store: Store
  /** Events that were tried and could not go on. A line by rank can have several: better ones came meanwhile. */
  readonly #stalled = new Set<Event>()

  constructor(leaf: Leaf, store: Store, key?: unknown) {
    this.leaf = leaf
    this.store = store
    this.key = key
  }

  get isReady(): boolean {
    const { head } = this.store
    return head !== undefined && (this.#stalled.size === 0 || !this.#stalled.has(head))
  }

  push(event: Event): void {
    const wasReady = this.isReady
    this.store.push(event, this.leaf.root.listener?.nowMs() ?? 0)
    this.leaf.resize(1)
    if (!wasReady) this.#update()
  }

  /** Takes the head out, ends its turn, and lets senders in. */
  take(): void {
    const event = this.store.shift()
    if (event === undefined) return
    this.leaf.served(this)
    this.#left(event, true)
  }

  /** Takes an event out that was stalled. */
  discard(event: Event): void {
    this.#stalled.delete(event)
    if (this.store.remove(event)) {
      this.leaf.update(this)
      this.#left(event, false)
    }
    this.#update()
  }

  /** Takes everything out, and lets nobody in meanwhile. */
  empty(): Event[] {
    this.#stalled.clear()
    const events: Event[] = []
    for (let event = this.store.shift(); event !== undefined; event = this.store.shift()) events.push(event)
    this.leaf.resize(-events.length)
    this.#update()
    return events
  }

  /** The head cannot go on. */
  stall(): void {
    const { head } = this.store
    if (head !== undefined) this.#stalled.add(head)
    this.#update()
  }

  /** An event that could not go on may be tried again, or all of them. */
  resume(event?: Event): void {
    if (event === undefined) this.#stalled.clear()
    else this.#stalled.delete(event)
    this.#update()
  }

  #left(event: Event, served: boolean): void {
    this.leaf.left(served)
    this.leaf.root.admission.wakeUp(this.leaf, event)
  }

  /** Enters or leaves the turns, from here up to the root. */
  #update(): void {
    const { leaf } = this
    leaf.update(this)
    leaf.updateTurns()
    if (leaf.isReady) leaf.root.listener?.ready()
  }
}
