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
  return Object.entries(cls.unique).flatMap(([index, attributes]) =>
    indexedValues(object, attributes).map((values) => ({ key: uniqueKey(cls, index, values), index, values })),
  )
}

/** The keys of the entries of an object in the multi indexes of its class. */
export function multiKeys(cls: ObjectClass, object: object): string[] {
  return Object.entries(cls.multi).flatMap(([index, attributes]) =>
    indexedValues(object, attributes).map((values) =>
      joinKey(indexRoot(multiRoot, cls, index), [...values, ...identityOf(cls, object)]),
    ),
  )
}

/** The keys of all index entries of an object. */
export function entryKeys(cls: ObjectClass, object: object): string[] {
  return [...uniqueEntries(cls, object).map((entry) => entry.key), ...multiKeys(cls, object)]
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
  return indexedValues(object, attributes).some((own) => own.every((value, i) => value === values[i]))
}

/** The text of a unique entry. */
export function formatRef(cls: ObjectClass, object: object): string {
  return JSON.stringify({ ref: keyOf(cls, object) })
}

/** The key in the text of a unique entry. @throws StoreError `corrupt` */
export function parseRef(entryKey: string, text: string): string {
  const key = refIn(text)
  if (key !== undefined) return key
  throw new StoreError('corrupt', `${entryKey}: stored value is damaged: not an index entry`, { key: entryKey })
}

/** The key in the text of a unique entry; undefined when it is none. */
export function refIn(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'ref' in value && typeof value.ref === 'string'
      ? value.ref
      : undefined
  } catch {
    return undefined
  }
}

/** What the keys of all entries of a class begin with, in unique and in multi indexes. */
export function entryPrefixes(cls: ObjectClass): { readonly unique: string; readonly multi: string } {
  const prefix = escapePart(cls.prefix)
  return { unique: `${uniqueRoot}.${prefix}.`, multi: `${multiRoot}.${prefix}.` }
}

function indexRoot(root: string, cls: ObjectClass, index: string): string {
  return `${root}.${escapePart(cls.prefix)}.${index}`
}

/** Every combination of values under which an object is found, each once. */
export function indexedValues(object: object, attributes: readonly string[]): string[][] {
  let lists: string[][] = [[]]
  for (const attribute of attributes) {
    const value: unknown = Reflect.get(object, attribute)
    const values = Array.isArray(value) ? value : [value]
    const texts = new Set(values.filter(isIndexable).map(String))
    lists = [...texts].flatMap((text) => lists.map((list) => [...list, text]))
  }
  return lists
}

function isIndexable(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function checkIndex(cls: ObjectClass, map: ObjectClass['unique'], index: string, values: readonly string[]): void {
  const attributes = map[index]
  if (attributes === undefined) throw new StoreError('invalid', `${cls.name} has no index ${index}`)
  if (attributes.length !== values.length) {
    throw new StoreError('invalid', `${cls.name} index ${index} needs ${attributes.join(', ')}`)
  }
}
