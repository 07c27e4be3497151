import { isDeepStrictEqual } from 'node:util'

/**
 * Values under keys to which several origins may contribute. As long as one origin is left the key stays; when origins
 * disagree, the one with the smallest name wins, so that the outcome never depends on the order of events.
 */
export class Contributions<V> {
  // Nearly every key has one origin, so a small sorted array is cheaper than a map per key.
  readonly #byKey = new Map<string, { origin: string; value: V }[]>()
  readonly #changed: (key: string, value: V | undefined) => void

  /** @param changed told the winning value of a key whenever it may have changed; undefined when no origin is left */
  constructor(changed: (key: string, value: V | undefined) => void) {
    this.#changed = changed
  }

  get size(): number {
    return this.#byKey.size
  }

  keys(): IterableIterator<string> {
    return this.#byKey.keys()
  }

  get(key: string): V | undefined {
    return this.#byKey.get(key)?.[0]?.value
  }

  /** Everything that was contributed under a key, the winning value first. */
  entries(key: string): readonly { readonly origin: string; readonly value: V }[] {
    return this.#byKey.get(key) ?? []
  }

  /** True when the origins of a key do not all say the same. */
  disagree(key: string): boolean {
    const [first, ...others] = this.#byKey.get(key) ?? []
    return first !== undefined && others.some(({ value }) => !isDeepStrictEqual(value, first.value))
  }

  add(key: string, origin: string, value: V): void {
    const list = this.#byKey.get(key)
    if (list === undefined) {
      this.#byKey.set(key, [{ origin, value }])
    } else {
      const at = position(list, origin)
      list.splice(at, list[at]?.origin === origin ? 1 : 0, { origin, value })
    }
    this.#changed(key, this.get(key))
  }

  remove(key: string, origin: string): void {
    const list = this.#byKey.get(key)
    if (list === undefined) return
    const at = position(list, origin)
    if (list[at]?.origin !== origin) return
    list.splice(at, 1)
    if (list.length === 0) this.#byKey.delete(key)
    this.#changed(key, this.get(key))
  }
}

/** Where an origin stands, or would stand, in a list sorted by origin. */
function position(list: readonly { readonly origin: string }[], origin: string): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle]?.origin ?? '') < origin) low = middle + 1
    else high = middle
  }
  return low
}
