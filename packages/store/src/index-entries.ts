import { escapePart, identityOf, joinKey, keyOf, unescapePart } from './keys.ts'
import { StoreError } from './errors.ts'
import type { ObjectClass } from './object-class.ts'

/**
 * Indexes are keys of their own, one per entry, so that writers of different values never meet:
 *
 *     indices.<class>.<index>.<value>…            text {"ref": key of the one object}
 *     multiindices.<class>.<index>.<value>….<id>…  text {}
 *
 * with the class prefix and the values escaped like key parts.
 */
export interface UniqueEntry {
  readonly key: string
  readonly index: string
  readonly values: readonly string[]
}

const uniqueRoot = 'indices'
const multiRoot = 'multiindices'
/** The text of an entry of a multi index: everything it says is in its key. */
export const multiText = '{}'

/** The entries of an object in the unique indexes of its class. */
export function uniqueEntries(cls: ObjectClass, object: object): UniqueEntry[] {
  return Object.entries(cls.unique).flatMap(([index, attributes]) => {
    const values = indexedValues(object, attributes)
    return values === undefined ? [] : [{ key: uniqueKey(cls, index, values), index, values }]
  })
}

/** The keys of the entries of an object in the multi indexes of its class. */
export function multiKeys(cls: ObjectClass, object: object): string[] {
  return Object.entries(cls.multi).flatMap(([index, attributes]) => {
    const values = indexedValues(object, attributes)
    return values === undefined
      ? []
      : [joinKey(indexRoot(multiRoot, cls, index), [...values, ...identityOf(cls, object)])]
  })
}

/** The key of the entry for these values in a unique index. */
export function uniqueKey(cls: ObjectClass, index: string, values: readonly string[]): string {
  checkIndex(cls, cls.unique, index, values)
  return joinKey(indexRoot(uniqueRoot, cls, index), values)
}

/** What the keys of all entries for these values in a multi index begin with. */
export function multiPrefix(cls: ObjectClass, index: string, values: readonly string[]): string {
  checkIndex(cls, cls.multi, index, values)
  return `${joinKey(indexRoot(multiRoot, cls, index), values)}.`
}

/** The key of the object an entry of a multi index stands for. */
export function multiTarget(cls: ObjectClass, entryKey: string): string {
  const parts = entryKey.split('.').slice(-cls.keys.length)
  if (parts.some((part) => unescapePart(part) === undefined)) {
    throw new StoreError('corrupt', `${entryKey}: no index entry of ${cls.name}`, { key: entryKey })
  }
  return `${cls.prefix}.${parts.join('.')}`
}

/** Does the object have these values in the attributes of an index? */
export function hasValues(attributes: readonly string[], object: object, values: readonly string[]): boolean {
  const own = indexedValues(object, attributes)
  return own !== undefined && own.length === values.length && own.every((value, i) => value === values[i])
}

/** The text of a unique entry. */
export function formatRef(cls: ObjectClass, object: object): string {
  return JSON.stringify({ ref: keyOf(cls, object) })
}

/** The key in the text of a unique entry. @throws StoreError `corrupt` */
export function parseRef(entryKey: string, text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && 'ref' in value && typeof value.ref === 'string') return value.ref
  } catch {
    // Reported below together with every other malformed text.
  }
  throw new StoreError('corrupt', `${entryKey}: stored value is damaged: not an index entry`, { key: entryKey })
}

function indexRoot(root: string, cls: ObjectClass, index: string): string {
  return `${root}.${escapePart(cls.prefix)}.${index}`
}

function indexedValues(object: object, attributes: readonly string[]): string[] | undefined {
  const members = new Map<string, unknown>(Object.entries(object))
  const values: string[] = []
  for (const attribute of attributes) {
    const value = members.get(attribute)
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined
    values.push(String(value))
  }
  return values
}

function checkIndex(cls: ObjectClass, map: ObjectClass['unique'], index: string, values: readonly string[]): void {
  const attributes = map[index]
  if (attributes === undefined) throw new StoreError('invalid', `${cls.name} has no index ${index}`)
  if (attributes.length !== values.length) {
    throw new StoreError('invalid', `${cls.name} index ${index} needs ${attributes.join(', ')}`)
  }
}
