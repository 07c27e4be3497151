/** Regions: sizes of variable parts, and where the fields of a structure end. */
import { StructError } from '../error.ts'
import { roundUp } from '../node.ts'
import type { Extent, Role, Scale, StructNode } from '../node.ts'
import { NeedMore, show } from './context.ts'
import type { Context, Region } from './context.ts'
import { readInt } from './number.ts'

/** The object being filled, shared with embedded structures, and what is known about it that is not in it. */
export interface Frame {
  readonly object: Record<string, unknown>
  readonly counts: Map<string, number>
  extraTaken: boolean
}

export interface Scope {
  readonly node: StructNode
  readonly start: number
  readonly outer: Region
  region: Region
  length: number | undefined
  padded: boolean
  readonly checks: { role: Extract<Role, { role: 'checksum' }>; key: string; at: number; size: number }[]
}

/** Fails unless `size` bytes at `at` are in the region. */
export function need(context: Context, region: Region, at: number, size: number): void {
  context.steps++
  if (region.end - at >= size) return
  if (region.open) throw new NeedMore(at + size - context.start)
  context.fail('truncated', `needs ${size} bytes, ${region.end - at} remain`, at)
}

export function shorten(region: Region, tail: number): Region {
  return tail === 0 ? region : { end: region.end - tail, open: region.open }
}

/** Calls the user's code; what it throws becomes a StructError. */
export function guard<T>(context: Context, at: number, call: () => T): T {
  try {
    return call()
  } catch (error) {
    if (error instanceof StructError || error instanceof NeedMore) throw error
    return context.fail(
      'callback',
      `callback failed: ${error instanceof Error ? error.message : show(error)}`,
      at,
      error,
    )
  }
}

/** The size (or count) of a variable part, checked against what the region can hold. */
export function decodeExtent(
  context: Context,
  extent: Extent,
  at: number,
  region: Region,
  frame: Frame | undefined,
  tail: number,
  unit: number,
): { size: number; from: number } {
  let from = at
  let size: unknown
  if (extent.by === 'fixed') {
    need(context, region, at, extent.value * unit)
    return { size: extent.value, from }
  }
  if (extent.by === 'rest') {
    if (region.end - tail < at) need(context, shorten(region, tail), at, 0)
    return { size: region.end - tail - at, from }
  }
  if (extent.by === 'prefix') {
    need(context, region, at, extent.node.size)
    size = readInt(context.view, at, extent.node)
    from += extent.node.size
  } else if (extent.by === 'call') size = guard(context, at, () => extent.call({ ...frame?.object }))
  else size = frame?.counts.get(extent.field) ?? frame?.object[extent.field]
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0)
    context.fail('length', `size must be an integer of 0 or more, got ${show(size)}`, at)
  need(context, shorten(region, tail), from, size * unit)
  return { size, from }
}

export function unscale(context: Context, scale: Scale, stored: number, at: number): number {
  const actual = stored * scale.unit - scale.add
  if (actual < 0) context.fail('length', `${stored} is too small`, at)
  return actual
}

export function openRegion(
  context: Context,
  scope: Scope,
  length: unknown,
  form: { readonly limit: number; readonly padded: boolean },
  at: number,
): void {
  const least = Math.max(scope.node.content, 1)
  if (typeof length !== 'number' || !Number.isInteger(length))
    context.fail('length', `total size must be an integer, got ${show(length)}`, at)
  if (length < least) context.fail('length', `total size ${length} is less than the ${least} bytes of its fields`, at)
  if (length > form.limit) context.fail('length', `total size ${length} exceeds the limit of ${form.limit}`, at)
  if (form.padded && length % scope.node.align !== 0)
    context.fail('length', `total size ${length} is not a multiple of ${scope.node.align}`, at)
  const available = scope.outer.end - scope.start
  if (length > available) {
    if (scope.outer.open) throw new NeedMore(scope.start + length - context.start)
    context.fail('length', `total size ${length} exceeds the ${available} bytes that remain`, at)
  }
  scope.length = length
  scope.padded = form.padded
  scope.region = { end: scope.start + length, open: false }
}

export function closeScope(context: Context, scope: Scope, at: number, frame: Frame, owner: boolean): number {
  const { node, start } = scope
  if (scope.length === undefined) {
    const next = start + roundUp(at - start, node.align)
    need(context, scope.outer, at, next - at)
    return next
  }
  const left = scope.region.end - at
  const gap = scope.padded ? roundUp(at - start, node.align) - (at - start) : 0
  if (left !== gap) {
    if (!owner || node.extra === 'error') context.fail('trailing', `${left} bytes are left over`, at)
    frame.object['_extra'] = new Uint8Array(context.view.buffer, context.view.byteOffset + at, left)
  }
  const next = scope.padded ? scope.region.end : start + roundUp(scope.length, node.align)
  need(context, scope.outer, scope.region.end, next - scope.region.end)
  return next
}

export function verifyChecksum(
  context: Context,
  check: Scope['checks'][number],
  start: number,
  end: number,
  frame: Frame,
): void {
  const bytes = new Uint8Array(context.view.buffer, context.view.byteOffset + start, end - start).slice()
  bytes.fill(0, check.at - start, check.at - start + check.size)
  const wanted = guard(context, check.at, () => check.role.call(bytes, { ...frame.object }))
  context.path.push(check.key)
  if (wanted !== frame.object[check.key])
    context.fail('checksum', `should be ${show(wanted)}, is ${show(frame.object[check.key])}`, check.at)
  context.path.pop()
}
