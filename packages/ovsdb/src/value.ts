/** A reference to a row, as RFC 7047, 5.1 writes it. */
export type UuidNotation = readonly ['uuid', string]
/** A reference to a row that the same transaction inserts under that name. */
export type NamedUuidNotation = readonly ['named-uuid', string]

export type Atom = string | number | boolean | UuidNotation | NamedUuidNotation

/** A value to write into a column or to compare one with. `undefined` is the empty set of an optional column. */
export type Value = Atom | undefined | ReadonlySet<Atom> | ReadonlyMap<Atom, Atom>

export function uuid(text: string): UuidNotation {
  return ['uuid', text]
}

/** @param name the `uuidName` of an `insert` of the same transaction */
export function namedUuid(name: string): NamedUuidNotation {
  return ['named-uuid', name]
}

/** The notation of a value (RFC 7047, 5.1 `<value>`). */
export function encodeValue(value: Value): unknown {
  if (value === undefined) return ['set', []]
  if (value instanceof Set) return ['set', [...value]]
  if (value instanceof Map) return ['map', [...value]]
  return value
}
