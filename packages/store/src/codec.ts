import { formatCanonical, maxDepth } from './canonical-json.ts'
import { StoreError } from './errors.ts'
import { foreignKey, keyOf, partsOf } from './keys.ts'
import { leaseMember, withoutLease } from './lease-mark.ts'
import type { ObjectClass } from './object-class.ts'

/**
 * The value of an object as text: its attributes without the identity fields, which the key holds. An attribute that
 * is undefined counts as absent.
 *
 * @throws StoreError `invalid` when the object does not fit its class.
 */
export function encodeObject<T extends object>(cls: ObjectClass<T>, object: T): { key: string; text: string } {
  const key = keyOf(cls, object)
  const members = Object.entries(object).filter(([, value]) => value !== undefined)
  const fault = Object.hasOwn(object, leaseMember)
    ? `${leaseMember} is not an attribute`
    : describeFault(cls, Object.fromEntries(members))
  if (fault !== undefined) throw new StoreError('invalid', `${key}: ${fault}`, { key })
  const attributes = members.filter(([name]) => !cls.keys.includes(name))
  try {
    return { key, text: formatCanonical(Object.fromEntries(attributes)) }
  } catch (cause) {
    throw new StoreError('invalid', `${key}: ${cause instanceof Error ? cause.message : String(cause)}`, { key, cause })
  }
}

/**
 * The object of a key and its text, frozen.
 *
 * @throws StoreError `corrupt` naming the key, when the text is no JSON or does not fit the class.
 */
export function decodeObject<T extends object>(cls: ObjectClass<T>, key: string, text: string): T {
  const corrupt = (why: string, cause?: unknown): StoreError =>
    new StoreError('corrupt', `${key}: stored value is damaged: ${why}`, { key, cause })
  const parts = partsOf(cls, key)
  if (parts === undefined) throw foreignKey(cls, key)
  let value: unknown
  try {
    value = JSON.parse(withoutLease(text))
  } catch (cause) {
    throw corrupt('not JSON', cause)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw corrupt('not a JSON object')
  const identity = Object.fromEntries(cls.keys.map((field, i) => [field, parts[i]]))
  const object = { ...value, ...identity }
  if (!freezeDeep(object)) throw corrupt(`nested deeper than ${maxDepth} levels`)
  const fault = describeFault(cls, object)
  if (fault !== undefined) throw corrupt(fault)
  return object as T
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
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null && !freezeDeep(member, depth + 1)) return false
  }
  Object.freeze(value)
  return true
}
