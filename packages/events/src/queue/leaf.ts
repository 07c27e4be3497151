import type { Event } from '../event/event.ts'
import { Line } from './line.ts'
import { QueueNode } from './node.ts'
import type { EventQueue } from './queue.ts'
import { ArrivalStore, type Store } from './store.ts'

/** Holds the events of one queue, in lines. */
export abstract class Leaf extends QueueNode {
  readonly root: EventQueue

  constructor(parent: EventQueue, limit: number) {
    super(parent, limit)
    this.root = parent.root
  }

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

  constructor(parent: EventQueue, limit: number, store: Store = new ArrivalStore()) {
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
