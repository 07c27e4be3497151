import type { Change, ReadableCollection } from './collection.ts'
import type { Call } from './stage.ts'

/** Who read what in one collection: by key, and by value of an index. */
interface Readers {
  readonly byKey: Map<string, Set<Call>>
  readonly byIndex: Map<string, Map<string, Set<Call>>>
}

function register(map: Map<string, Set<Call>>, at: string, call: Call): () => void {
  let calls = map.get(at)
  if (calls === undefined) map.set(at, (calls = new Set()))
  calls.add(call)
  return () => {
    calls.delete(call)
    if (calls.size === 0 && map.get(at) === calls) map.delete(at)
  }
}

/** Remembers which calls read which entries, so that a change finds exactly the calls it concerns. */
export class Dependencies {
  readonly #readers = new Map<ReadableCollection<unknown>, Readers>()

  /** Records that `call` read `key`; returns the way to forget it. */
  readKey(collection: ReadableCollection<unknown>, key: string, call: Call): () => void {
    return register(this.#of(collection).byKey, key, call)
  }

  readIndex(collection: ReadableCollection<unknown>, index: string, value: string, call: Call): () => void {
    const { byIndex } = this.#of(collection)
    let values = byIndex.get(index)
    if (values === undefined) byIndex.set(index, (values = new Map()))
    return register(values, value, call)
  }

  /** The calls whose reads the change concerns. */
  *concernedBy(collection: ReadableCollection<unknown>, change: Change<unknown>): Iterable<Call> {
    const readers = this.#readers.get(collection)
    if (readers === undefined) return
    yield* readers.byKey.get(change.key) ?? []
    for (const [index, values] of readers.byIndex) {
      const before = change.old === undefined ? undefined : collection.indexValue(index, change.key, change.old)
      const after = change.new === undefined ? undefined : collection.indexValue(index, change.key, change.new)
      if (before !== undefined) yield* values.get(before) ?? []
      if (after !== undefined && after !== before) yield* values.get(after) ?? []
    }
  }

  #of(collection: ReadableCollection<unknown>): Readers {
    let readers = this.#readers.get(collection)
    if (readers === undefined) this.#readers.set(collection, (readers = { byKey: new Map(), byIndex: new Map() }))
    return readers
  }
}
