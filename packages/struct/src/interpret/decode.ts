/** Decodes by walking the definition. Slower than the compiled program, and it knows where it is. */
import { equalValues } from '../equals.ts'
import { hasLength, hasUnknown, tailOf } from '../members.ts'
import { roundUp } from '../node.ts'
import type { ArrayNode, CStringNode, CustomNode, FamilyNode, Member, Node, StructNode } from '../node.ts'
import { maxDepth } from '../program.ts'
import { readPadded, readText } from '../text-codec.ts'
import { NeedMore, show } from './context.ts'
import type { Context, Region } from './context.ts'
import { readBits, takeRole } from './decode-bits.ts'
import { chooseVariant } from './decode-family.ts'
import { closeScope, decodeExtent, guard, need, openRegion, shorten, verifyChecksum } from './decode-region.ts'
import type { Frame, Scope } from './decode-region.ts'
import { readBig, readFloat, readInt, readPart } from './number.ts'

export interface Decoded {
  readonly value: unknown
  readonly next: number
}

/** Decodes one value at `at`. `tail`: bytes at the end of the region that belong to later fields. */
export function decodeNode(context: Context, node: Node, at: number, region: Region, frame?: Frame, tail = 0): Decoded {
  const { view } = context
  if (node.size !== undefined && node.kind !== 'struct') need(context, region, at, node.size)
  context.steps++
  switch (node.kind) {
    case 'int':
      return { value: readInt(view, at, node), next: at + node.size }
    case 'big':
      return { value: readBig(context, at, node), next: at + node.size }
    case 'float':
      return { value: readFloat(view, at, node), next: at + node.size }
    case 'bool':
      return { value: view.getUint8(at) !== 0, next: at + 1 }
    case 'bytes':
    case 'string': {
      const { size, from } = decodeExtent(context, node.extent, at, region, frame, tail, 1)
      const value =
        node.kind === 'bytes'
          ? new Uint8Array(view.buffer, view.byteOffset + from, size)
          : (node.padded ? readPadded : readText)(view, from, size, node.latin1)
      context.steps += size
      return { value, next: from + size }
    }
    case 'cstring':
      return decodeCString(context, node, at, region, tail)
    case 'array':
      return decodeArray(context, node, at, region, frame, tail)
    case 'sized': {
      const { size, from } = decodeExtent(context, node.extent, at, region, frame, tail, 1)
      const inner = decodeNode(context, node.item, from, { end: from + size, open: false }, frame)
      if (inner.next !== from + size)
        context.fail('trailing', `${from + size - inner.next} bytes are left over`, inner.next)
      return inner
    }
    case 'padded': {
      const inner = decodeNode(context, node.item, at, region, frame, tail)
      const size = roundUp(inner.next - at, node.to)
      need(context, shorten(region, tail), inner.next, at + size - inner.next)
      return { value: inner.value, next: at + size }
    }
    case 'convert': {
      const inner = decodeNode(context, node.item, at, region, frame, tail)
      return { value: guard(context, at, () => node.to(inner.value)), next: inner.next }
    }
    case 'custom':
      return decodeCustom(context, node, at, shorten(region, tail))
    case 'lazy': {
      if (context.depth >= maxDepth) context.fail('nesting', `nested more than ${maxDepth} deep`, at)
      context.depth++
      const inner = decodeNode(context, node.resolve(), at, region, undefined, tail)
      context.depth--
      return inner
    }
    case 'bits': {
      const object: Record<string, unknown> = {}
      readBits(context, node, at, { object, counts: new Map(), extraTaken: true })
      return { value: object, next: at + node.size }
    }
    case 'struct':
      return decodeStruct(context, node, at, shorten(region, tail))
    case 'family':
      return decodeFamily(context, node, at, shorten(region, tail))
  }
}

function decodeCString(context: Context, node: CStringNode, at: number, region: Region, tail: number): Decoded {
  const end = region.end - tail
  let next = at
  while (next < end && context.view.getUint8(next) !== 0) {
    next++
    context.steps++
  }
  if (next - at > node.limit) context.fail('length', `longer than ${node.limit} bytes`, at)
  if (next >= end) {
    if (region.open) throw new NeedMore(next + 1 - context.start)
    context.fail('truncated', 'has no NUL at its end', at)
  }
  return { value: readText(context.view, at, next - at, node.latin1), next: next + 1 }
}

function decodeArray(
  context: Context,
  node: ArrayNode,
  at: number,
  region: Region,
  frame: Frame | undefined,
  tail: number,
): Decoded {
  const { item, extent } = node
  const byBytes = node.unit === 'bytes'
  const unit = byBytes ? 1 : extent.by === 'fixed' ? (item.size ?? 0) : Math.max(item.min, 1)
  const { size, from } = decodeExtent(context, extent, at, region, frame, tail, unit)
  const inner: Region = byBytes ? { end: from + size, open: false } : shorten(region, tail)
  const itemFrame = frame && { ...frame, counts: new Map<string, number>() }
  const list: unknown[] = []
  let next = from
  while (byBytes ? next < inner.end : list.length < size) {
    context.path.push(list.length)
    const decoded = decodeNode(context, item, next, inner, itemFrame)
    if (decoded.next <= next && (byBytes || extent.by !== 'fixed'))
      context.fail('length', 'an item takes no bytes', next)
    context.path.pop()
    list.push(decoded.value)
    next = decoded.next
  }
  return { value: list, next }
}

function decodeCustom(context: Context, node: CustomNode, at: number, region: Region): Decoded {
  const { view } = context
  const rest = new Uint8Array(view.buffer, view.byteOffset + at, region.end - at)
  const size = guard(context, at, () => node.measure(rest))
  if (!Number.isInteger(size) || size < node.min) context.fail('length', `measure gave ${show(size)}`, at)
  need(context, region, at, size)
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, size)
  return { value: guard(context, at, () => node.read(bytes)), next: at + size }
}

function decodeStruct(context: Context, node: StructNode, at: number, region: Region): Decoded {
  const frame: Frame = { object: {}, counts: new Map(), extraTaken: hasUnknown(node) }
  const next = decodeScope(context, node, at, region, frame)
  return { value: frame.object, next }
}

function decodeScope(context: Context, node: StructNode, start: number, outer: Region, frame: Frame): number {
  if (outer.open) need(context, outer, start, node.content)
  const owner = !frame.extraTaken && hasLength(node)
  if (owner) frame.extraTaken = true
  const scope: Scope = { node, start, outer, region: outer, length: undefined, padded: true, checks: [] }
  let at = start
  node.members.forEach((member, i) => {
    context.path.push(member.key)
    at = decodeMember(context, member, at, frame, scope, tailOf(node.members.slice(i + 1)))
    context.path.pop()
  })
  if (node.unknown) {
    if (scope.region.end < at) need(context, scope.region, at, 0)
    frame.object['_extra'] = new Uint8Array(context.view.buffer, context.view.byteOffset + at, scope.region.end - at)
    at = scope.region.end
  }
  const next = closeScope(context, scope, at, frame, owner)
  for (const check of scope.checks) verifyChecksum(context, check, start, next, frame)
  return next
}

function decodeMember(context: Context, member: Member, at: number, frame: Frame, scope: Scope, tail: number): number {
  const { region } = scope
  switch (member.as) {
    case 'value': {
      if (member.when !== undefined) {
        const { when } = member
        if (!guard(context, at, () => when({ ...frame.object }))) return at
      }
      const { value, next } = decodeNode(context, member.node, at, region, frame, member.node.open ? tail : 0)
      frame.object[member.key] = member.known ?? value
      return next
    }
    case 'pad':
      need(context, region, at, member.size)
      return at + member.size
    case 'align': {
      const next = scope.start + roundUp(at - scope.start, member.to)
      need(context, region, at, next - at)
      return next
    }
    case 'constant': {
      const { value, next } = decodeNode(context, member.node, at, region, frame)
      if (!equalValues(value, member.value))
        context.fail('constant', `must be ${show(member.value)}, got ${show(value)}`, at)
      return next
    }
    case 'role': {
      need(context, region, at, member.node.size)
      takeRole(
        context,
        member.key,
        member.role,
        readInt(context.view, at, member.node),
        at,
        frame,
        scope,
        member.node.size,
      )
      return at + member.node.size
    }
    case 'total': {
      const size = guard(context, at, () => member.call({ ...frame.object }))
      openRegion(context, scope, size, member, at)
      return at
    }
    case 'bits': {
      need(context, region, at, member.node.size)
      if (!member.key.startsWith('_')) {
        frame.object[member.key] = decodeNode(context, member.node, at, region).value
        return at + member.node.size
      }
      for (const part of readBits(context, member.node, at, frame)) {
        if (part.role === undefined) continue
        context.path[context.path.length - 1] = part.key
        takeRole(context, part.key, part.role, readPart(context.view, at, member.node, part, 0), at, frame, scope, 0)
      }
      return at + member.node.size
    }
    case 'embed':
      context.path.pop()
      try {
        return decodeScope(context, member.node, at, shorten(region, member.node.open ? tail : 0), frame)
      } finally {
        context.path.push(member.key)
      }
  }
}

function decodeFamily(context: Context, node: FamilyNode, at: number, region: Region): Decoded {
  if (region.open) need(context, region, at, node.min)
  const decodeHead = () => decodeNode(context, node.unknown, at, region).value
  return decodeNode(context, chooseVariant(context, node, at, region, decodeHead), at, region)
}
