import { StoreError } from './errors.ts'
import type { KeyOf, ObjectClass } from './object-class.ts'

/**
 * The form of keys is the reference's, so that its data can be migrated: class prefix and parts joined by dots, with
 * `+` written `+_` and `.` written `++` inside a part. A part therefore never holds a dot, and no key of one class
 * begins with a key of another object of that class followed by a dot.
 */
export function escapePart(text: string): string {
  return text.replaceAll('+', '+_').replaceAll('.', '++')
}

/** Inverse of {@link escapePart}; undefined when the text is no escaped part. */
export function unescapePart(text: string): string | undefined {
  if (/[.+]/.test(text.replace(/\+[_+]/g, ''))) return undefined
  return text.replace(/\+[_+]/g, (pair) => (pair === '+_' ? '+' : '.'))
}

/** Joins a prefix and parts into a key. */
export function joinKey(prefix: string, parts: readonly string[]): string {
  return [prefix, ...parts.map(escapePart)].join('.')
}

/** The storage key of the object with the given identity. */
export function storageKey<K extends readonly string[]>(cls: ObjectClass<object, K>, key: KeyOf<K>): string {
  const parts: readonly string[] = typeof key === 'string' ? [key] : key
  if (parts.length !== cls.keys.length || !parts.every((part) => typeof part === 'string')) {
    throw new StoreError('invalid', `${cls.name}: the key needs ${cls.keys.join(', ')}`)
  }
  return joinKey(cls.prefix, parts)
}

/** The storage key of an object. */
export function keyOf<T extends object>(cls: ObjectClass<T>, object: T): string {
  return joinKey(cls.prefix, identityOf(cls, object))
}

/** The identity fields of an object as text. */
export function identityOf(cls: ObjectClass, object: object): string[] {
  const attributes = new Map(Object.entries(object))
  return cls.keys.map((field) => {
    const value: unknown = attributes.get(field)
    if (typeof value !== 'string') throw new StoreError('invalid', `${cls.name}: ${field} must be a text`)
    return value
  })
}

/** The parts of a key below its class prefix; undefined when the key belongs to no object of the class. */
export function partsOf(cls: ObjectClass, key: string): string[] | undefined {
  const { prefix, keys } = cls
  if (!key.startsWith(prefix) || key[prefix.length] !== '.') return undefined
  const parts = key.slice(prefix.length + 1).split('.')
  if (parts.length !== keys.length) return undefined
  // Every object read comes by here, and hardly any key holds what has to be escaped.
  if (!key.includes('+')) return parts
  const texts = parts.map(unescapePart)
  return texts.every((text) => text !== undefined) ? texts : undefined
}

/** What every key of the class begins with. */
export function classPrefix(cls: ObjectClass): string {
  return `${cls.prefix}.`
}

/** A key under the prefix of a class that is none of its keys. */
export function foreignKey(cls: ObjectClass, key: string): StoreError {
  return new StoreError('corrupt', `${key}: stored value is damaged: not a key of ${cls.name}`, { key })
}
