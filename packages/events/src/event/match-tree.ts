import { List, type Linked } from '../list.ts'
import { type LaidOut, stepsOf } from './layout.ts'
import { ANY, type Matcher } from './matcher.ts'

/** Whoever is found by a tree. */
export interface Target {
  /** @internal Number of the last search that found it, so that each search finds it once. */
  found: number
}

/** One matcher of one target, in the tree. */
export class Entry<T extends Target> implements Linked<Entry<T>> {
  previous: Entry<T> | undefined
  next: Entry<T> | undefined
  list: object | undefined
  readonly node: Node<T>
  readonly matcher: Matcher<object>
  readonly where: ((event: object) => boolean) | undefined
  readonly target: T

  constructor(node: Node<T>, matcher: Matcher<object>, target: T) {
    this.node = node
    this.matcher = matcher
    this.where = matcher.where
    this.target = target
  }
}

/** A list of the entries that end here. */
class Node<T extends Target> extends List<Entry<T>> {
  readonly parent: Node<T> | undefined
  readonly key: unknown
  exact: Map<unknown, Node<T>> | undefined
  any: Node<T> | undefined
  /** The child that was found last for a class, of which there is often but one. */
  #last: Node<T> | undefined

  constructor(parent?: Node<T>, key?: unknown) {
    super()
    this.parent = parent
    this.key = key
  }

  /** The child for what an event has at a step. */
  find(event: object, step: string | LaidOut): Node<T> | undefined {
    if (typeof step === 'string') return this.exact?.get((event as Readonly<Record<string, unknown>>)[step])
    if (this.#last !== undefined && this.#last.key === step) return this.#last
    return (this.#last = this.exact?.get(step))
  }

  child(key: unknown): Node<T> {
    if (key === ANY) return (this.any ??= new Node<T>(this, ANY))
    this.exact ??= new Map()
    let child = this.exact.get(key)
    if (child === undefined) this.exact.set(key, (child = new Node<T>(this, key)))
    return child
  }

  get hasChildren(): boolean {
    return this.any !== undefined || (this.exact !== undefined && this.exact.size > 0)
  }

  /** Takes empty nodes out, from here upwards: an index value is often an object that should not be kept. */
  prune(): void {
    const { parent } = this
    if (parent === undefined || this.size > 0 || this.hasChildren) return
    if (this.key === ANY) parent.any = undefined
    else parent.exact?.delete(this.key)
    if (parent.#last === this) parent.#last = undefined
    parent.prune()
  }
}

let searches = 0

/**
 * Finds who asked for an event. A trie over the path of the event: at each step the subtree of its own value comes first, then
 * that of the wildcard, then the matchers that end here, in the order they came. Each target is found once, by the most
 * specific of its matchers.
 */
export class MatchTree<T extends Target> {
  readonly #root = new Node<T>()
  /** One empty node stays a while: who loops over waits is about to come back to it. */
  #emptied: Node<T> | undefined
  readonly #onError: (error: unknown, matcher: Matcher<object>) => void

  /** @param onError told of predicates that throw, which counts as no match. */
  constructor(onError: (error: unknown, matcher: Matcher<object>) => void) {
    this.#onError = onError
  }

  add(matcher: Matcher<object>, target: T): Entry<T> {
    let node = this.#root
    for (const key of matcher.path) node = node.child(key)
    const entry = new Entry(node, matcher, target)
    node.push(entry)
    return entry
  }

  remove(entry: Entry<T>): void {
    const { node } = entry
    if (!node.remove(entry) || node.size > 0) return
    const before = this.#emptied
    this.#emptied = node
    if (before !== node) before?.prune()
  }

  /**
   * The entry for an event if its path meets but one, and that without a predicate: then there is nothing to collect. Undefined says
   * nothing.
   */
  only(event: object): Entry<T> | undefined {
    const steps = stepsOf(event)
    let node = this.#root
    for (let at = 0; node.first === undefined; at++) {
      const step = steps[at]
      const exact = step === undefined || node.any !== undefined ? undefined : node.find(event, step)
      if (exact === undefined) return undefined
      node = exact
    }
    const { first } = node
    return first.next === undefined && first.where === undefined && !node.hasChildren ? first : undefined
  }

  /**
   * All entries for an event are put into the first places of `into` before anybody is told of it.
   * @returns how many. An array that is used again is faster than one that is emptied.
   */
  find(event: object, into: (Entry<T> | undefined)[]): number {
    searches += 1
    return this.#walk(this.#root, event, stepsOf(event), 0, into, 0)
  }

  /** The most specific entry. */
  first(event: object): Entry<T> | undefined {
    const found: Entry<T>[] = []
    this.find(event, found)
    return found[0]
  }

  #walk(
    from: Node<T>,
    event: object,
    steps: readonly (string | LaidOut)[],
    first: number,
    into: (Entry<T> | undefined)[],
    before: number,
  ): number {
    let node = from
    let at = first
    // Straight down as long as there is but one way.
    for (; node.any === undefined && node.first === undefined && at < steps.length; at++) {
      const exact = node.find(event, steps[at] ?? '')
      if (exact === undefined) return before
      node = exact
    }
    let count = before
    const step = steps[at]
    if (step !== undefined) {
      const exact = node.find(event, step)
      if (exact !== undefined) count = this.#walk(exact, event, steps, at + 1, into, count)
      if (node.any !== undefined) count = this.#walk(node.any, event, steps, at + 1, into, count)
    }
    for (let entry = node.first; entry !== undefined;) {
      const { next, target } = entry
      if (target.found !== searches && (entry.where === undefined || this.#accepts(entry, event))) {
        target.found = searches
        into[count++] = entry
      }
      entry = next
    }
    return count
  }

  #accepts(entry: Entry<T>, event: object): boolean {
    try {
      return entry.where?.(event) ?? true
    } catch (error) {
      this.#onError(error, entry.matcher)
      return false
    }
  }
}
