import type { Entry, KeyChange } from '../driver.ts'
import type { KeyOf, ObjectClass } from '../object-class.ts'
import type { ObjectChange } from './mirror.ts'
import type { Problems } from '../problems.ts'
import { decodeObject } from '../codec.ts'
import { StoreError } from '../errors.ts'
import { classPrefix, foreignKey, partsOf, storageKey } from '../keys.ts'

/** The objects of a mirror and how they change. */
export class Replica {
  readonly #objects: ReadonlyMap<ObjectClass, Map<string, object>>
  readonly #problems: Problems

  constructor(classes: readonly ObjectClass[], problems: Problems) {
    this.#objects = new Map(classes.map((cls) => [cls, new Map<string, object>()]))
    this.#problems = problems
  }

  /** What has to be read for a fresh state. */
  get prefixes(): string[] {
    return [...this.#objects.keys()].map(classPrefix)
  }

  get<T, K extends readonly string[]>(cls: ObjectClass<T, K>, key: KeyOf<K>): T | undefined {
    return this.all(cls).get(storageKey(cls as ObjectClass<object, K>, key))
  }

  /** The objects of a class. @throws StoreError `invalid` when the mirror does not hold the class */
  all<T>(cls: ObjectClass<T>): ReadonlyMap<string, T> {
    const objects = this.#objects.get(cls as ObjectClass)
    if (objects === undefined) throw new StoreError('invalid', `the mirror does not hold ${cls.name}`)
    // What stands under a class was decoded with that class.
    return objects as ReadonlyMap<string, unknown> as ReadonlyMap<string, T>
  }

  /** Another replica that holds the same objects. */
  copy(): Replica {
    const copy = new Replica([...this.#objects.keys()], this.#problems)
    for (const [cls, objects] of this.#objects)
      for (const [key, object] of objects) copy.#objects.get(cls)?.set(key, object)
    return copy
  }

  /** Applies the changes of one commit and returns what they did to objects. */
  apply(changes: Iterable<KeyChange>): ObjectChange[] {
    // One list for all: a fresh state may be a hundred thousand objects.
    const made: ObjectChange[] = []
    for (const { key, text } of changes) {
      const change = this.#set(key, text)
      if (change !== undefined) made.push(change)
    }
    return made
  }

  /** Takes over a fresh state and returns how it differs. */
  replace(entries: ReadonlyMap<string, Entry>): ObjectChange[] {
    return this.apply(this.#differences(entries))
  }

  *#differences(entries: ReadonlyMap<string, Entry>): Generator<KeyChange> {
    for (const objects of this.#objects.values()) {
      for (const key of objects.keys()) if (!entries.has(key)) yield { key, text: null }
    }
    for (const [key, { text }] of entries) yield { key, text }
  }

  #set(key: string, text: string | null): ObjectChange | undefined {
    for (const [cls, objects] of this.#objects) {
      if (partsOf(cls, key) === undefined) continue
      const old = objects.get(key)
      const next = text === null ? undefined : this.#decode(cls, key, text)
      if (text === null) this.#problems.mended(key)
      if (next === undefined) objects.delete(key)
      else objects.set(key, next)
      return isSame(old, next) ? undefined : { cls, key, old, new: next }
    }
    this.#checkForeign(key, text)
    return undefined
  }

  /** A key under the prefix of a class that belongs to no class. */
  #checkForeign(key: string, text: string | null): void {
    for (const cls of this.#objects.keys()) {
      if (!key.startsWith(classPrefix(cls))) continue
      if (text === null) this.#problems.mended(key)
      else this.#problems.report(key, foreignKey(cls, key).message)
    }
  }

  #decode(cls: ObjectClass, key: string, text: string): object | undefined {
    try {
      const object = decodeObject<object>(cls, key, text)
      this.#problems.mended(key)
      return object
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      this.#problems.report(key, error.message)
      return undefined
    }
  }
}

/** Objects are written in one deterministic form, so equal texts are equal objects. */
function isSame(old: object | undefined, next: object | undefined): boolean {
  if (old === undefined || next === undefined) return old === next
  return JSON.stringify(old) === JSON.stringify(next)
}
