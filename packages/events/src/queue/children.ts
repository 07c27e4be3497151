import { EventError } from '../errors.ts'
import type { Event } from '../event/event.ts'
import { type Entry, MatchTree } from '../event/match-tree.ts'
import type { Matcher } from '../event/matcher.ts'
import type { EventQueue } from './queue.ts'

/** The queues in a queue, by name and by what they take. */
export class Children {
  readonly #of: EventQueue
  readonly #entries = new Map<string, Entry<EventQueue>>()
  readonly #tree: MatchTree<EventQueue>

  constructor(of: EventQueue) {
    this.#of = of
    this.#tree = new MatchTree((error, matcher) =>
      of.root.listener?.failed(error, `the predicate of a queue in ${of.name} for ${matcher.of}`),
    )
  }

  get(name: string): EventQueue | undefined {
    return this.#entries.get(name)?.target
  }

  all(): EventQueue[] {
    return [...this.#entries.values()].map(({ target }) => target)
  }

  /** @throws EventError when the name is taken. */
  add(child: EventQueue, match: Matcher<Event>): void {
    if (this.#entries.has(child.name))
      throw new EventError('queue', `queue ${this.#of.name} has a child ${child.name} already`)
    this.#entries.set(child.name, this.#tree.add(match, child))
  }

  /** @returns whether it was one of them. */
  remove(child: EventQueue): boolean {
    const entry = this.#entries.get(child.name)
    if (entry?.target !== child) return false
    this.#tree.remove(entry)
    return this.#entries.delete(child.name)
  }

  /** The most specific one that takes an event. */
  find(event: Event): EventQueue | undefined {
    return this.#entries.size === 0 ? undefined : this.#tree.first(event)?.target
  }
}
