/** Encodes by walking the definition: same bytes as the compiled program, and errors that name the field. */
import { extraMeetsPadding, hasLength, hasUnknown, keepsExtra, mustFillAlignment } from '../members.ts'
import { intRange, roundUp } from '../node.ts'
import { bitKeys, findVariant, noVariant, structKeys } from '../value/fields.ts'
import type { ArrayNode, BitsNode, Extent, FamilyNode, IntNode, Member, Node, Role, Scale } from '../node.ts'
import type { BitPart, StringNode, StructNode } from '../node.ts'
import { FULL, maxDepth } from '../program.ts'
import { textSize, writeText } from '../text-codec.ts'
import type { Context } from './context.ts'
import { show } from './context.ts'
import { guard } from './decode.ts'
import { checkInt, writeBig, writeFloat, writeInt, writePart } from './number.ts'

type Fields = Record<string, unknown>

interface Slot {
  readonly at: number
  readonly key: string
  write(value: number): void
  readonly low: number
  readonly high: number
}

interface Count {
  readonly slot: Slot
  readonly scale: Scale
  size: number | undefined
}

interface Frame {
  readonly object: Fields
  readonly counts: Map<string, Count>
  extraTaken: boolean
}

interface Scope {
  readonly start: number
  readonly duties: { role: Role; slot: Slot }[]
  readonly counts: Count[]
  total: Extract<Member, { as: 'total' }> | undefined
}

export class Writer {
  readonly context: Context
  readonly cap: number

  constructor(context: Context, cap: number) {
    this.context = context
    this.cap = cap
  }

  room(at: number, size: number): void {
    this.context.steps++
    if (this.cap - at < size) throw FULL
  }

  zero(at: number, size: number): number {
    this.room(at, size)
    for (let i = at; i < at + size; i++) this.context.view.setUint8(i, 0)
    return at + size
  }

  bytes(at: number, bytes: Uint8Array): number {
    this.room(at, bytes.length)
    bytes.forEach((byte, i) => this.context.view.setUint8(at + i, byte))
    return at + bytes.length
  }
}

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

function checkBool(context: Context, at: number, value: unknown): boolean {
  if (value === undefined) context.fail('missing', 'is missing', at)
  if (typeof value !== 'boolean') context.fail('type', `must be true or false, got ${show(value)}`, at)
  return value
}

function checkBytes(context: Context, at: number, value: unknown): Uint8Array {
  if (value === undefined) context.fail('missing', 'is missing', at)
  if (!(value instanceof Uint8Array)) context.fail('type', `must be a Uint8Array, got ${show(value)}`, at)
  return value
}

function checkArray(context: Context, at: number, value: unknown): readonly unknown[] {
  if (value === undefined) context.fail('missing', 'is missing', at)
  if (!Array.isArray(value)) context.fail('type', `must be an array, got ${show(value)}`, at)
  return value
}

function checkObject(context: Context, at: number, value: unknown): Fields {
  if (value === undefined) context.fail('missing', 'is missing', at)
  if (typeof value !== 'object' || value === null) context.fail('type', `must be an object, got ${show(value)}`, at)
  return value as Fields
}

function checkText(
  context: Context,
  at: number,
  value: unknown,
  latin1: boolean,
  terminated: boolean,
): { value: string; size: number } {
  if (value === undefined) context.fail('missing', 'is missing', at)
  if (typeof value !== 'string') context.fail('type', `must be a string, got ${show(value)}`, at)
  const size = textSize(value, latin1)
  if (size < 0) context.fail('range', `${show(value)} cannot be written as ${latin1 ? 'Latin-1' : 'UTF-8'}`, at)
  if (terminated && value.includes('\0')) context.fail('range', 'holds a NUL character, which would end it', at)
  return { value, size }
}

function checkKeys(context: Context, at: number, object: Fields, keys: ReadonlySet<string>): void {
  for (const key in object) {
    if (keys.has(key)) continue
    context.path.push(key)
    context.fail('unknown-field', 'is not a field of the definition', at)
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

function prefixSize(writer: Writer, extent: Extent, at: number): number {
  if (extent.by !== 'prefix') return 0
  writer.room(at, extent.node.size)
  return extent.node.size
}

/** Tells whoever announces the size of a part what it has become. `at`: where its prefix stands, if it has one. */
function settle(writer: Writer, extent: Extent, actual: number, at: number, frame: Frame | undefined): void {
  const { context } = writer
  const differs = (wanted: unknown) => context.fail('size', `has ${actual}, must have ${show(wanted)}`, at)
  switch (extent.by) {
    case 'fixed':
      if (actual !== extent.value) differs(extent.value)
      return
    case 'rest':
      return
    case 'prefix': {
      const [, high] = intRange(extent.node)
      if (actual > high) context.fail('size', `${actual} does not fit the prefix ${extent.node.name}`, at)
      writeInt(context.view, at, extent.node, actual)
      return
    }
    case 'call': {
      const wanted = guard(context, at, () => extent.call(frame?.object ?? {}))
      if (wanted !== actual) differs(wanted)
      return
    }
    case 'field': {
      const count = frame?.counts.get(extent.field)
      if (count === undefined) {
        if (frame?.object[extent.field] !== actual) differs(frame?.object[extent.field])
        return
      }
      if (count.size !== undefined && count.size !== actual) differs(count.size)
      count.size = actual
      return
    }
  }
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

function intSlot(view: DataView, key: string, node: IntNode, at: number): Slot {
  const [low, high] = intRange(node)
  return { at, key, low, high, write: (value) => writeInt(view, at, node, value) }
}

function partSlot(view: DataView, node: BitsNode, part: BitPart, at: number): Slot {
  const write = (value: number) => writePart(view, at, node, part, 0, value)
  return { at, key: part.key, low: 0, high: 2 ** part.width - 1, write }
}

function takeDuty(frame: Frame, scope: Scope, role: Role, slot: Slot): void {
  if (role.role !== 'count') {
    scope.duties.push({ role, slot })
    return
  }
  const count: Count = { slot, scale: role.scale, size: undefined }
  frame.counts.set(slot.key, count)
  scope.counts.push(count)
}

function writeBits(context: Context, node: BitsNode, object: Fields, at: number): void {
  for (const part of node.parts) {
    if (part.role !== undefined || part.key.startsWith('_')) continue
    context.path.push(part.key)
    const value = part.known ?? object[part.key]
    if (part.count === undefined) writeOne(context, node, part, value, at, 0)
    else {
      if (!Array.isArray(value) || value.length !== part.count)
        context.fail('size', `must be an array of ${part.count}, got ${show(value)}`, at)
      value.forEach((item, i) => writeOne(context, node, part, item, at, i))
    }
    context.path.pop()
  }
}

function writeOne(context: Context, node: BitsNode, part: BitPart, value: unknown, at: number, i: number): void {
  const number = part.bool
    ? Number(checkBool(context, at, value))
    : checkInt(context, at, value, 0, 2 ** part.width - 1)
  writePart(context.view, at, node, part, i, number)
}

/** Inner regions are closed before outer ones, counts before lengths, checksums last: each sees final bytes. */
function closeScope(writer: Writer, node: StructNode, unpadded: number, frame: Frame, scope: Scope): number {
  const { context } = writer
  const { start } = scope
  if (mustFillAlignment(node) && (unpadded - start) % node.align !== 0)
    context.fail('size', `is ${unpadded - start} bytes, must be a multiple of ${node.align}`, start)
  const next = writer.zero(unpadded, roundUp(unpadded - start, node.align) - (unpadded - start))
  for (const { slot, scale, size } of scope.counts) put(context, slot, ((size ?? 0) + scale.add) / scale.unit)
  const sizeOf = (padded: boolean) => (padded ? next : unpadded) - start
  for (const { role, slot } of scope.duties) {
    if (role.role !== 'length') continue
    const size = sizeOf(role.padded)
    if (size > role.limit) failSlot(context, slot, 'size', `total size ${size} exceeds the limit of ${role.limit}`)
    put(context, slot, (size + role.scale.add) / role.scale.unit)
  }
  if (scope.total !== undefined) checkTotal(context, scope.total, sizeOf(scope.total.padded), start, frame)
  for (const { role, slot } of scope.duties)
    if (role.role === 'computed')
      put(
        context,
        slot,
        guard(context, slot.at, () => role.call(frame.object)),
      )
  for (const { role, slot } of scope.duties) {
    if (role.role !== 'checksum') continue
    const bytes = new Uint8Array(context.view.buffer, context.view.byteOffset + start, next - start)
    put(
      context,
      slot,
      guard(context, slot.at, () => role.call(bytes, frame.object)),
    )
  }
  return next
}

function checkTotal(
  context: Context,
  total: Extract<Member, { as: 'total' }>,
  size: number,
  start: number,
  frame: Frame,
): void {
  const wanted = guard(context, start, () => total.call(frame.object))
  if (wanted !== size) context.fail('size', `total size is ${size}, the fields say ${show(wanted)}`, start)
  if (size > total.limit) context.fail('size', `total size ${size} exceeds the limit of ${total.limit}`, start)
}

function put(context: Context, slot: Slot, value: unknown): void {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < slot.low || value > slot.high)
    failSlot(context, slot, 'size', `must be an integer in ${slot.low}..${slot.high}, computed ${show(value)}`)
  slot.write(value)
}

function failSlot(context: Context, slot: Slot, code: 'size', reason: string): never {
  context.path.push(slot.key)
  return context.fail(code, reason, slot.at)
}

function chooseVariant(context: Context, node: FamilyNode, value: unknown, at: number): StructNode | FamilyNode {
  const object = checkObject(context, at, value)
  return guard(context, at, () => findVariant(node, object)) ?? context.fail('variant', noVariant(node, object), at)
}
