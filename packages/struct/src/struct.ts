import { definitionError } from './error.ts'
import { Hidden, Maybe } from './field.ts'
import type { HiddenField, Place } from './field.ts'
import type { Fields, StructValue } from './infer.ts'
import { hasLength, isOpen, memberMin } from './members.ts'
import type { IntNode, Member, StructNode } from './node.ts'
import { roundUp } from './node.ts'
import { Composite } from './type.ts'
import type { Type } from './type.ts'
import { createObject } from './value/create.ts'

export interface StructOptions {
  /** The structure takes a multiple of so many bytes; zero bytes follow its fields as needed (default 1). */
  readonly align?: number
  /**
   * Bytes inside the structure's length that no field describes: `keep` (default) as `_extra` and write them again, or treat
   * them as an error.
   */
  readonly extra?: 'keep' | 'error'
}

/** A structure, declared like the C struct it is: names and types in the order of the bytes. */
export class StructType<T> extends Composite<T> {
  declare readonly node: StructNode

  /** A value with the given fields; the others are zero or empty, or what `initial` says. */
  create(fields: Partial<T> = {}): T {
    return createObject(this.node, fields) as T
  }
}

/**
 * Declares a structure.
 *
 *     const ofp_header = struct('ofp_header', {
 *       version: u8,
 *       type: ofp_type,
 *       length: length(u16),
 *       xid: u32,
 *     })
 *
 * A key that starts with an underscore is not in the value: a number or `pad` there is padding, a structure or bit field is
 * merged into this one.
 */
export function struct<F extends Fields>(
  name: string,
  fields: F,
  options: StructOptions = {},
): StructType<StructValue<F>> {
  const members = Object.entries(fields).map(([key, field]) => memberOf(name, key, field))
  return new StructType(structNode(name, members, options.align ?? 1, options.extra ?? 'keep', false))
}

function memberOf(name: string, key: string, field: Fields[string]): Member {
  if (key === '__proto__') throw definitionError(name, 'a field cannot be called __proto__')
  if (field instanceof Hidden) return hiddenMember(name, key, field.field)
  if (field instanceof Maybe) {
    const { field: maybe } = field
    if (key.startsWith('_'))
      throw definitionError(name, `optional or computed field ${key} needs a name without underscore`)
    if (maybe.as === 'role') return { as: 'role', key, node: placeNode(name, key, maybe.place), role: maybe.role }
    return { as: 'value', key, node: maybe.node, when: maybe.when, known: undefined }
  }
  return typeMember(name, key, field)
}

function typeMember(name: string, key: string, type: Type<unknown>): Member {
  const { node } = type
  if (node.kind === 'bits') return { as: 'bits', key, node }
  if (!key.startsWith('_')) return { as: 'value', key, node, when: undefined, known: undefined }
  if (node.kind === 'struct') return { as: 'embed', key, node }
  if (node.size === undefined) throw definitionError(name, `${key}: only a type of fixed size can be padding`)
  return { as: 'pad', key, size: node.size }
}

function hiddenMember(name: string, key: string, field: HiddenField): Member {
  switch (field.as) {
    case 'role':
      return { as: 'role', key, node: placeNode(name, key, field.place), role: field.role }
    case 'pad':
      return { as: 'pad', key, size: field.size }
    case 'align':
      return { as: 'align', key, to: field.to }
    case 'constant':
      return { as: 'constant', key, node: field.node, value: field.value }
    case 'total':
      return { as: 'total', key, call: field.call, limit: field.limit, padded: field.padded }
  }
}

function placeNode(name: string, key: string, place: Place): IntNode {
  if (typeof place === 'number') throw definitionError(name, `${key}: a width in bits is for bit fields`)
  return place
}

/** Builds the node of a structure from its members and checks that they fit each other. */
export function structNode(
  name: string,
  members: readonly Member[],
  align: number,
  extra: 'keep' | 'error',
  unknown: boolean,
): StructNode {
  if (!Number.isSafeInteger(align) || align < 1) throw definitionError(name, `align ${align} is not a size`)
  checkNames(name, members)
  checkOpen(name, members, align)
  if (members.filter((m) => m.as === 'role' && m.role.role === 'checksum').length > 1)
    throw definitionError(name, 'two checksums over the same bytes would depend on each other')
  const content = members.reduce((sum, member) => sum + memberMin(member), 0)
  const sized = hasLength({ members })
  const fixed = sized || unknown ? undefined : fixedSize(members)
  return {
    kind: 'struct',
    name,
    members,
    align,
    extra,
    unknown,
    content,
    size: fixed === undefined ? undefined : roundUp(fixed, align),
    min: roundUp(content, align),
    open: !sized && (unknown || members.some(isOpen)),
  }
}

function fixedSize(members: readonly Member[]): number | undefined {
  let size = 0
  for (const member of members) {
    if (member.as === 'value' && member.when !== undefined) return undefined
    if (member.as === 'align') size = roundUp(size, member.to)
    else if (member.as === 'pad') size += member.size
    else if (member.as !== 'total') {
      if (member.node.size === undefined) return undefined
      size += member.node.size
    }
  }
  return size
}

/** What goes to the end of the region must be last, or be followed by fields whose size is fixed. */
function checkOpen(name: string, members: readonly Member[], align: number): void {
  const first = members.findIndex(isOpen)
  if (first < 0) return
  if (align > 1 && !hasLength({ members }))
    throw definitionError(name, `${members[first]?.key ?? ''} would take the padding at the end for its own`)
  const rest = members.slice(first + 1)
  if (rest.some((m) => m.as === 'align') || fixedSize(rest) === undefined)
    throw definitionError(
      name,
      `${members[first]?.key ?? ''} goes to the end of the region, so only fields of fixed size can follow it`,
    )
}

/** Properties of the value and names of hidden counts, embedded ones included. */
export function namesOf(members: readonly Member[]): string[] {
  return members.flatMap((member) => {
    if (member.as === 'embed') return namesOf(member.node.members)
    if (member.as === 'bits' && member.key.startsWith('_'))
      return member.node.parts.map((part) => part.key).filter((key) => !key.startsWith('_'))
    return member.key.startsWith('_') ? [] : [member.key]
  })
}

function checkNames(name: string, members: readonly Member[]): void {
  const seen = new Set<string>()
  for (const key of namesOf(members)) {
    if (seen.has(key)) throw definitionError(name, `two fields are called ${key}`)
    seen.add(key)
  }
}
