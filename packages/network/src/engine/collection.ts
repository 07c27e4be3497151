import { isDeepStrictEqual } from 'node:util'

/** One entry of a collection was added (`old` undefined), changed, or removed (`new` undefined). */
export interface Change<V> {
  readonly key: string
  readonly old: V | undefined
  readonly new: V | undefined
}

/** Names an index and says under which value an entry stands in it; undefined leaves the entry out. */
export type IndexFunctions<V> = Readonly<Record<string, (value: V, key: string) => string | undefined>>

/** What rules may see of a collection. */
export interface ReadableCollection<V> {
  readonly name: string
  readonly size: number
  get(key: string): V | undefined
  entries(): IterableIterator<[string, V]>
  /** The entries that stand under `value` in the index, in key order, whatever order they came in. */
  lookup(index: string, value: string): readonly (readonly [string, V])[]
  /** The value under which an entry stands in the index; lets the engine find who looked it up. */
  indexValue(index: string, key: string, value: V): string | undefined
  observe(observer: (change: Change<V>) => void): () => void
}

/**
 * A keyed set of immutable entries with secondary indexes: the only kind of data that the incremental engine reads.
 * Entries must not be changed in place; a changed entry is a new object under the same key.
 */
export class Collection<V> implements ReadableCollection<V> {
  readonly name: string
  readonly #entries = new Map<string, V>()
  readonly #indexes: IndexFunctions<V>
  readonly #buckets = new Map<string, Map<string, Set<string>>>()
  readonly #observers = new Set<(change: Change<V>) => void>()

  constructor(name: string, indexes: IndexFunctions<V> = {}) {
    this.name = name
    this.#indexes = indexes
    for (const index of Object.keys(indexes)) this.#buckets.set(index, new Map())
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: string): V | undefined {
    return this.#entries.get(key)
  }

  entries(): IterableIterator<[string, V]> {
    return this.#entries.entries()
  }

  lookup(index: string, value: string): readonly (readonly [string, V])[] {
    const keys = [...(this.#bucketsOf(index).get(value) ?? [])].toSorted()
    return keys.map((key) => [key, this.#entries.get(key) as V])
  }

  indexValue(index: string, key: string, value: V): string | undefined {
    const indexFunction = this.#indexes[index]
    if (indexFunction === undefined) throw new RangeError(`collection ${this.name} has no index ${index}`)
    return indexFunction(value, key)
  }

  observe(observer: (change: Change<V>) => void): () => void {
    this.#observers.add(observer)
    return () => this.#observers.delete(observer)
  }

  /** Puts an entry; returns false, and tells nobody, when an equal one stood there already. */
  set(key: string, value: V): boolean {
    const old = this.#entries.get(key)
    if (old !== undefined && isDeepStrictEqual(old, value)) return false
    this.#entries.set(key, value)
    this.#reindex(key, old, value)
    this.#tell({ key, old, new: value })
    return true
  }

  /** Removes an entry; returns false when there was none. */
  delete(key: string): boolean {
    const old = this.#entries.get(key)
    if (old === undefined) return false
    this.#entries.delete(key)
    this.#reindex(key, old, undefined)
    this.#tell({ key, old, new: undefined })
    return true
  }

  #bucketsOf(index: string): Map<string, Set<string>> {
    const buckets = this.#buckets.get(index)
    if (buckets === undefined) throw new RangeError(`collection ${this.name} has no index ${index}`)
    return buckets
  }

  #reindex(key: string, old: V | undefined, value: V | undefined): void {
    for (const [index, buckets] of this.#buckets) {
      const before = old === undefined ? undefined : this.indexValue(index, key, old)
      const after = value === undefined ? undefined : this.indexValue(index, key, value)
      if (before === after) continue
      if (before !== undefined) {
        const bucket = buckets.get(before)
        bucket?.delete(key)
        if (bucket?.size === 0) buckets.delete(before)
      }
      if (after !== undefined) {
        const bucket = buckets.get(after)
        if (bucket === undefined) buckets.set(after, new Set([key]))
        else bucket.add(key)
      }
    }
  }

  #tell(change: Change<V>): void {
    for (const observer of this.#observers) observer(change)
  }
}
