import { definitionError, textError } from './error.ts'
import type { BigNode, IntNode, TextForm } from './node.ts'
import { IntType, Type } from './type.ts'

/**
 * A number of an enumeration that the definition does not list. A literal is not assignable to it and it is assignable to
 * `number`, so a comparison with a listed value narrows a union, and unlisted numbers stay representable.
 */
export declare enum Unlisted {
  value = -0.5,
}

/** The values of an enumeration: the listed numbers, or any other number that came over the wire. */
export type EnumValue<M> = M[keyof M] | Unlisted

export class EnumType<M extends Readonly<Record<string, number>>> extends IntType<EnumValue<M> & number> {
  readonly names: ReadonlyMap<number, string>
  readonly members: M

  constructor(node: IntNode, members: M, names: ReadonlyMap<number, string>) {
    super(node)
    this.members = members
    this.names = names
  }

  /** The name of a value, or its number as text. */
  nameOf(value: number): string {
    return this.names.get(value) ?? String(value)
  }
}

/** The definition and its names: `ofp_type` is a type, `ofp_type.OFPT_HELLO` a number. */
export type Enumeration<M extends Readonly<Record<string, number>>> = EnumType<M> & Readonly<M>

export class OpenEnumType<M extends Readonly<Record<string, number>>> extends IntType {
  readonly names: ReadonlyMap<number, string>
  readonly members: M

  constructor(node: IntNode, members: M, names: ReadonlyMap<number, string>) {
    super(node)
    this.members = members
    this.names = names
  }

  nameOf(value: number): string {
    return this.names.get(value) ?? String(value)
  }
}

/** A number space with some names, see `openEnumeration`. */
export type OpenEnumeration<M extends Readonly<Record<string, number>>> = OpenEnumType<M> & Readonly<M>

/**
 * An enumeration. Values are the numbers of the wire, typed as the listed ones, so a misspelt name or a number that is not in
 * the list is a compile error; names appear in formatted text. Unlisted numbers survive decoding and encoding.
 */
export function enumeration<const M extends Readonly<Record<string, number>>>(
  name: string,
  base: IntType,
  members: M,
): Enumeration<M> {
  const names = namesOf(name, members)
  const type = new EnumType({ ...base.node, name, text: enumText(members, names) }, members, names)
  return withMembers(name, type, members)
}

/** Like `enumeration` for number spaces in which only some numbers have names (ports, groups): the value is `number`. */
export function openEnumeration<const M extends Readonly<Record<string, number>>>(
  name: string,
  base: IntType,
  members: M,
): OpenEnumeration<M> {
  const names = namesOf(name, members)
  const type = new OpenEnumType({ ...base.node, name, text: enumText(members, names) }, members, names)
  return withMembers(name, type, members)
}

function withMembers<T extends object, M extends object>(name: string, type: T, members: M): T & Readonly<M> {
  for (const key of Object.keys(members))
    if (key in type) throw definitionError(name, `a member cannot be called ${key}`)
  return Object.assign(type, members)
}

/** Where two names share a number, the first is the one that is shown. */
function namesOf(name: string, members: Readonly<Record<string, number>>): Map<number, string> {
  const names = new Map<number, string>()
  for (const [key, value] of Object.entries(members)) {
    if (!/^[A-Za-z_]\w*$/.test(key)) throw definitionError(name, `${JSON.stringify(key)} is not a name`)
    if (!Number.isSafeInteger(value)) throw definitionError(name, `${key} is not an integer`)
    if (!names.has(value)) names.set(value, key)
  }
  return names
}

function enumText(members: Readonly<Record<string, number>>, names: ReadonlyMap<number, string>): TextForm {
  const values = new Map(Object.entries(members))
  return {
    format: (value) => names.get(value as number) ?? String(value),
    parse: (text) => values.get(text) ?? parseInteger(text),
  }
}

function parseInteger(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text)
  if (!Number.isSafeInteger(value)) throw textError(text, 'neither a name nor a number')
  return value
}

export class FlagsType<T extends number | bigint, M extends Readonly<Record<string, T>>> extends Type<T> {
  declare readonly node: IntNode | BigNode
  readonly members: M

  constructor(node: IntNode | BigNode, members: M) {
    super(node)
    this.members = members
  }
}

/** The definition and its names: `ofp_flow_mod_flags.OFPFF_SEND_FLOW_REM` is a number to combine with `|`. */
export type Flags<T extends number | bigint, M extends Readonly<Record<string, T>>> = FlagsType<T, M> & Readonly<M>

/**
 * A set of bits with names. The value is the number itself (or the bigint, over `u64`); names appear in formatted text,
 * the largest first, and bits without a name follow in hexadecimal.
 */
export function flags<T extends number | bigint, const M extends Readonly<Record<string, T>>>(
  name: string,
  base: Type<T>,
  members: M,
): Flags<T, M> {
  const { node } = base
  if (node.kind !== 'int' && node.kind !== 'big') throw definitionError(name, `${node.name} cannot hold flags`)
  const type = new FlagsType<T, M>(
    { ...node, name, text: flagsText(node.kind === 'big' && !node.safe, members) },
    members,
  )
  return withMembers(name, type, members)
}

function flagsText(big: boolean, members: Readonly<Record<string, number | bigint>>): TextForm {
  const named = Object.entries(members)
    .map(([key, value]): [string, bigint] => [key, BigInt(value)])
    .filter(([, value]) => value !== 0n)
    .sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0))
  const values = new Map(named)
  return {
    format(value) {
      let rest = BigInt(value as number | bigint)
      const parts: string[] = []
      for (const [key, bit] of named) {
        if ((rest & bit) !== bit) continue
        parts.push(key)
        rest &= ~bit
      }
      if (rest !== 0n) parts.push(`0x${rest.toString(16)}`)
      return parts.join(' ') || '0'
    },
    parse(text) {
      let sum = 0n
      for (const part of text.trim().split(/[\s|]+/)) {
        const value = values.get(part)
        if (value === undefined && !/^(0x[\da-f]+|\d+)$/i.test(part))
          throw textError(part, 'neither a name nor a number')
        sum |= value ?? BigInt(part)
      }
      return big ? sum : Number(sum)
    },
  }
}
