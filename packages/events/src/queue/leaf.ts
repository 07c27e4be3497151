import type { Event } from '../event/event.ts'
import type { Linked } from '../list.ts'
import { QueueNode } from './node.ts'
import type { EventQueue } from './queue.ts'
import { ArrivalStore, type Store } from './store.ts'

/** A line of events of which only the head can go on. A head that cannot stalls this line and nothing else. */
export class Line implements Linked<Line> {
  previous: Line | undefined
  next: Line | undefined
  list: object | undefined
  readonly leaf: Leaf
  readonly key: unknown
  readonly store: Store
  /** Events that were tried and could not go on. A line by rank can have several: better ones came meanwhile. */
  readonly stalled = new Set<Event>()

  constructor(leaf: Leaf, store: Store, key?: unknown) {
    this.leaf = leaf
    this.store = store
    this.key = key
  }

  get isReady(): boolean {
    const { head } = this.store
    return head !== undefined && (this.stalled.size === 0 || !this.stalled.has(head))
  }
}

/** Holds the events of one queue, in lines. */
export abstract class Leaf extends QueueNode {
  abstract lineOf(event: Event): Line
  abstract lines(): Iterable<Line>
  /** A line may have become ready, or has ceased to be. */
  abstract update(line: Line): void
  /** An event of this line has left. */
  abstract served(line: Line): void
}

/** One line, by arrival or by rank. */
export class PlainLeaf extends Leaf {
  readonly #line: Line

  constructor(parent: EventQueue | undefined, limit: number, store: Store = new ArrivalStore()) {
    super(parent, limit)
    this.#line = new Line(this, store)
  }

  get isReady(): boolean {
    return this.#line.isReady
  }

  get nextLine(): Line | undefined {
    return this.#line.isReady ? this.#line : undefined
  }

  lineOf(): Line {
    return this.#line
  }

  lines(): Iterable<Line> {
    return [this.#line]
  }

  update(): void {}

  served(): void {}
}
