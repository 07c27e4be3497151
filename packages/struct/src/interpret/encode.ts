/** Encodes by walking the definition: same bytes as the compiled program, and errors that name the field. */
import { extraMeetsPadding, hasLength, hasUnknown, keepsExtra } from '../members.ts'
import { intRange, roundUp } from '../node.ts'
import type { ArrayNode, Extent, FamilyNode, Member, Node, StringNode, StructNode } from '../node.ts'
import { maxDepth } from '../program.ts'
import { writeText } from '../text-codec.ts'
import { bitKeys, findVariant, noVariant, structKeys } from '../value/fields.ts'
import { checkArray, checkBool, checkBytes, checkKeys, checkObject, checkText } from './check.ts'
import { show } from './context.ts'
import type { Context } from './context.ts'
import { guard } from './decode-region.ts'
import { writeBits } from './encode-bits.ts'
import { closeScope, intSlot, partSlot, prefixSize, settle, takeDuty } from './encode-size.ts'
import type { Count, Frame, Scope, Writer } from './encode-size.ts'
import { checkInt, writeBig, writeFloat, writeInt } from './number.ts'

/** Encodes one value at `at` and returns the offset behind it. */
export function encodeNode(writer: Writer, node: Node, value: unknown, at: number, frame?: Frame): number {
  const { context } = writer
  const { view } = context
  if (node.size !== undefined && node.kind !== 'struct') writer.room(at, node.size)
  switch (node.kind) {
    case 'int': {
      const [low, high] = intRange(node)
      writeInt(view, at, node, checkInt(context, at, value, low, high))
      return at + node.size
    }
    case 'big':
      writeBig(context, at, node, value)
      return at + node.size
    case 'float':
      writeFloat(context, at, node, value)
      return at + node.size
    case 'bool':
      view.setUint8(at, checkBool(context, at, value) ? 1 : 0)
      return at + 1
    case 'bytes': {
      const bytes = checkBytes(context, at, value)
      return encodeRun(writer, node.extent, bytes.length, at, frame, (start) => writer.bytes(start, bytes))
    }
    case 'string':
      return encodeString(writer, node, value, at, frame)
    case 'cstring': {
      const text = checkText(context, at, value, node.latin1, true)
      if (text.size > node.limit) context.fail('size', `${text.size} bytes exceed the limit of ${node.limit}`, at)
      writer.room(at, text.size + 1)
      writeText(view, at, text.value, text.size)
      return writer.zero(at + text.size, 1)
    }
    case 'array':
      return encodeArray(writer, node, value, at, frame)
    case 'sized': {
      const from = at + prefixSize(writer, node.extent, at)
      const next = encodeNode(writer, node.item, value, from, frame)
      settle(writer, node.extent, next - from, at, frame)
      return next
    }
    case 'padded': {
      const next = encodeNode(writer, node.item, value, at, frame)
      return writer.zero(next, roundUp(next - at, node.to) - (next - at))
    }
    case 'convert':
      if (value === undefined) context.fail('missing', 'is missing', at)
      return encodeNode(
        writer,
        node.item,
        guard(context, at, () => node.from(value)),
        at,
        frame,
      )
    case 'custom': {
      const size = guard(context, at, () => node.sizeOf(value))
      if (!Number.isInteger(size) || size < node.min) context.fail('size', `sizeOf gave ${show(size)}`, at)
      writer.zero(at, size)
      guard(context, at, () => node.write(value, new Uint8Array(view.buffer, view.byteOffset + at, size)))
      return at + size
    }
    case 'lazy': {
      if (context.depth >= maxDepth) context.fail('nesting', `nested more than ${maxDepth} deep`, at)
      context.depth++
      const next = encodeNode(writer, node.resolve(), value, at)
      context.depth--
      return next
    }
    case 'bits': {
      const object = checkObject(context, at, value)
      checkKeys(context, at, object, new Set(bitKeys(node)))
      writer.zero(at, node.size)
      writeBits(context, node, object, at)
      return at + node.size
    }
    case 'struct':
      return encodeStruct(writer, node, value, at)
    case 'family':
      return encodeNode(writer, chooseVariant(context, node, value, at), value, at)
  }
}

function encodeRun(
  writer: Writer,
  extent: Extent,
  size: number,
  at: number,
  frame: Frame | undefined,
  write: (at: number) => number,
): number {
  const from = at + prefixSize(writer, extent, at)
  settle(writer, extent, size, at, frame)
  writer.room(from, size)
  return write(from)
}

function encodeString(writer: Writer, node: StringNode, value: unknown, at: number, frame: Frame | undefined): number {
  const { context } = writer
  const text = checkText(context, at, value, node.latin1, node.padded)
  const put = (from: number) => {
    writeText(context.view, from, text.value, text.size)
    return from + text.size
  }
  if (!node.padded || node.extent.by !== 'fixed') return encodeRun(writer, node.extent, text.size, at, frame, put)
  const size = node.extent.value
  if (text.size > size) context.fail('size', `${text.size} bytes do not fit ${size}`, at)
  writer.room(at, size)
  return writer.zero(put(at), size - text.size)
}

function encodeArray(writer: Writer, node: ArrayNode, value: unknown, at: number, frame: Frame | undefined): number {
  const { context } = writer
  const items = checkArray(context, at, value)
  const from = at + prefixSize(writer, node.extent, at)
  if (node.unit === 'items') settle(writer, node.extent, items.length, at, frame)
  const itemFrame = frame && { ...frame, counts: new Map<string, Count>() }
  let next = from
  items.forEach((item, i) => {
    context.path.push(i)
    const after = encodeNode(writer, node.item, item, next, itemFrame)
    if (after <= next && node.extent.by !== 'fixed') context.fail('size', 'an item takes no bytes', next)
    context.path.pop()
    next = after
  })
  if (node.unit === 'bytes') settle(writer, node.extent, next - from, at, frame)
  return next
}

function encodeStruct(writer: Writer, node: StructNode, value: unknown, at: number): number {
  const { context } = writer
  const object = checkObject(context, at, value)
  const unknown = hasUnknown(node)
  const extra = unknown || keepsExtra(node) ? ['_extra'] : []
  checkKeys(context, at, object, new Set([...structKeys(node), ...extra]))
  return encodeScope(writer, node, at, { object, counts: new Map(), extraTaken: unknown })
}

function encodeScope(writer: Writer, node: StructNode, start: number, frame: Frame): number {
  const { context } = writer
  const owner = !frame.extraTaken && hasLength(node)
  if (owner) frame.extraTaken = true
  const scope: Scope = { start, duties: [], counts: [], total: undefined }
  let at = start
  for (const member of node.members) {
    if (member.as === 'embed') {
      at = encodeScope(writer, member.node, at, frame)
      continue
    }
    context.path.push(member.key)
    at = encodeMember(writer, member, at, frame, scope)
    context.path.pop()
  }
  const extra = frame.object['_extra']
  if (node.unknown || (owner && node.extra === 'keep' && extra !== undefined)) {
    context.path.push('_extra')
    const bytes = checkBytes(context, at, extra)
    if (!node.unknown && extraMeetsPadding(node)) checkExtra(context, node, at, start, bytes.length)
    at = writer.bytes(at, bytes)
    context.path.pop()
  }
  return closeScope(writer, node, at, frame, scope)
}

/** Surplus bytes that look like padding, or that would get padding, would not come back as they are. */
function checkExtra(context: Context, node: StructNode, at: number, start: number, size: number): void {
  const gap = roundUp(at - start, node.align) - (at - start)
  if (size === 0 || (size !== gap && (size - gap) % node.align === 0)) return
  context.fail('size', `must bring the size to a multiple of ${node.align} and be more than padding, has ${size}`, at)
}

function encodeMember(writer: Writer, member: Member, at: number, frame: Frame, scope: Scope): number {
  const { context } = writer
  switch (member.as) {
    case 'value': {
      const value = member.known ?? frame.object[member.key]
      if (member.when !== undefined) {
        const { when } = member
        const wanted = guard(context, at, () => when(frame.object))
        if (!wanted && value !== undefined) context.fail('unknown-field', 'does not belong to this value', at)
        if (!wanted) return at
      }
      return encodeNode(writer, member.node, value, at, frame)
    }
    case 'pad':
      return writer.zero(at, member.size)
    case 'align':
      return writer.zero(at, roundUp(at - scope.start, member.to) - (at - scope.start))
    case 'constant':
      return encodeNode(writer, member.node, member.value, at, frame)
    case 'role':
      writer.zero(at, member.node.size)
      takeDuty(frame, scope, member.role, intSlot(context.view, member.key, member.node, at))
      return at + member.node.size
    case 'total':
      scope.total = member
      return at
    case 'bits': {
      if (!member.key.startsWith('_')) return encodeNode(writer, member.node, frame.object[member.key], at)
      writer.zero(at, member.node.size)
      context.path.pop()
      writeBits(context, member.node, frame.object, at)
      context.path.push(member.key)
      for (const part of member.node.parts)
        if (part.role !== undefined) takeDuty(frame, scope, part.role, partSlot(context.view, member.node, part, at))
      return at + member.node.size
    }
    case 'embed':
      return encodeScope(writer, member.node, at, frame)
  }
}

function chooseVariant(context: Context, node: FamilyNode, value: unknown, at: number): StructNode | FamilyNode {
  const object = checkObject(context, at, value)
  return guard(context, at, () => findVariant(node, object)) ?? context.fail('variant', noVariant(node, object), at)
}
