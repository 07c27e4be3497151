import type { Static, TObject } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import type { Transaction } from './transaction.ts'
import { StoreError } from './errors.ts'
import {
  completeReference,
  type Reference,
  type ReferenceDefinition,
  type ReferenceMap,
  type References,
  registerReferences,
} from './objects/reference.ts'
import type { Migrations } from './objects/version.ts'
import { reservedMembers } from './reserved-members.ts'

/** T with every property read-only, at every depth: what the store returns is frozen. */
export type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T

/** How an object is addressed inside its class: one text, or one per identity field. */
export type KeyOf<K extends readonly string[]> = K extends readonly [string]
  ? string
  : { readonly [I in keyof K]: string }

/**
 * Index name to the attributes it covers. An object that lacks one of them (absent or null) is not in the index; one
 * that has a list there is in the index with each of its elements.
 */
export type IndexMap = Readonly<Record<string, readonly string[]>>

/**
 * A class of stored objects. The identity fields form the key and are part of every object read; all other attributes
 * are the JSON value. Attributes the schema does not declare are kept.
 */
export interface ObjectClass<T = object, K extends readonly string[] = readonly string[], R = ReferenceMap> {
  /** For messages and dumps: `LogicalNetwork`. */
  readonly name: string
  /** Beginning of every key: `viperflow.logicnetwork`. */
  readonly prefix: string
  /** The identity fields in the order in which they stand in the key. */
  readonly keys: K
  readonly schema: TObject
  /** At most one object per combination of values. */
  readonly unique: IndexMap
  /** Any number of objects per combination of values; the strong references are among them. */
  readonly multi: IndexMap
  readonly references: R
  /** The version of the schema, written with every object. */
  readonly version: number
  readonly migrations: Migrations
  /** Compiled from the schema. */
  readonly validator: Validator
  /** See {@link ObjectClassDefinition.onDelete}. */
  onDelete?(tx: Transaction, object: T): void | Promise<void>
  /** Carries T for inference; never set. */
  readonly type?: T
}

/** The objects of a class: `interface LogicalPort extends ObjectOf<typeof LogicalPort> {}`. */
export type ObjectOf<C> = C extends ObjectClass<infer T, readonly string[], unknown> ? T : never

type AttributeOf<S extends TObject> = keyof Static<S> & string

export interface ObjectClassDefinition<S extends TObject, K extends readonly string[], R> {
  readonly name: string
  readonly prefix: string
  readonly keys: K
  readonly schema: S
  readonly unique?: Readonly<Record<string, readonly AttributeOf<S>[]>>
  readonly multi?: Readonly<Record<string, readonly AttributeOf<S>[]>>
  /** Name to reference; see {@link ReferenceDefinition}. */
  readonly references?: R
  /** A whole number from 1, raised when old objects no longer fit the schema. Default 1. */
  readonly version?: number
  /** For every older version a function that makes its attributes those of the next one. */
  readonly migrations?: Migrations
  /**
   * Runs inside a transaction that deletes the object, after its function has returned, also when the deletion is a
   * cascade. It may read, put and delete, and must do the same when the transaction runs again.
   */
  readonly onDelete?: (tx: Transaction, object: Immutable<Static<S>>) => void | Promise<void>
}

const namePattern = /^[A-Za-z][A-Za-z0-9_]*$/
const indexPattern = /^[a-z][a-z0-9_]*$/
const prefixPattern = /^[a-z0-9_]+(\.[a-z0-9_]+)*$/

/**
 * Declares a class.
 *
 * @throws StoreError `invalid` when the declaration contradicts itself: a programmer's mistake, found at start.
 */
export function objectClass<
  S extends TObject,
  const K extends readonly [AttributeOf<S>, ...AttributeOf<S>[]],
  R extends Readonly<Record<string, ReferenceDefinition<AttributeOf<S>>>> = Record<never, never>,
>(definition: ObjectClassDefinition<S, K, R>): ObjectClass<Immutable<Static<S>>, K, References<R>> {
  const { name, prefix, keys, schema, unique = {}, multi = {}, version = 1, migrations = {}, onDelete } = definition
  const references = Object.fromEntries(
    Object.entries(definition.references ?? {}).map(([as, reference]) => [as, completeReference(as, reference)]),
  )
  const strong = Object.fromEntries(
    Object.entries(references).flatMap(([as, each]) => (each.strong ? [[as, each.attributes]] : [])),
  )
  const fault =
    describeNames(name, prefix) ??
    describeIndexes(schema, keys, [unique, multi, strong]) ??
    describeReferences(schema, keys, references) ??
    describeVersions(version, migrations)
  if (fault !== undefined) throw new StoreError('invalid', `class ${name}: ${fault}`)
  const cls = Object.freeze({
    name,
    prefix,
    keys,
    schema,
    unique,
    multi: { ...multi, ...strong },
    // The entries are those of the definition, completed one by one.
    references: references as References<R>,
    version,
    migrations,
    validator: Compile(schema),
    ...(onDelete === undefined ? {} : { onDelete }),
  })
  registerReferences(cls as unknown as ObjectClass)
  return cls
}

function describeNames(name: string, prefix: string): string | undefined {
  if (!namePattern.test(name)) return 'the name must be letters, digits and _'
  if (!prefixPattern.test(prefix)) return `the prefix ${prefix} must be lower-case words joined by dots`
  return undefined
}

function describeIndexes(schema: TObject, keys: readonly string[], maps: readonly IndexMap[]): string | undefined {
  const reserved = reservedMembers.find((name) => Object.hasOwn(schema.properties, name))
  if (reserved !== undefined) return `${reserved} cannot be an attribute`
  const names = maps.flatMap((map) => Object.keys(map))
  for (const attribute of [...keys, ...maps.flatMap((map) => Object.values(map).flat())]) {
    if (!Object.hasOwn(schema.properties, attribute)) return `${attribute} is not in the schema`
  }
  for (const [i, index] of names.entries()) {
    if (!indexPattern.test(index)) return `the index name ${index} must be lower-case letters, digits and _`
    if (names.indexOf(index) < i) return `there are two indexes or strong references named ${index}`
  }
  return undefined
}

function describeReferences(
  schema: TObject,
  keys: readonly string[],
  references: Readonly<Record<string, Reference>>,
): string | undefined {
  for (const [name, { attributes, strong, onDelete }] of Object.entries(references)) {
    const unknown = attributes.find((attribute) => !Object.hasOwn(schema.properties, attribute))
    if (unknown !== undefined) return `${unknown} is not in the schema`
    if (!strong || onDelete !== 'clear') continue
    const fixed = attributes.filter((attribute) => keys.includes(attribute))
    if (fixed.length > 0) return `reference ${name} cannot be cleared: ${fixed.join(', ')} is part of the identity`
    const needed = attributes.filter((attribute) => isNeeded(schema, attribute))
    if (needed.length > 0) return `reference ${name} cannot be cleared: ${needed.join(', ')} is required`
  }
  return undefined
}

/** An attribute that cannot be left out; of a list the elements can. */
function isNeeded({ required, properties }: TObject, attribute: string): boolean {
  const names: readonly string[] = required ?? []
  const schema: object = properties[attribute] ?? {}
  return names.includes(attribute) && Reflect.get(schema, 'type') !== 'array'
}

function describeVersions(version: number, migrations: Migrations): string | undefined {
  if (!Number.isSafeInteger(version) || version < 1) return `the version ${version} must be a whole number from 1`
  for (let from = 1; from < version; from++) {
    if (migrations[from] === undefined) return `there is no migration from version ${from}`
  }
  const late = Object.keys(migrations).find((from) => Number(from) >= version)
  return late === undefined ? undefined : `there is a migration from version ${late}, but the version is ${version}`
}
