/**
 * The intermediate representation: what a definition means, independent of how it is executed.
 *
 *     struct(), array(), u16 …  ──►  Node  ──►  compile/   straight-line JavaScript
 *                                          ──►  interpret/ the same meaning, step by step, with field paths
 *                                          ──►  format, parseText, equals, clone, diff, describe
 */

/** A callback of the user, called with the fields before it (decoding) or with the whole value (encoding). */
export type Callback = (fields: object) => unknown

/** A checksum hook: the bytes of the structure (the field itself zero) and the value being encoded. */
export type ChecksumCallback = (bytes: Uint8Array, fields: object) => unknown

/** How a value is written for people; `parse` is the inverse of `format` and throws on text it does not know. */
export interface TextForm {
  format(value: unknown): string
  parse(text: string): unknown
}

export interface Layout {
  /** Name used in messages and tables: `u16`, `ofp_port`. */
  readonly name: string
  /** Size in bytes when every value has the same. */
  readonly size: number | undefined
  /** A lower bound of the size in bytes. */
  readonly min: number
  /** True when the value extends to the end of the enclosing region, so it does not end by itself. */
  readonly open: boolean
  readonly text?: TextForm
  /** What `create` fills in instead of zero. */
  readonly initial?: () => unknown
}

/** Integers that fit a `number`. */
export interface IntNode extends Layout {
  readonly kind: 'int'
  readonly size: 1 | 2 | 3 | 4 | 6
  readonly signed: boolean
  readonly little: boolean
}

/** Integers of 8 or 16 bytes as `bigint`; `safe` gives a `number` and refuses what it cannot hold exactly. */
export interface BigNode extends Layout {
  readonly kind: 'big'
  readonly size: 8 | 16
  readonly signed: boolean
  readonly little: boolean
  readonly safe: boolean
}

export interface FloatNode extends Layout {
  readonly kind: 'float'
  readonly size: 4 | 8
  readonly little: boolean
}

export interface BoolNode extends Layout {
  readonly kind: 'bool'
  readonly size: 1
}

/** How long a variable part is: in bytes, or in items for arrays. */
export type Extent =
  | { readonly by: 'fixed'; readonly value: number }
  | { readonly by: 'rest' }
  | { readonly by: 'field'; readonly field: string }
  | { readonly by: 'call'; readonly call: Callback }
  | { readonly by: 'prefix'; readonly node: IntNode }

export interface BytesNode extends Layout {
  readonly kind: 'bytes'
  readonly extent: Extent
}

export interface StringNode extends Layout {
  readonly kind: 'string'
  readonly extent: Extent
  readonly latin1: boolean
  /** The value ends at the first NUL; a fixed size is filled with NUL. */
  readonly padded: boolean
}

/** Ends with a NUL byte; `limit` is the largest size without it. */
export interface CStringNode extends Layout {
  readonly kind: 'cstring'
  readonly latin1: boolean
  readonly limit: number
}

export interface ArrayNode extends Layout {
  readonly kind: 'array'
  readonly item: Node
  readonly extent: Extent
  /** What the extent counts. */
  readonly unit: 'items' | 'bytes'
}

/** `item` in a region of its own size, which it must fill. */
export interface SizedNode extends Layout {
  readonly kind: 'sized'
  readonly item: Node
  readonly extent: Extent
}

/** `item` followed by zero bytes up to a multiple of `to`. */
export interface PaddedNode extends Layout {
  readonly kind: 'padded'
  readonly item: Node
  readonly to: number
}

export interface ConvertNode extends Layout {
  readonly kind: 'convert'
  readonly item: Node
  to(inner: unknown): unknown
  from(outer: unknown): unknown
}

/** A type of the user's own, see `custom`. */
export interface CustomNode extends Layout {
  readonly kind: 'custom'
  measure(bytes: Uint8Array): number
  read(bytes: Uint8Array): unknown
  sizeOf(value: unknown): number
  write(value: unknown, bytes: Uint8Array): void
}

/** Breaks the circle of a recursive definition. */
export interface LazyNode extends Layout {
  readonly kind: 'lazy'
  resolve(): Node
}

/** stored = (actual + add) / unit */
export interface Scale {
  readonly unit: number
  readonly add: number
}

/** What a field that is not simply a value does. */
export type Role =
  | { readonly role: 'length'; readonly scale: Scale; readonly limit: number; readonly padded: boolean }
  | { readonly role: 'count'; readonly scale: Scale }
  | { readonly role: 'computed'; readonly call: Callback }
  | { readonly role: 'checksum'; readonly call: ChecksumCallback; readonly verify: boolean }

/** One part of a bit field; `shift` counts from the least significant bit. */
export interface BitPart {
  readonly key: string
  readonly width: number
  readonly shift: number
  /** Items of an array of equal parts, most significant first; undefined for a single number. */
  readonly count: number | undefined
  readonly bool: boolean
  /** Undefined for padding bits too: then `key` starts with an underscore. */
  readonly role: Role | undefined
  readonly known: number | undefined
  readonly text?: TextForm
}

export interface BitsNode extends Layout {
  readonly kind: 'bits'
  readonly size: 1 | 2 | 3 | 4 | 6 | 8
  readonly little: boolean
  readonly parts: readonly BitPart[]
}

export type Member =
  | {
      readonly as: 'value'
      readonly key: string
      readonly node: Node
      readonly when: Callback | undefined
      /** The one value this field has in a variant of a family. */
      readonly known: unknown
    }
  | { readonly as: 'pad'; readonly key: string; readonly size: number }
  | { readonly as: 'align'; readonly key: string; readonly to: number }
  | { readonly as: 'constant'; readonly key: string; readonly node: Node; readonly value: unknown }
  | { readonly as: 'role'; readonly key: string; readonly node: IntNode; readonly role: Role }
  | {
      readonly as: 'total'
      readonly key: string
      readonly call: Callback
      readonly limit: number
      readonly padded: boolean
    }
  | { readonly as: 'bits'; readonly key: string; readonly node: BitsNode }
  | { readonly as: 'embed'; readonly key: string; readonly node: StructNode }

export interface StructNode extends Layout {
  readonly kind: 'struct'
  readonly members: readonly Member[]
  /** Total size is a multiple of this, counted from the first byte. */
  readonly align: number
  /** Lower bound of the size without the alignment at the end. */
  readonly content: number
  /** What happens to bytes inside the length that no field describes. */
  readonly extra: 'keep' | 'error'
  /** The unknown variant of a family: `_extra` is always there and takes everything behind the members. */
  readonly unknown: boolean
}

/** Where a discriminant stands when that is the same for every value. */
export interface Locator {
  readonly offset: number
  readonly node: IntNode | BitsNode
  readonly part: BitPart | undefined
}

export interface Case {
  readonly value: unknown
  readonly node: StructNode | FamilyNode
}

export interface Choice {
  readonly when: Callback
  readonly node: StructNode | FamilyNode
}

export interface FamilyNode extends Layout {
  readonly kind: 'family'
  readonly key: string | undefined
  readonly at: Locator | undefined
  readonly cases: readonly Case[]
  readonly choices: readonly Choice[]
  /** What is left when no variant fits; also how the fields of the base are read to find one. */
  readonly unknown: StructNode
  /** Values without variant are an error. */
  readonly closed: boolean
}

export type Node =
  | IntNode
  | BigNode
  | FloatNode
  | BoolNode
  | BytesNode
  | StringNode
  | CStringNode
  | ArrayNode
  | SizedNode
  | PaddedNode
  | ConvertNode
  | CustomNode
  | LazyNode
  | BitsNode
  | StructNode
  | FamilyNode

/** Rounds up to a multiple. */
export function roundUp(size: number, to: number): number {
  const over = size % to
  return over === 0 ? size : size + to - over
}

/** The smallest and the largest value of an integer. */
export function intRange(node: IntNode): [number, number] {
  const bits = 8 * node.size
  return node.signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1]
}
