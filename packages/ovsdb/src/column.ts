import { preview } from './json.ts'
import { toggle } from './patched-set.ts'

/**
 * The type of a column: how its OVSDB notation (RFC 7047, 5.1) becomes a value, and back. It must say the same as the
 * schema of the database about one value, at most one value, or several: update2 differences depend on it.
 * The methods throw a plain Error that says what is wrong; who calls them adds table, row and column.
 */
export interface ColumnType<T> {
  /** The value of a column that the server leaves out because it is the default (RFC 7047, 5.2.1). */
  readonly empty: T
  decode(notation: unknown): T
  /**
   * The new value, from the old one and a difference in the form of ovsdb-server(7), 4.1.14. The same object (`===`)
   * when nothing has changed.
   */
  applyDifference(old: T, difference: unknown): T
  equal(a: T, b: T): boolean
}

/** A type of single values. */
export interface AtomType<T> {
  readonly empty: T
  decode(notation: unknown): T
}

export const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const stringAtom: AtomType<string> = {
  empty: '',
  decode(notation) {
    if (typeof notation !== 'string') throw new Error(`expected a string, got ${preview(notation)}`)
    return notation
  },
}

const integerAtom: AtomType<number> = {
  empty: 0,
  decode(notation) {
    if (!Number.isSafeInteger(notation)) throw new Error(`expected an integer, got ${preview(notation)}`)
    return Number(notation)
  },
}

const realAtom: AtomType<number> = {
  empty: 0,
  decode(notation) {
    if (typeof notation !== 'number') throw new Error(`expected a number, got ${preview(notation)}`)
    return notation
  },
}

const booleanAtom: AtomType<boolean> = {
  empty: false,
  decode(notation) {
    if (typeof notation !== 'boolean') throw new Error(`expected a boolean, got ${preview(notation)}`)
    return notation
  },
}

const uuidAtom: AtomType<string> = {
  empty: '00000000-0000-0000-0000-000000000000',
  decode(notation) {
    const [tag, text] = Array.isArray(notation) ? notation : []
    if (tag !== 'uuid' || typeof text !== 'string' || !UUID_PATTERN.test(text)) {
      throw new Error(`expected a uuid, got ${preview(notation)}`)
    }
    return text
  },
}

/** Strings, integers within ±2^53, reals, booleans, uuids as text: for `one`, `optional`, `setOf`, `mapOf`. */
export const atom = {
  string: stringAtom,
  integer: integerAtom,
  real: realAtom,
  boolean: booleanAtom,
  uuid: uuidAtom,
} as const

/** A column with exactly one value. */
export function one<T>(type: AtomType<T>): ColumnType<T> {
  return {
    empty: type.empty,
    decode: (notation) => decodeOne(type, notation),
    applyDifference: (_old, difference) => decodeOne(type, difference),
    equal: (a, b) => a === b,
  }
}

/** A column with one value or none. Its difference is its new value. */
export function optional<T>(type: AtomType<T>): ColumnType<T | undefined> {
  const decode = (notation: unknown) => {
    const elements = elementsOf(notation)
    if (elements.length > 1) throw new Error(`expected at most one value, got ${elements.length}`)
    return elements.length === 0 ? undefined : type.decode(elements[0])
  }
  return {
    empty: undefined,
    decode,
    applyDifference: (_old, difference) => decode(difference),
    equal: (a, b) => a === b,
  }
}

/** A column with any number of values. Its difference holds the elements that only one of the two sets has. */
export function setOf<T>(type: AtomType<T>): ColumnType<ReadonlySet<T>> {
  const decode = (notation: unknown) => new Set(elementsOf(notation).map((element) => type.decode(element)))
  return {
    empty: new Set(),
    decode,
    applyDifference: (old, difference) => toggle(old, decode(difference)),
    equal: (a, b) => a === b || (a.size === b.size && [...a].every((element) => b.has(element))),
  }
}

/** A column of key and value pairs. Its difference holds removed pairs as they were, new and changed ones as they are. */
export function mapOf<K, V>(keyType: AtomType<K>, valueType: AtomType<V>): ColumnType<ReadonlyMap<K, V>> {
  const decode = (notation: unknown) => new Map(pairsOf(notation).map((pair) => decodePair(keyType, valueType, pair)))
  return {
    empty: new Map(),
    decode,
    applyDifference(old, difference) {
      const pairs = decode(difference)
      if (pairs.size === 0) return old
      const result = new Map(old)
      for (const [key, value] of pairs) {
        if (result.has(key) && result.get(key) === value) result.delete(key)
        else result.set(key, value)
      }
      return result
    },
    equal: (a, b) =>
      a === b || (a.size === b.size && [...a].every(([key, value]) => b.has(key) && b.get(key) === value)),
  }
}

/** The columns used of a table, by name. */
export type Columns = Readonly<Record<string, ColumnType<unknown>>>

/** A row of those columns; a new version of a row is a new object. */
export type Row<C extends Columns> = { readonly _uuid: string } & {
  readonly [Name in keyof C]: C[Name] extends ColumnType<infer T> ? T : never
}

function decodeOne<T>(type: AtomType<T>, notation: unknown): T {
  const elements = elementsOf(notation)
  if (elements.length !== 1) throw new Error(`expected one value, got ${elements.length}`)
  return type.decode(elements[0])
}

// RFC 7047, 5.1: a set of exactly one element may be written as that element.
function elementsOf(notation: unknown): readonly unknown[] {
  if (!Array.isArray(notation) || notation[0] !== 'set') return [notation]
  const elements: unknown = notation[1]
  if (!Array.isArray(elements)) throw new Error(`expected the elements of a set, got ${preview(elements)}`)
  return elements
}

function pairsOf(notation: unknown): readonly unknown[] {
  const [tag, pairs]: unknown[] = Array.isArray(notation) ? notation : []
  if (tag !== 'map' || !Array.isArray(pairs)) throw new Error(`expected a map, got ${preview(notation)}`)
  return pairs
}

function decodePair<K, V>(keyType: AtomType<K>, valueType: AtomType<V>, pair: unknown): [K, V] {
  if (!Array.isArray(pair) || pair.length !== 2) throw new Error(`expected a pair of a map, got ${preview(pair)}`)
  return [keyType.decode(pair[0]), valueType.decode(pair[1])]
}
