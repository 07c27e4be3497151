import type { Static, TObject } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { StoreError } from './errors.ts'

/** T with every property read-only, at every depth: what the store returns is frozen. */
export type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T

/** How an object is addressed inside its class: one text, or one per identity field. */
export type KeyOf<K extends readonly string[]> = K extends readonly [string]
  ? string
  : { readonly [I in keyof K]: string }

/** Index name to the attributes it covers. An object that lacks one of them (absent or null) is not in the index. */
export type IndexMap = Readonly<Record<string, readonly string[]>>

/**
 * A class of stored objects. The identity fields form the key and are part of every object read; all other attributes
 * are the JSON value. Attributes the schema does not declare are kept.
 */
export interface ObjectClass<T = object, K extends readonly string[] = readonly string[]> {
  /** For messages and dumps: `LogicalNetwork`. */
  readonly name: string
  /** Beginning of every key: `viperflow.logicnetwork`. */
  readonly prefix: string
  /** The identity fields in the order in which they stand in the key. */
  readonly keys: K
  readonly schema: TObject
  /** At most one object per combination of values. */
  readonly unique: IndexMap
  /** Any number of objects per combination of values. */
  readonly multi: IndexMap
  /** Compiled from the schema. */
  readonly validator: Validator
  /** Carries T for inference; never set. */
  readonly type?: T
}

/** The objects of a class: `interface LogicalPort extends ObjectOf<typeof LogicalPort> {}`. */
export type ObjectOf<C> = C extends ObjectClass<infer T> ? T : never

export interface ObjectClassDefinition<S extends TObject, K extends readonly string[]> {
  readonly name: string
  readonly prefix: string
  readonly keys: K
  readonly schema: S
  readonly unique?: Readonly<Record<string, readonly (keyof Static<S> & string)[]>>
  readonly multi?: Readonly<Record<string, readonly (keyof Static<S> & string)[]>>
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
  const K extends readonly [keyof Static<S> & string, ...(keyof Static<S> & string)[]],
>(definition: ObjectClassDefinition<S, K>): ObjectClass<Immutable<Static<S>>, K> {
  const { name, prefix, keys, schema, unique = {}, multi = {} } = definition
  const refuse = (why: string): never => {
    throw new StoreError('invalid', `class ${name}: ${why}`)
  }
  if (!namePattern.test(name)) refuse('the name must be letters, digits and _')
  if (!prefixPattern.test(prefix)) refuse(`the prefix ${prefix} must be lower-case words joined by dots`)
  const covered = [...Object.values(unique), ...Object.values(multi)].flat()
  for (const attribute of [...keys, ...covered]) {
    if (!Object.hasOwn(schema.properties, attribute)) refuse(`${attribute} is not in the schema`)
  }
  for (const index of [...Object.keys(unique), ...Object.keys(multi)]) {
    if (!indexPattern.test(index)) refuse(`the index name ${index} must be lower-case letters, digits and _`)
  }
  return Object.freeze({ name, prefix, keys, schema, unique, multi, validator: Compile(schema) })
}
