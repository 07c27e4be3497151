import type { Unlisted } from './enumeration.ts'
import { definitionError } from './error.ts'
import type { Simplify } from './infer.ts'
import type { BitsNode, Callback, Case, Choice, FamilyNode, Locator, Member, Node, StructNode } from './node.ts'
import { intRange, roundUp } from './node.ts'
import { structNode } from './struct.ts'
import type { StructType } from './struct.ts'
import { Type } from './type.ts'
import { createObject } from './value/create.ts'

/** Body of a variant: a structure that follows the base, or another family. */
export type Variant = StructType<unknown> | FamilyType<unknown>

export class FamilyType<T> extends Type<T> {
  declare readonly node: FamilyNode

  /** A value of the variant its discriminants choose; other fields are zero or empty, or what `initial` says. */
  create<P extends Partial<T>>(fields: P): Extract<T, P> {
    return createObject(this.node, fields) as Extract<T, P>
  }
}

type Merge<H, V> = V extends unknown ? Simplify<H & V> : never

type Classified<B, K extends keyof B, N, V> = V extends Type<infer T> ? Merge<Omit<B, K> & { [P in K]: N }, T> : never

/** One member of the union for each variant, and one for discriminants that have none. */
export type FamilyValue<B, K extends keyof B, V> =
  | { [N in keyof V]: Classified<B, K, N, V[N]> }[keyof V]
  | Simplify<Omit<B, K | '_extra'> & { [P in K]: Unlisted } & { _extra: Uint8Array }>

/** Variants chosen by predicate, tried in order: `[(v: { len: number }) => v.len > 8, ofp_long]`. */
export type ChoiceDefinition = readonly [when: (fields: never) => boolean, variant: Variant]

type ChosenValue<H, C extends readonly ChoiceDefinition[]> = {
  [I in keyof C]: C[I][1] extends Type<infer T> ? Merge<H, T> : never
}[number]

/**
 * A classified family: a common base, and by the value of one of its fields a body that follows it. The value is one flat
 * object, a union discriminated by that field.
 *
 *     const ofp_msg = family('ofp_msg', ofp_header, 'type', {
 *       [ofp_type.OFPT_HELLO]: ofp_hello,
 *       [ofp_type.OFPT_MULTIPART_REQUEST]: family('ofp_multipart_request', ofp_multipart_header, 'mp_type', { … }),
 *     })
 *
 * A length in the base spans the body. A value without variant keeps everything behind the base in `_extra` and is encoded to
 * the same bytes.
 */
export function family<
  B extends object,
  K extends keyof B & string,
  V extends Readonly<Record<number, Variant>>,
  const C extends readonly ChoiceDefinition[] = [],
>(
  name: string,
  base: StructType<B>,
  key: K,
  variants: V,
  /** Tried when no listed value fits. */
  otherwise?: C,
): FamilyType<FamilyValue<B, K, V> | ChosenValue<Omit<B, K> & { [P in K]: Unlisted }, C>> {
  const cases = Object.entries(variants).map(([value, type]): [unknown, Variant] => [Number(value), type])
  return new FamilyType(familyNode(name, base.node, key, cases, callbacks(otherwise), false))
}

/**
 * Like `family`, but a discriminant without variant is an error. For families in which nothing but the variant says the
 * size: a value of no variant would have no end.
 */
export function closedFamily<B extends object, K extends keyof B & string, V extends Readonly<Record<number, Variant>>>(
  name: string,
  base: StructType<B>,
  key: K,
  variants: V,
): FamilyType<{ [N in keyof V]: Classified<B, K, N, V[N]> }[keyof V]> {
  const cases = Object.entries(variants).map(([value, type]): [unknown, Variant] => [Number(value), type])
  return new FamilyType(familyNode(name, base.node, key, cases, [], true))
}

type PairsValue<B, K extends keyof B, P extends readonly (readonly [unknown, Variant])[]> =
  | { [I in keyof P]: Classified<B, K, P[I][0], P[I][1]> }[number]
  | Simplify<Omit<B, '_extra'> & { _extra: Uint8Array }>

/** Like `family` for discriminants that are no numbers: `familyOf('chunk', head, 'tag', [['IHDR', ihdr], ['IEND', iend]])`. */
export function familyOf<
  B extends object,
  K extends keyof B & string,
  const P extends readonly (readonly [B[K], Variant])[],
>(name: string, base: StructType<B>, key: K, variants: P): FamilyType<PairsValue<B, K, P>> {
  return new FamilyType(familyNode(name, base.node, key, variants, [], false))
}

/** A family whose variants are chosen by predicates of the base's fields alone. */
export function familyBy<B extends object, const C extends readonly ChoiceDefinition[]>(
  name: string,
  base: StructType<B>,
  variants: C,
): FamilyType<ChosenValue<B, C> | Simplify<Omit<B, '_extra'> & { _extra: Uint8Array }>> {
  return new FamilyType(familyNode(name, base.node, undefined, [], callbacks(variants), false))
}

function callbacks(choices: readonly ChoiceDefinition[] = []): [Callback, Variant][] {
  return choices.map(([when, variant]) => [when as Callback, variant])
}

type AnyFamily = StructNode | FamilyNode

/** `key` undefined: only predicates choose. */
export function familyNode(
  name: string,
  base: StructNode,
  key: string | undefined,
  cases: readonly (readonly [unknown, Variant])[],
  choices: readonly (readonly [Callback, Variant])[],
  closed: boolean,
): FamilyNode {
  const at = key === undefined ? undefined : locate(base, key)
  if (key !== undefined && at === undefined && !base.members.some((m) => m.as === 'value' && m.key === key))
    throw definitionError(name, `${base.name} has no field ${key} to classify by`)
  const made: Case[] = cases.map(([value, type]) => ({ value, node: attach(fixed(base, key, value), type.node, name) }))
  const chosen: Choice[] = choices.map(([when, type]) => ({ when, node: attach(base, type.node, name) }))
  const unknown = structNode(name, base.members, base.align, 'keep', true)
  return finish({ name, key, at, cases: made, choices: chosen, unknown, closed })
}

function finish(parts: Omit<FamilyNode, 'kind' | 'size' | 'min' | 'open'>): FamilyNode {
  const all: AnyFamily[] = [...parts.cases, ...parts.choices].map((c) => c.node)
  if (!parts.closed) all.push(parts.unknown)
  return {
    kind: 'family',
    ...parts,
    size: undefined,
    min: Math.min(...(all.length === 0 ? [parts.unknown] : all).map((node) => node.min)),
    open: all.some((node) => node.open),
  }
}

/** The base with a body behind it: both share one object and the base's region. */
function attach(base: StructNode, body: Node, name: string): AnyFamily {
  if (body.kind === 'struct') {
    const members: Member[] = [...base.members, { as: 'embed', key: '_body', node: body }]
    return structNode(`${name}.${body.name}`, members, base.align, base.extra, false)
  }
  if (body.kind !== 'family') throw definitionError(name, `${body.name} is not a structure or a family`)
  const prefix = (node: AnyFamily): AnyFamily => attach(base, node, name)
  const offset = base.members.some((m) => m.as === 'align') ? undefined : base.members.reduce(addSize, 0)
  const at = body.at === undefined || offset === undefined ? undefined : { ...body.at, offset: body.at.offset + offset }
  const cases = body.cases.map((c): Case => ({ value: c.value, node: prefix(c.node) }))
  const choices = body.choices.map((c): Choice => ({ when: c.when, node: prefix(c.node) }))
  const unknown = attach(base, body.unknown, name)
  if (unknown.kind !== 'struct') throw definitionError(name, 'has a family where a structure is needed')
  return finish({ name: body.name, key: body.key, at, cases, choices, unknown, closed: body.closed })
}

function addSize(sum: number | undefined, member: Member): number | undefined {
  const size = sizeOfMember(member)
  return sum === undefined || size === undefined ? undefined : sum + size
}

function sizeOfMember(member: Member): number | undefined {
  switch (member.as) {
    case 'pad':
      return member.size
    case 'align':
      return undefined
    case 'total':
      return 0
    case 'value':
      return member.when === undefined ? member.node.size : undefined
    default:
      return member.node.size
  }
}

/** Where the discriminant stands, if that is the same for every value. */
function locate(base: StructNode, key: string): Locator | undefined {
  let offset = 0
  for (const member of base.members) {
    if (member.as === 'value' && member.key === key && member.when === undefined)
      return member.node.kind === 'int' ? { offset, node: member.node, part: undefined } : undefined
    const part = member.as === 'bits' && member.key.startsWith('_') ? findPart(member.node, key) : undefined
    if (part !== undefined && member.as === 'bits') return { offset, node: member.node, part }
    if (member.as === 'align') offset = roundUp(offset, member.to)
    else {
      const size = sizeOfMember(member)
      if (size === undefined) return undefined
      offset += size
    }
  }
  return undefined
}

function findPart(node: BitsNode, key: string): BitsNode['parts'][number] | undefined {
  return node.parts.find(
    (part) => part.key === key && part.role === undefined && part.count === undefined && !part.bool,
  )
}

/** The base with the discriminant fixed to one value. */
function fixed(base: StructNode, key: string | undefined, known: unknown): StructNode {
  if (key === undefined) return base
  const members = base.members.map((member): Member => {
    if (member.as === 'value' && member.key === key)
      return { ...member, known: checkKnown(base.name, member.node, known) }
    if (member.as !== 'bits' || findPart(member.node, key) === undefined || typeof known !== 'number') return member
    const parts = member.node.parts.map((part) => (part.key === key ? { ...part, known } : part))
    return { ...member, node: { ...member.node, parts } }
  })
  return { ...base, members }
}

function checkKnown(name: string, node: Node, known: unknown): unknown {
  const range = node.kind === 'int' ? intRange(node) : undefined
  if (range !== undefined && !(typeof known === 'number' && known >= range[0] && known <= range[1]))
    throw definitionError(name, `${String(known)} is no value of ${node.name}`)
  return known
}
