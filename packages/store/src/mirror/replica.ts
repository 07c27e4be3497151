import type { Entry, KeyChange } from '../driver.ts'
import type { ObjectClass } from '../object-class.ts'
import type { ObjectChange } from './mirror.ts'
import { decodeObject } from '../codec.ts'
import { StoreError } from '../errors.ts'
import { classPrefix, partsOf } from '../keys.ts'

/** The objects of a mirror and how they change. */
export class Replica {
  readonly #objects: ReadonlyMap<ObjectClass, Map<string, object>>
  readonly #onDamage: (error: StoreError) => void

  constructor(classes: readonly ObjectClass[], onDamage: (error: StoreError) => void) {
    this.#objects = new Map(classes.map((cls) => [cls, new Map<string, object>()]))
    this.#onDamage = onDamage
  }

  /** What has to be read for a fresh state. */
  get prefixes(): string[] {
    return [...this.#objects.keys()].map(classPrefix)
  }

  /** The objects of a class. @throws StoreError `invalid` when the mirror does not hold the class */
  of(cls: ObjectClass): ReadonlyMap<string, object> {
    const objects = this.#objects.get(cls)
    if (objects === undefined) throw new StoreError('invalid', `the mirror does not hold ${cls.name}`)
    return objects
  }

  /** Applies the changes of one commit and returns what they did to objects. */
  apply(changes: readonly KeyChange[]): ObjectChange[] {
    return changes.flatMap(({ key, text }) => this.#set(key, text))
  }

  /** Takes over a fresh state and returns how it differs. */
  replace(entries: ReadonlyMap<string, Entry>): ObjectChange[] {
    const gone: KeyChange[] = []
    for (const objects of this.#objects.values()) {
      for (const key of objects.keys()) if (!entries.has(key)) gone.push({ key, text: null })
    }
    const present = [...entries].map(([key, { text }]) => ({ key, text }))
    return this.apply([...gone, ...present])
  }

  #set(key: string, text: string | null): ObjectChange[] {
    for (const [cls, objects] of this.#objects) {
      if (partsOf(cls, key) === undefined) continue
      const old = objects.get(key)
      const next = text === null ? undefined : this.#decode(cls, key, text)
      if (next === undefined) objects.delete(key)
      else objects.set(key, next)
      return isSame(old, next) ? [] : [{ cls, key, old, new: next }]
    }
    return []
  }

  #decode(cls: ObjectClass, key: string, text: string): object | undefined {
    try {
      return decodeObject<object>(cls, key, text)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      this.#onDamage(error)
      return undefined
    }
  }
}

/** Objects are written in one deterministic form, so equal texts are equal objects. */
function isSame(old: object | undefined, next: object | undefined): boolean {
  if (old === undefined || next === undefined) return old === next
  return JSON.stringify(old) === JSON.stringify(next)
}
