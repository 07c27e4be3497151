/** Sizes, counts and computed numbers: places that are filled when the value is known. */
import { mustFillAlignment } from '../members.ts'
import { intRange, roundUp } from '../node.ts'
import type { BitPart, BitsNode, Extent, IntNode, Member, Role, Scale, StructNode } from '../node.ts'
import { FULL } from '../program.ts'
import type { Fields } from './check.ts'
import { show } from './context.ts'
import type { Context } from './context.ts'
import { guard } from './decode-region.ts'
import { writeInt, writePart } from './number.ts'

export interface Slot {
  readonly at: number
  readonly key: string
  write(value: number): void
  readonly low: number
  readonly high: number
}

export interface Count {
  readonly slot: Slot
  readonly scale: Scale
  size: number | undefined
}

export interface Frame {
  readonly object: Fields
  readonly counts: Map<string, Count>
  extraTaken: boolean
}

export interface Scope {
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

export function prefixSize(writer: Writer, extent: Extent, at: number): number {
  if (extent.by !== 'prefix') return 0
  writer.room(at, extent.node.size)
  return extent.node.size
}

/** Tells whoever announces the size of a part what it has become. `at`: where its prefix stands, if it has one. */
export function settle(writer: Writer, extent: Extent, actual: number, at: number, frame: Frame | undefined): void {
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

export function intSlot(view: DataView, key: string, node: IntNode, at: number): Slot {
  const [low, high] = intRange(node)
  return { at, key, low, high, write: (value) => writeInt(view, at, node, value) }
}

export function partSlot(view: DataView, node: BitsNode, part: BitPart, at: number): Slot {
  const write = (value: number) => writePart(view, at, node, part, 0, value)
  return { at, key: part.key, low: 0, high: 2 ** part.width - 1, write }
}

export function takeDuty(frame: Frame, scope: Scope, role: Role, slot: Slot): void {
  if (role.role !== 'count') {
    scope.duties.push({ role, slot })
    return
  }
  const count: Count = { slot, scale: role.scale, size: undefined }
  frame.counts.set(slot.key, count)
  scope.counts.push(count)
}

/** Inner regions are closed before outer ones, counts before lengths, checksums last: each sees final bytes. */
export function closeScope(writer: Writer, node: StructNode, unpadded: number, frame: Frame, scope: Scope): number {
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

export function checkTotal(
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

export function put(context: Context, slot: Slot, value: unknown): void {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < slot.low || value > slot.high)
    failSlot(context, slot, 'size', `must be an integer in ${slot.low}..${slot.high}, computed ${show(value)}`)
  slot.write(value)
}

export function failSlot(context: Context, slot: Slot, code: 'size', reason: string): never {
  context.path.push(slot.key)
  return context.fail(code, reason, slot.at)
}
