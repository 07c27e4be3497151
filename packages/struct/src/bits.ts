import { definitionError } from './error.ts'
import type { Hidden, LengthField, Maybe } from './field.ts'
import type { Extra, Simplify } from './infer.ts'
import type { BitPart, BitsNode, Role } from './node.ts'
import { Composite } from './type.ts'
import type { IntType, Type } from './type.ts'

declare const phantom: unique symbol

/** A part of a bit field that is more than a number. */
export class BitType<T> {
  declare readonly [phantom]: T
  readonly width: number
  readonly count: number | undefined
  readonly bool: boolean
  readonly text: BitPart['text']

  constructor(width: number, form: { count?: number; bool?: boolean; text?: BitPart['text'] }) {
    this.width = width
    this.count = form.count
    this.bool = form.bool === true
    this.text = form.text
  }
}

/** One bit as `true` or `false`. */
export const flag: BitType<boolean> = new BitType(1, { bool: true })

/** An enumeration in so many bits. */
export function bitEnum<T extends number>(width: number, type: IntType<T>): BitType<T> {
  return new BitType<T>(width, { text: type.node.text })
}

/** Several parts of the same width, the most significant first. */
export function bitArray(width: number, count: number): BitType<number[]> {
  return new BitType(width, { count })
}

export type BitDefinition = number | BitType<unknown> | Hidden | Maybe<number>

type PartValue<P> = P extends number ? number : P extends BitType<infer T> ? T : never

type BitsValue<P> = Simplify<
  {
    -readonly [
      K in keyof P as K extends `_${string}` ? never : P[K] extends number | BitType<unknown> ? K : never
    ]: PartValue<P[K]>
  } & { [K in keyof P as P[K] extends Maybe<unknown> ? K : never]?: number } & (true extends {
      [K in keyof P]: P[K] extends LengthField ? true : false
    }[keyof P]
      ? Extra
      : unknown)
>

/** A bit field; under a key that starts with an underscore its parts are fields of the structure around it. */
export class BitsType<T> extends Composite<T> {
  declare readonly node: BitsNode
}

/**
 * A bit field in an integer, the most significant bit first: `_bits: bits(u8, { version: 4, ihl: 4 })`. Parts are widths (values are
 * numbers), `flag`, `bitEnum`, `bitArray`, or `length`, `count`, `byteLength`, `computed` with a width. Parts whose
 * name starts with an underscore are padding. Roles need an anonymous bit field.
 */
export function bits<const P extends Readonly<Record<string, BitDefinition>>>(
  base: IntType | Type<bigint>,
  parts: P,
): BitsType<BitsValue<P>> {
  const { node } = base
  if ((node.kind !== 'int' && node.kind !== 'big') || node.size === 16 || node.signed)
    throw definitionError('bits', `${node.name} cannot hold a bit field`)
  const made: BitPart[] = []
  let shift = 8 * node.size
  for (const [key, part] of Object.entries(parts)) {
    const total = widthOf(part) * (part instanceof BitType ? (part.count ?? 1) : 1)
    made.push(partOf(key, part, shift - widthOf(part)))
    shift -= total
  }
  if (shift !== 0) throw definitionError(`bits of ${node.name}`, `widths add up to ${8 * node.size - shift} bits`)
  const name = `bits(${node.name})`
  return new BitsType({
    kind: 'bits',
    name,
    size: node.size,
    min: node.size,
    open: false,
    little: node.little,
    parts: made,
  })
}

function roleOf(part: Hidden | Maybe<number>): { width: number; role: Role } {
  const { field } = part
  if (field.as !== 'role' || typeof field.place !== 'number' || field.role.role === 'checksum')
    throw definitionError('bits', 'this field cannot be part of a bit field')
  return { width: field.place, role: field.role }
}

function widthOf(part: BitDefinition): number {
  const width =
    typeof part === 'number' || part instanceof BitType
      ? typeof part === 'number'
        ? part
        : part.width
      : roleOf(part).width
  if (!Number.isInteger(width) || width < 1 || width > 53) throw definitionError('bits', `${width} is not a width`)
  return width
}

function partOf(key: string, part: BitDefinition, shift: number): BitPart {
  const plain = { key, width: widthOf(part), shift, count: undefined, bool: false, role: undefined, known: undefined }
  if (typeof part === 'number') return plain
  if (part instanceof BitType)
    return { ...plain, count: part.count, bool: part.bool, ...(part.text === undefined ? {} : { text: part.text }) }
  return { ...plain, role: roleOf(part).role }
}
