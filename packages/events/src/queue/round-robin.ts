import { List, type Linked } from '../list.ts'
import { Ring } from './ring.ts'

/** How often each key was served among the last 10 n + 10 times, n being the number of keys among them. */
export class Recent<K> {
  readonly #counts = new Map<K, number>()
  readonly #sequence = new Ring<K>()
  readonly #most: number
  readonly #onForget: ((key: K) => void) | undefined

  constructor(most = 10_240, onForget?: (key: K) => void) {
    this.#most = most
    this.#onForget = onForget
  }

  get size(): number {
    return this.#counts.size
  }

  has(key: K): boolean {
    return this.#counts.has(key)
  }

  note(key: K): void {
    this.#sequence.push(key)
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
    while (this.#sequence.length > Math.min(this.#most, 10 * this.#counts.size + 10)) {
      const oldest = this.#sequence.shift() as K
      const count = this.#counts.get(oldest) ?? 0
      if (count > 1) this.#counts.set(oldest, count - 1)
      else {
        this.#counts.delete(oldest)
        this.#onForget?.(oldest)
      }
    }
  }

  /** Whether a key had less than its share. */
  isBehind(key: K): boolean {
    return (this.#counts.get(key) ?? 0) * this.#counts.size < this.#sequence.length
  }
}

/** Takes turns among those that have something. Who comes back is next if it had less than its share lately, else last. */
export class RoundRobin<T extends Linked<T>, K> {
  readonly #ring = new List<T>()
  readonly recent: Recent<K>
  readonly #keyOf: (item: T) => K
  /** How many can be in it at most. */
  members: number

  constructor(keyOf: (item: T) => K, members: number, recent = new Recent<K>()) {
    this.#keyOf = keyOf
    this.members = members
    this.recent = recent
  }

  get next(): T | undefined {
    return this.#ring.first
  }

  enter(item: T): void {
    if (item.list === this.#ring) return
    if (this.#ring.size > 0 && this.recent.isBehind(this.#keyOf(item))) this.#ring.unshift(item)
    else this.#ring.push(item)
  }

  leave(item: T): void {
    this.#ring.remove(item)
  }

  /** Its turn is over. */
  served(item: T, hasMore: boolean): void {
    if (this.members > 1) this.recent.note(this.#keyOf(item))
    else if (hasMore) return
    if (this.#ring.remove(item) && hasMore) this.#ring.push(item)
  }
}
