/** Fields that are not simply values: padding, lengths, counts, computed and optional fields. */
import { definitionError } from './error.ts'
import type { Callback, ChecksumCallback, IntNode, Node, Role, Scale } from './node.ts'
import { IntType } from './type.ts'
import type { Type } from './type.ts'

declare const phantom: unique symbol

/** Where a role puts its number: an integer of its own, or so many bits of a bit field. */
export type Place = IntNode | number

export type HiddenField =
  | { readonly as: 'pad'; readonly size: number }
  | { readonly as: 'align'; readonly to: number }
  | { readonly as: 'constant'; readonly node: Node; readonly value: unknown }
  | { readonly as: 'total'; readonly call: Callback; readonly limit: number; readonly padded: boolean }
  | { readonly as: 'role'; readonly place: Place; readonly role: Role }

/** A field that is on the wire but not in the value. */
export class Hidden {
  readonly field: HiddenField
  constructor(field: HiddenField) {
    this.field = field
  }
}

/** A hidden field that says how long its structure is; its value may keep surplus bytes in `_extra`. */
export class LengthField extends Hidden {
  declare readonly length: true
}

export type MaybeField =
  | { readonly as: 'optional'; readonly node: Node; readonly when: Callback }
  | { readonly as: 'role'; readonly place: Place; readonly role: Role }

/** A field whose property may be absent. */
export class Maybe<T> {
  declare readonly [phantom]: T
  readonly field: MaybeField
  constructor(field: MaybeField) {
    this.field = field
  }
}

/** So many bytes that mean nothing: zero when encoded, ignored when decoded. */
export function pad(size: number): Hidden {
  if (!Number.isSafeInteger(size) || size < 1) throw definitionError('pad', `${size} is not a size`)
  return new Hidden({ as: 'pad', size })
}

/** Padding up to the next multiple of `to` bytes, counted from the first byte of the structure. */
export function align(to: number): Hidden {
  if (!Number.isSafeInteger(to) || to < 1) throw definitionError('align', `${to} is not a size`)
  return new Hidden({ as: 'align', to })
}

/** A field that always has this value: written when encoding, demanded when decoding. */
export function constant<T>(type: Type<T>, value: T): Hidden {
  return new Hidden({ as: 'constant', node: type.node, value })
}

/** stored = (actual + add) / unit */
export interface ScaleOptions {
  /** What one unit of the stored number stands for (default 1). */
  readonly unit?: number
  /** Added to the actual number before it is stored: −4 for a length that does not count a header of 4 bytes. */
  readonly add?: number
}

export interface LengthOptions extends ScaleOptions {
  /** The largest total size accepted and produced, in bytes. */
  readonly limit?: number
}

function scaleOf(name: string, options: ScaleOptions | undefined): Scale {
  const unit = options?.unit ?? 1
  const add = options?.add ?? 0
  if (!Number.isSafeInteger(unit) || unit < 1) throw definitionError(name, `unit ${unit} is not a size`)
  if (!Number.isSafeInteger(add)) throw definitionError(name, `add ${add} is not an integer`)
  return { unit, add }
}

function placeOf(place: IntType | number): Place {
  return place instanceof IntType ? place.node : place
}

/**
 * The total size of the structure, padding at its end included. Never in the value: computed when encoding. When
 * decoding, no field reads beyond it. A number instead of a type is a width in bits, inside `bits`.
 */
export function length(type: IntType | number, options?: LengthOptions): LengthField {
  return lengthField(type, options, true)
}

/** Like `length`, without the padding that the structure's `align` option adds (as in `ofp_match`). */
export function unpaddedLength(type: IntType | number, options?: LengthOptions): LengthField {
  return lengthField(type, options, false)
}

function lengthField(type: IntType | number, options: LengthOptions | undefined, padded: boolean): LengthField {
  const scale = scaleOf('length', options)
  const role: Role = { role: 'length', scale, limit: options?.limit ?? Infinity, padded }
  return new LengthField({ as: 'role', place: placeOf(type), role })
}

/**
 * The total size of the structure as a function of the fields before it: `totalSize((v: { header: number }) => …)`. Takes no
 * bytes itself. When encoding, the fields must give the size the structure really has.
 */
export function totalSize(
  size: (fields: never) => number,
  options?: { readonly limit?: number; readonly unpadded?: boolean },
): LengthField {
  const padded = options?.unpadded !== true
  return new LengthField({ as: 'total', call: size as Callback, limit: options?.limit ?? Infinity, padded })
}

/** The number of items of the `array` that names this field. Computed when encoding. */
export function count(type: IntType | number, options?: ScaleOptions): Hidden {
  return new Hidden({ as: 'role', place: placeOf(type), role: { role: 'count', scale: scaleOf('count', options) } })
}

/** The size in bytes of the `list`, `bytes`, `string` or `sized` that names this field. Computed when encoding. */
export function byteLength(type: IntType | number, options?: ScaleOptions): Hidden {
  return count(type, options)
}

/**
 * A number computed from the value when encoding, whatever the value holds for it; readable after decoding. `compute` must
 * be a pure function.
 */
export function computed(type: IntType | number, compute: (value: never) => number): Maybe<number> {
  return new Maybe({ as: 'role', place: placeOf(type), role: { role: 'computed', call: compute as Callback } })
}

/**
 * A number computed from the finished bytes of the structure, in which the field itself is zero. One per structure.
 * @param options `verify`: a wrong sum is an error when decoding (default false: it is readable in the value).
 */
export function checksum(
  type: IntType,
  sum: (bytes: Uint8Array, value: never) => number,
  options?: { readonly verify?: boolean },
): Maybe<number> {
  const role: Role = { role: 'checksum', call: sum as ChecksumCallback, verify: options?.verify === true }
  return new Maybe({ as: 'role', place: type.node, role })
}

/** A field that is there only if `when` of the fields before it is true; otherwise its property is absent. */
export function optional<T>(type: Type<T>, when: (fields: never) => boolean): Maybe<T> {
  return new Maybe({ as: 'optional', node: type.node, when: when as Callback })
}
