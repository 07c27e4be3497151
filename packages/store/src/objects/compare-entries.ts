import type { ObjectClass } from '../object-class.ts'
import { decodeObject, decodeStored } from '../codec.ts'
import { StoreError } from '../errors.ts'
import { entryPrefixes, formatRef, multiKeys, multiTarget, multiText, refIn, uniqueEntries } from '../index-entries.ts'
import { classPrefix, partsOf } from '../keys.ts'
import { leaseIn, markLease } from '../lease-mark.ts'
import { strongLinks } from './targets.ts'

/** What is wrong with a stored object or an index entry. */
export type FindingKind =
  | 'damaged' // the value cannot be read; only a human knows what it was
  | 'foreign' // a key under the prefix of the class that is no key of it
  | 'newer' // a later version of the class has written it; not looked at
  | 'missing_entry' // the object lacks an index entry
  | 'stray_entry' // the index entry belongs to no object that has its values
  | 'doubled' // two objects hold the same values of a unique index
  | 'dangling' // a strong reference leads nowhere

export interface Finding {
  readonly kind: FindingKind
  /** The storage key of the object or the index entry. */
  readonly key: string
  readonly message: string
  /** The object concerned, when it is known. */
  readonly owner?: string
  /** The target of a dangling reference and its name. */
  readonly link?: { readonly name: string; readonly target: string }
}

/** What a look at a class has found. */
export interface Comparison {
  /** How many objects there are, readable or not. */
  readonly objects: number
  /** Keys of the objects an older version has written; their index entries are those of that version. */
  readonly outdated: readonly string[]
  readonly findings: readonly Finding[]
}

/** What has to be read to compare a class. */
export function comparedPrefixes(cls: ObjectClass): string[] {
  const targets = Object.values(cls.references).flatMap(({ to, strong }) => (strong ? [classPrefix(to())] : []))
  return [...new Set([classPrefix(cls), ...Object.values(entryPrefixes(cls)), ...targets])]
}

/** An object as the comparison sees it; undefined for one whose entries nobody here can judge. */
type Judged = object | undefined

/**
 * Holds the objects of a class, its index entries and its strong references against each other.
 *
 * @param texts All keys under {@link comparedPrefixes}, as of one moment
 */
export function compareEntries(cls: ObjectClass, texts: ReadonlyMap<string, string>): Comparison {
  const findings: Finding[] = []
  const outdated: string[] = []
  const objects = new Map<string, Judged>()
  for (const [key, text] of texts) {
    if (!key.startsWith(classPrefix(cls))) continue
    if (partsOf(cls, key) === undefined) {
      findings.push({ kind: 'foreign', key, message: `${key}: not a key of ${cls.name}` })
      continue
    }
    try {
      const object = decodeObject<object>(cls, key, text)
      const isOld = decodeStored(cls, key, text).version < cls.version
      if (isOld) outdated.push(key)
      objects.set(key, isOld ? undefined : object)
      findings.push(...danglingLinks(cls, key, object, texts))
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      objects.set(key, undefined)
      findings.push({ kind: error.code === 'newer' ? 'newer' : 'damaged', key, message: error.message, owner: key })
    }
  }
  const expected = expectedEntries(cls, objects)
  findings.push(...missingEntries(cls, expected, objects, texts), ...strayEntries(cls, expected, objects, texts))
  return { objects: objects.size, outdated, findings }
}

function danglingLinks(cls: ObjectClass, key: string, object: object, texts: ReadonlyMap<string, string>): Finding[] {
  return strongLinks(cls, object).flatMap((link) => {
    if (texts.has(link.target)) return []
    const message = `${key}: ${cls.name} ${link.name} refers to ${link.target}, which does not exist`
    return [{ kind: 'dangling', key, message, owner: key, link }]
  })
}

/** Entry to the keys of the objects that want it. */
function expectedEntries(cls: ObjectClass, objects: ReadonlyMap<string, Judged>): Map<string, string[]> {
  const expected = new Map<string, string[]>()
  for (const [key, object] of objects) {
    if (object === undefined) continue
    for (const entry of uniqueEntries(cls, object)) expected.set(entry.key, [...(expected.get(entry.key) ?? []), key])
    for (const entry of multiKeys(cls, object)) expected.set(entry, [key])
  }
  return expected
}

function missingEntries(
  cls: ObjectClass,
  expected: ReadonlyMap<string, readonly string[]>,
  objects: ReadonlyMap<string, Judged>,
  texts: ReadonlyMap<string, string>,
): Finding[] {
  return [...expected].flatMap(([entry, owners]): Finding[] => {
    const text = texts.get(entry)
    const holder = text === undefined ? undefined : ownerOf(cls, entry, text)
    // Who cannot be judged may well have the values.
    if (holder !== undefined && objects.has(holder) && objects.get(holder) === undefined) return []
    const first = holder !== undefined && owners.includes(holder) ? holder : owners[0]
    return owners.flatMap((key): Finding[] => {
      if (key !== first) {
        return [{ kind: 'doubled', key, message: `${key}: ${first} has the same values, ${entry}`, owner: key }]
      }
      const lease = leaseIn(texts.get(key))
      const plain = textOf(cls, entry, objects.get(key) ?? {})
      if (text === (lease === undefined ? plain : markLease(plain, lease))) return []
      return [
        { kind: 'missing_entry', key: entry, message: `${entry}: missing, though ${key} has its values`, owner: key },
      ]
    })
  })
}

function strayEntries(
  cls: ObjectClass,
  expected: ReadonlyMap<string, readonly string[]>,
  objects: ReadonlyMap<string, Judged>,
  texts: ReadonlyMap<string, string>,
): Finding[] {
  const { unique, multi } = entryPrefixes(cls)
  const findings: Finding[] = []
  for (const [entry, text] of texts) {
    // Where an object wants the entry, a wrong text is found as missing.
    if ((!entry.startsWith(unique) && !entry.startsWith(multi)) || expected.has(entry)) continue
    const owner = ownerOf(cls, entry, text)
    if (owner === undefined) findings.push({ kind: 'stray_entry', key: entry, message: `${entry}: no index entry` })
    else if (!objects.has(owner)) {
      findings.push({ kind: 'stray_entry', key: entry, message: `${entry}: ${owner} does not exist`, owner })
    } else if (objects.get(owner) !== undefined) {
      findings.push({ kind: 'stray_entry', key: entry, message: `${entry}: ${owner} has other values`, owner })
    }
  }
  return findings
}

/** The object an entry says it stands for; undefined when it says nothing. */
export function ownerOf(cls: ObjectClass, entry: string, text: string): string | undefined {
  if (entry.startsWith(entryPrefixes(cls).unique)) return refIn(text)
  try {
    return multiTarget(cls, entry)
  } catch {
    return undefined
  }
}

function textOf(cls: ObjectClass, entry: string, object: object): string {
  return entry.startsWith(entryPrefixes(cls).unique) ? formatRef(cls, object) : multiText
}
