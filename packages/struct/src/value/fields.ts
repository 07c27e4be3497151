/** Walks values along their definition: which fields an object has, which variant of a family it is. */
import { StructError } from '../error.ts'
import type { BitPart, BitsNode, FamilyNode, LazyNode, Node, Role, StructNode } from '../node.ts'

export type Fields = Readonly<Record<string, unknown>>

/** A field of a value: `node` says what it is, or `part` within a bit field; neither for `_extra`. */
export interface ValueField {
  readonly key: string
  readonly node: Node | undefined
  readonly part: BitPart | undefined
  /** Recomputed on encoding, so it does not matter for equality. */
  readonly computed: boolean
  readonly optional: boolean
  readonly known: unknown
}

export function isComputed(role: Role | undefined): boolean {
  return role?.role === 'computed' || role?.role === 'checksum'
}

/** Every field a value of the structure can have, in the order of the bytes, `_extra` not included. */
export function fieldsOf(node: StructNode): ValueField[] {
  return node.members.flatMap((member): ValueField[] => {
    const plain = { key: member.key, part: undefined, computed: false, optional: false, known: undefined }
    switch (member.as) {
      case 'embed':
        return fieldsOf(member.node)
      case 'value':
        return [{ ...plain, node: member.node, optional: member.when !== undefined, known: member.known }]
      case 'bits':
        return member.key.startsWith('_') ? partsOf(member.node) : [{ ...plain, node: member.node }]
      case 'role':
        return isComputed(member.role) ? [{ ...plain, node: member.node, computed: true, optional: true }] : []
      default:
        return []
    }
  })
}

/** The parts of a bit field that are in the value. */
export function partsOf(node: BitsNode): ValueField[] {
  return node.parts
    .filter((part) => (part.role === undefined ? !part.key.startsWith('_') : isComputed(part.role)))
    .map((part) => {
      const computed = part.role !== undefined
      return { key: part.key, node: undefined, part, computed, optional: computed, known: part.known }
    })
}

export function structKeys(node: StructNode): string[] {
  return fieldsOf(node).map((field) => field.key)
}

export function bitKeys(node: BitsNode): string[] {
  return partsOf(node).map((part) => part.key)
}

/** The variant of a family that a value is; undefined if the family is closed and it is none. */
export function findVariant(node: FamilyNode, object: Fields): StructNode | FamilyNode | undefined {
  if (node.key !== undefined) {
    const value = object[node.key]
    for (const c of node.cases) if (c.value === value) return c.node
  }
  for (const choice of node.choices) if (choice.when(object) === true) return choice.node
  return node.closed ? undefined : node.unknown
}

export function variantOf(node: FamilyNode, object: Fields): StructNode | FamilyNode {
  const found = findVariant(node, object)
  if (found === undefined) throw new StructError('variant', noVariant(node, object), { path: node.name, offset: 0 })
  return found
}

export function noVariant(node: FamilyNode, object: Fields): string {
  return `has no variant for ${node.key === undefined ? 'these fields' : `${node.key} ${String(object[node.key])}`}`
}

/** The structure of a value: recursive definitions resolved, the variant chosen. */
export function structOf(node: StructNode | FamilyNode, object: Fields): StructNode {
  let found = node
  while (found.kind === 'family') found = variantOf(found, object)
  return found
}

export function resolveLazy(node: Node): Exclude<Node, LazyNode> {
  let found = node
  while (found.kind === 'lazy') found = found.resolve()
  return found
}
