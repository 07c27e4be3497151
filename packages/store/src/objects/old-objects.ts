import type { ObjectClass } from '../object-class.ts'
import type { Snapshot } from '../snapshot.ts'
import { decodeObject, decodeStored } from '../codec.ts'
import { entryKeys } from '../index-entries.ts'
import { type Link, strongLinks } from './targets.ts'

/** The stored versions of what is written, as far as they have been read. */
export class OldObjects {
  readonly #snapshot: Snapshot
  readonly #objects = new Map<string, object>()

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
  }

  /** Undefined when there is none, or it has not been read. */
  get(cls: ObjectClass, key: string): object | undefined {
    const text = this.#snapshot.text(key)
    if (text === undefined) return undefined
    const object = this.#objects.get(key) ?? decodeObject(cls, key, text)
    this.#objects.set(key, object)
    return object
  }

  /** The keys of its index entries, as the version that wrote it made them and as ours does. */
  entries(cls: ObjectClass, key: string): string[] {
    const object = this.get(cls, key)
    const text = this.#snapshot.text(key)
    if (object === undefined || text === undefined) return []
    const entries = entryKeys(cls, object)
    if (cls.version === 1) return entries
    const { version, attributes } = decodeStored(cls, key, text)
    return version === cls.version ? entries : [...entries, ...entryKeys(cls, attributes)]
  }

  /**
   * The strong references of an object that its stored version does not have. The others need no look: their target
   * cannot go without a write to the object itself, whose revision is guarded.
   */
  newLinks(cls: ObjectClass, key: string, object: object): Link[] {
    const links = strongLinks(cls, object)
    const stored = links.length === 0 ? undefined : this.get(cls, key)
    if (stored === undefined) return links
    const old = new Set(strongLinks(cls, stored).map(({ name, target }) => `${name} ${target}`))
    return links.filter(({ name, target }) => !old.has(`${name} ${target}`))
  }
}
