/** Random values of a definition, derived from the definition itself. */
import fc from 'fast-check'
import { hasLength, hasUnknown, mustFillAlignment } from '../members.ts'
import type { BitPart, Extent, Node, StructNode } from '../node.ts'
import type { Type } from '../type.ts'
import { fieldsOf, partsOf, resolveLazy } from '../value/fields.ts'
import type { ValueField } from '../value/fields.ts'

export function valuesOf<T>(type: Type<T>): fc.Arbitrary<T> {
  return valueOf(type.node) as fc.Arbitrary<T>
}

function sizes(extent: Extent): { minLength: number; maxLength: number } {
  return extent.by === 'fixed' ? { minLength: extent.value, maxLength: extent.value } : { minLength: 0, maxLength: 4 }
}

/** Text without NUL whose UTF-8 form has at most (or, where nothing fills it, exactly) so many bytes. */
function textOf(extent: Extent, padded: boolean, latin1: boolean): fc.Arbitrary<string> {
  const { minLength, maxLength } = sizes(extent)
  const unit = latin1
    ? fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code))
    : fc.oneof(fc.constantFrom('a', 'Z', '0', ' ', '"', 'é', '\u{1f600}', '\udc80', '\udcff'))
  const exact = extent.by === 'fixed' && !padded
  const characters = exact ? fc.constantFrom('a', 'b', '7') : unit
  return fc
    .array(characters, { minLength: exact ? minLength : 0, maxLength })
    .map((list) => list.join(''))
    .filter(
      (text) => isStable(text) && (extent.by !== 'fixed' || padded === false || byteSize(text, latin1) <= extent.value),
    )
}

/** Escaped bytes that happen to be valid UTF-8 together come back as a character; such text is no identity. */
function isStable(text: string): boolean {
  return !/[\ud800-\udbff](?![\udc00-\udfff])/.test(text)
}

function byteSize(text: string, latin1: boolean): number {
  if (latin1) return text.length
  return Array.from(text).reduce((sum, char) => sum + (/[\udc80-\udcff]/u.test(char) ? 1 : Buffer.byteLength(char)), 0)
}

function integer(node: Extract<Node, { kind: 'int' }>): fc.Arbitrary<number> {
  const top = 2 ** (8 * node.size - (node.signed ? 1 : 0)) - 1
  const low = node.signed ? -top - 1 : 0
  return fc.oneof(fc.integer({ min: Math.max(low, -1000), max: Math.min(top, 1000) }), fc.maxSafeInteger()).map((x) => {
    const value = x > top || x < low ? Math.abs(x) % (top + 1) : x
    return value === 0 ? 0 : value
  })
}

export function valueOf(given: Node): fc.Arbitrary<unknown> {
  const node = resolveLazy(given)
  switch (node.kind) {
    case 'int':
      return fc.oneof(integer(node), fc.constant(2 ** (8 * node.size - (node.signed ? 1 : 0)) - 1))
    case 'big':
      if (node.safe) return node.signed ? fc.maxSafeInteger().map((x) => x || 0) : fc.maxSafeNat()
      return fc.bigInt(
        node.signed
          ? { min: -(1n << BigInt(8 * node.size - 1)), max: (1n << BigInt(8 * node.size - 1)) - 1n }
          : { min: 0n, max: (1n << BigInt(8 * node.size)) - 1n },
      )
    case 'float':
      return node.size === 4 ? fc.float() : fc.double()
    case 'bool':
      return fc.boolean()
    case 'bytes':
      return fc.uint8Array(sizes(node.extent))
    case 'string':
      return textOf(node.extent, node.padded, node.latin1)
    case 'cstring':
      return textOf({ by: 'rest' }, true, node.latin1)
    case 'array':
      return fc.array(valueOf(node.item), sizes(node.unit === 'items' ? node.extent : { by: 'rest' }))
    case 'sized':
    case 'padded':
      return valueOf(node.item)
    case 'convert':
      return valueOf(node.item).map((value) => node.to(value))
    case 'custom':
      throw new Error(`no values for ${node.name}`)
    case 'bits':
      return fc.record(Object.fromEntries(partsOf(node).map((field) => [field.key, fieldValue(field)])))
    case 'struct':
      return structValue(node)
    case 'family':
      return fc.oneof(
        ...[...node.cases, ...node.choices].map((c) => valueOf(c.node)),
        unknownValue(
          node.unknown,
          node.cases.map((c) => c.value),
          node.key,
        ),
      )
  }
}

function partValue(part: BitPart): fc.Arbitrary<unknown> {
  const one: fc.Arbitrary<unknown> = part.bool ? fc.boolean() : fc.integer({ min: 0, max: 2 ** part.width - 1 })
  return part.count === undefined ? one : fc.array(one, { minLength: part.count, maxLength: part.count })
}

function fieldValue(field: ValueField): fc.Arbitrary<unknown> {
  if (field.known !== undefined) return fc.constant(field.known)
  if (field.part !== undefined) return partValue(field.part)
  return field.node === undefined ? fc.constant(undefined) : valueOf(field.node)
}

function structValue(node: StructNode): fc.Arbitrary<Record<string, unknown>> {
  const fields = fieldsOf(node).filter((field) => !field.computed)
  const plain = fc.record(Object.fromEntries(fields.map((field) => [field.key, fieldValue(field)])))
  const extra =
    hasLength(node) && node.extra === 'keep' && node.align === 1
      ? fc.option(fc.uint8Array({ minLength: 1, maxLength: 3 }))
      : fc.constant(null)
  return fc.tuple(plain, extra).map(([object, surplus]) => {
    const whole = dropAbsent(node, object)
    const open =
      hasUnknown(node) || mustFillAlignment(node) || node.members.some((m) => m.as === 'value' && m.node.open)
    return surplus === null || open || endsOpen(node) ? whole : { ...whole, _extra: surplus }
  })
}

function endsOpen(node: StructNode): boolean {
  return node.members.some((m) => m.as === 'embed' && (m.node.open || hasLength(m.node)))
}

function dropAbsent(node: StructNode, object: Record<string, unknown>): Record<string, unknown> {
  let whole = object
  for (const member of node.members) {
    if (member.as === 'embed') whole = dropAbsent(member.node, whole)
    if (member.as !== 'value' || member.when === undefined || member.when(whole) === true) continue
    const { [member.key]: _absent, ...rest } = whole
    whole = rest
  }
  return whole
}

function unknownValue(node: StructNode, known: readonly unknown[], key: string | undefined): fc.Arbitrary<unknown> {
  return fc
    .tuple(structValue(node), fc.uint8Array({ maxLength: 5 }))
    .map(([object, extra]) => ({ ...object, _extra: fit(node, extra) }))
    .filter((object) => key === undefined || !known.includes((object as Record<string, unknown>)[key]))
}

function fit(node: StructNode, extra: Uint8Array): Uint8Array {
  if (node.align === 1) return extra
  const size = node.content + extra.length
  return new Uint8Array(extra.length + ((node.align - (size % node.align)) % node.align))
}
