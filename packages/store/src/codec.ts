import { formatCanonical, maxDepth } from './canonical-json.ts'
import { StoreError } from './errors.ts'
import { foreignKey, keyOf, partsOf } from './keys.ts'
import { withoutLease } from './lease-mark.ts'
import type { ObjectClass } from './object-class.ts'
import { migrate, versionMember, versionOf } from './objects/version.ts'
import { reservedMembers } from './reserved-members.ts'

/**
 * The value of an object as text: its attributes without the identity fields, which the key holds. An attribute that
 * is undefined counts as absent.
 *
 * @throws StoreError `invalid` when the object does not fit its class.
 */
export function encodeObject<T extends object>(cls: ObjectClass<T>, object: T): { key: string; text: string } {
  const key = keyOf(cls, object)
  const members = Object.entries(object).filter(([, value]) => value !== undefined)
  const reserved = reservedMembers.find((name) => Object.hasOwn(object, name))
  const fault =
    reserved !== undefined ? `${reserved} is not an attribute` : describeFault(cls, Object.fromEntries(members))
  if (fault !== undefined) throw new StoreError('invalid', `${key}: ${fault}`, { key })
  const attributes = members.filter(([name]) => !cls.keys.includes(name))
  if (cls.version > 1) attributes.push([versionMember, cls.version])
  try {
    return { key, text: formatCanonical(Object.fromEntries(attributes)) }
  } catch (cause) {
    throw new StoreError('invalid', `${key}: ${cause instanceof Error ? cause.message : String(cause)}`, { key, cause })
  }
}

/**
 * The object of a key and its text, frozen; one of an older version is migrated.
 *
 * @throws StoreError `corrupt` naming the key, when the text is no JSON or does not fit the class; `newer` when a later
 * version of the class has written it.
 */
export function decodeObject<T extends object>(cls: ObjectClass<T>, key: string, text: string): T {
  const { version, attributes } = decodeStored(cls, key, text)
  const object = version === cls.version ? attributes : migrated(cls, key, attributes, version)
  if (!freezeDeep(object)) throw corrupt(key, `nested deeper than ${maxDepth} levels`)
  const fault = describeFault(cls, object)
  if (fault !== undefined) throw corrupt(key, fault)
  return object as T
}

/** What stands in the store under a key: attributes as some version of the class has written them. */
export interface Stored {
  readonly version: number
  /** With the identity fields. */
  readonly attributes: Readonly<Record<string, unknown>>
}

/** Reads a text without asking whether it fits the class. @throws StoreError `corrupt`, `newer` */
export function decodeStored(cls: ObjectClass, key: string, text: string): Stored {
  const parts = partsOf(cls, key)
  if (parts === undefined) throw foreignKey(cls, key)
  let value: unknown
  try {
    value = JSON.parse(withoutLease(text))
  } catch (cause) {
    throw corrupt(key, 'not JSON', cause)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw corrupt(key, 'not a JSON object')
  const version = versionOf(value)
  if (version === undefined) throw corrupt(key, `${versionMember} is not a version`)
  if (version > cls.version) {
    const message = `${key}: written by version ${version} of ${cls.name}, known up to version ${cls.version}`
    throw new StoreError('newer', message, { key })
  }
  // Fresh from JSON.parse, so nobody else's: a copy, and a deleted member even more, would double what a mirror holds.
  const attributes: Record<string, unknown> = version > 1 ? withoutVersion(value) : (value as Record<string, unknown>)
  cls.keys.forEach((field, i) => (attributes[field] = parts[i]))
  return { version, attributes }
}

function withoutVersion(value: object): Record<string, unknown> {
  const { [versionMember]: _, ...attributes } = value as Record<string, unknown>
  return attributes
}

function migrated(cls: ObjectClass, key: string, attributes: Stored['attributes'], version: number): object {
  const identity = cls.keys.map((field) => [field, attributes[field]])
  try {
    return { ...migrate(cls.migrations, attributes, version, cls.version), ...Object.fromEntries(identity) }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw corrupt(key, `it cannot be migrated from version ${version}: ${why}`, cause)
  }
}

function corrupt(key: string, why: string, cause?: unknown): StoreError {
  return new StoreError('corrupt', `${key}: stored value is damaged: ${why}`, { key, cause })
}

function describeFault(cls: ObjectClass, object: object): string | undefined {
  if (cls.validator.Check(object)) return undefined
  const error = cls.validator.Errors(object)[0]
  if (error === undefined) return 'does not fit its class'
  const path = error.instancePath.slice(1).replaceAll('/', '.')
  return path === '' ? error.message : `${path} ${error.message}`
}

/** Freezes a value that came out of JSON.parse and everything in it; false when it is nested too deeply. */
function freezeDeep(value: object, depth = 0): boolean {
  if (depth > maxDepth) return false
  for (const name in value) {
    const member: unknown = value[name as keyof typeof value]
    if (typeof member === 'object' && member !== null && !freezeDeep(member, depth + 1)) return false
  }
  Object.freeze(value)
  return true
}
