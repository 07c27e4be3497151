import { checkDefinition } from './check.ts'
import { decode, encode, encodeInto, parse, programOf } from './codec.ts'
import type { Parsed } from './codec.ts'
import type { IntNode, Node } from './node.ts'
import type { Program } from './program.ts'
import { StreamParser } from './stream.ts'
import type { StreamOptions } from './stream.ts'
import { cloneValue, differences } from './value/compare.ts'
import type { Difference } from './value/compare.ts'
import { describeNode, layoutOf } from './value/describe.ts'
import type { LayoutRow } from './value/describe.ts'
import { dumpValue, loadValue } from './value/dump.ts'
import type { Dumped, TextOverrides } from './value/dump.ts'
import { formatDumped, parseDumped } from './value/text.ts'
import { StructError } from './error.ts'

declare const phantom: unique symbol

/**
 * A definition of how values of type `T` look in bytes. Every definition of this library is one: `u16`, a `struct`,
 * an `array`. Values are plain data: numbers, bigints, strings, `Uint8Array` views, arrays, objects.
 */
export class Type<T> {
  declare readonly [phantom]: T
  /** The definition itself; for tools, not for everyday use. */
  readonly node: Node
  readonly #compiled: Program
  /** The program once the definition has been checked. Read directly: an accessor in between costs a tenth of a small `decode`. */
  #checked: Program | undefined

  constructor(node: Node) {
    this.node = node
    this.#compiled = programOf(node)
  }

  /** A body of a family may refer to fields of its base, so names are only checked when a definition is used. */
  #check(): Program {
    checkDefinition(this.node)
    this.#checked = this.#compiled
    return this.#compiled
  }

  /** The name in error messages and tables. */
  get typeName(): string {
    return this.node.name
  }

  /**
   * Reads one value at `offset`; more bytes may follow it. Never claims bytes that have not arrived: when the value is
   * incomplete, `need` says how many bytes from `offset` are necessary at least.
   * @throws StructError when the bytes are no value, whatever may follow them.
   */
  parse(bytes: Uint8Array, offset = 0): Parsed<T> {
    return parse(this.node, this.#checked ?? this.#check(), bytes, offset) as Parsed<T>
  }

  /**
   * Decodes bytes that are exactly one value. Raw fields are views of `bytes`, not copies.
   * @throws StructError with field path and byte offset when they are not.
   */
  decode(bytes: Uint8Array): T {
    return decode(this.node, this.#checked ?? this.#check(), bytes) as T
  }

  /**
   * Encodes a value into new bytes. Lengths, counts and checksums are computed.
   * @throws StructError when a field is missing, unknown, out of range or too long; nothing is ever cut.
   */
  encode(value: T): Uint8Array {
    return encode(this.node, this.#checked ?? this.#check(), value)
  }

  /**
   * Encodes into `target` at `offset` and returns the number of bytes written.
   * @throws StructError as `encode`, and with code `capacity` when the value does not fit; then the rest of `target` may hold
   * part of it.
   */
  encodeInto(value: T, target: Uint8Array, offset = 0): number {
    return encodeInto(this.node, this.#checked ?? this.#check(), value, target, offset)
  }

  /** The number of bytes `encode` would give. */
  sizeOf(value: T): number {
    return this.node.size ?? encode(this.node, this.#checked ?? this.#check(), value).length
  }

  /** A parser for a sequence of values that comes in chunks. */
  stream(options: StreamOptions = {}): StreamParser<T> {
    return new StreamParser<T>(this.node, this.#checked ?? this.#check(), options)
  }

  /** The error `encode` would throw, undefined if there is none. */
  validate(value: T): StructError | undefined {
    try {
      this.encode(value)
      return undefined
    } catch (error) {
      if (error instanceof StructError) return error
      throw error
    }
  }

  /** Whether two values are the same. Computed fields (checksums) do not count: they follow from the others. */
  equals(left: T, right: T): boolean {
    return differences(this.node, left, right, 1).length === 0
  }

  /** Where two values differ, at most `limit` places (default 100). */
  diff(left: T, right: T, limit = 100): Difference[] {
    return differences(this.node, left, right, limit)
  }

  /** A deep copy. Views become bytes of their own, so the copy does not keep the received chunk in memory. */
  clone(value: T): T {
    return cloneValue(value) as T
  }

  /**
   * The value as text for people: names of enumerations and flags, addresses, bytes in hexadecimal.
   * @param text other text forms for some fields, by path without indices: `{ 'match.in_port': … }`
   */
  format(value: T, text: TextOverrides = {}): string {
    return formatDumped(dumpValue(this.node, value, text))
  }

  /**
   * The inverse of `format`.
   * @throws StructError with code `text`. Whether the value can be encoded is not checked: see `validate`.
   */
  parseText(source: string, text: TextOverrides = {}): T {
    return loadValue(this.node, parseDumped(source), text) as T
  }

  /** Like `format`, as data that survives JSON: names and addresses as text, bigints in decimal, bytes in hexadecimal. */
  dump(value: T, text: TextOverrides = {}): Dumped {
    return dumpValue(this.node, value, text)
  }

  /** The inverse of `dump`. */
  load(data: unknown, text: TextOverrides = {}): T {
    return loadValue(this.node, data, text) as T
  }

  /** Offsets and widths of the fields as a table in text. */
  describe(): string {
    return describeNode(this.node)
  }

  /** Offsets and widths of the fields. */
  layout(): LayoutRow[] {
    return layoutOf(this.node)
  }
}

/** A structure: its fields may be merged into another under a key that starts with an underscore. */
export class Composite<T> extends Type<T> {
  declare readonly composite: true
}

/** An integer of up to 6 bytes, which can also serve as length, count or discriminant. */
export class IntType<T extends number = number> extends Type<T> {
  declare readonly node: IntNode
}

/** The TypeScript type of the values of a definition. */
export type Infer<X> = X extends Type<infer T> ? T : never
