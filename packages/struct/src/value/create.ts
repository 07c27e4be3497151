/** New values: zero and empty, unless the definition says otherwise. */
import type { BitPart, Extent, Node, StructNode } from '../node.ts'
import { fieldsOf, partsOf, resolveLazy, structOf } from './fields.ts'
import type { ValueField } from './fields.ts'

/** A value with the given fields; the others get their initial value. Optional and computed fields stay absent. */
export function createObject(node: Extract<Node, { kind: 'struct' | 'family' }>, given: object): unknown {
  const struct: StructNode = structOf(node, given as Record<string, unknown>)
  return { ...initialFields(fieldsOf(struct)), ...(needsExtra(struct) ? { _extra: new Uint8Array(0) } : {}), ...given }
}

function needsExtra(node: StructNode): boolean {
  return node.unknown || node.members.some((member) => member.as === 'embed' && needsExtra(member.node))
}

function initialFields(fields: readonly ValueField[]): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  for (const field of fields) {
    if (field.optional) continue
    object[field.key] =
      field.known ?? (field.part === undefined ? field.node && initialOf(field.node) : initialPart(field.part))
  }
  return object
}

function initialPart(part: BitPart): unknown {
  const one = part.bool ? false : 0
  return part.count === undefined ? one : Array.from({ length: part.count }, () => one)
}

function fixedCount(extent: Extent): number {
  return extent.by === 'fixed' ? extent.value : 0
}

export function initialOf(given: Node): unknown {
  if (given.initial !== undefined) return given.initial()
  const node = resolveLazy(given)
  switch (node.kind) {
    case 'int':
    case 'float':
      return 0
    case 'big':
      return node.safe ? 0 : 0n
    case 'bool':
      return false
    case 'bytes':
      return new Uint8Array(fixedCount(node.extent))
    case 'string':
      return node.padded ? '' : '\0'.repeat(fixedCount(node.extent))
    case 'cstring':
      return ''
    case 'array':
      return node.unit === 'bytes' ? [] : Array.from({ length: fixedCount(node.extent) }, () => initialOf(node.item))
    case 'sized':
    case 'padded':
      return initialOf(node.item)
    case 'convert':
      return node.to(initialOf(node.item))
    case 'custom':
      return undefined
    case 'bits':
      return initialFields(partsOf(node))
    case 'struct':
    case 'family':
      return createObject(node, {})
  }
}
