/** Sizes and counts: whoever announces one is told when it is known. */
import { property } from './source.ts'
import { intRange } from '../node.ts'
import type { Extent } from '../node.ts'
import { advance, ensure } from './encode-cursor.ts'
import type { Cursor, EncodeContext } from './encode-cursor.ts'
import type { Frame, Pending, Slot } from './frame.ts'
import { badInt, badPart, placePart, readWords, writeInt, writeWords } from './scalar.ts'
import type { Source } from './source.ts'

export function openPrefix(source: Source, cursor: Cursor, extent: Extent): Slot | undefined {
  if (extent.by !== 'prefix') return undefined
  ensure(source, cursor, extent.node.size)
  const slot: Slot = { kind: 'int', node: extent.node, at: cursor.at }
  advance(cursor, extent.node.size)
  return slot
}

/** Tells whoever announces the size of a part what it has become. */
export function settle(
  context: EncodeContext,
  extent: Extent,
  actual: string,
  frame: Frame | undefined,
  prefix: Slot | undefined,
): void {
  const { source } = context
  switch (extent.by) {
    case 'fixed':
      return source.fail(`${actual}!==${extent.value}`)
    case 'rest':
      return
    case 'prefix':
      if (prefix !== undefined) patch(source, prefix, actual)
      return
    case 'call':
      return source.fail(`${source.bind(extent.call)}(${frame?.object ?? '{}'})!==${actual}`)
    case 'field': {
      const pending = frame?.pending.get(extent.field)
      if (pending === undefined) return source.fail(`${property(frame?.object ?? '{}', extent.field)}!==${actual}`)
      const target = source.hoist('-1')
      source.line(`${target}=${actual};`)
      pending.targets.push(target)
      return
    }
  }
}

export function patch(source: Source, slot: Slot, expression: string): void {
  if (
    slot.kind === 'int' &&
    slot.part !== undefined &&
    isKnown(expression) &&
    Number(expression) <= intRange(slot.node)[1]
  ) {
    slot.part.value = Number(expression)
    return
  }
  const x = source.constant(expression)
  if (slot.kind === 'int') {
    source.fail(badInt(slot.node, x))
    source.line(writeInt(slot.node, slot.at, x))
    return
  }
  source.fail(badPart(slot.part.width, x))
  const words = readWords(source, slot.node, slot.at)
  const place = placePart(slot.part, x)
  const join = (word: string | undefined, add: string | undefined) =>
    add === undefined ? (word ?? '0') : `${word ?? '0'}|(${add})`
  writeWords(source, slot.node, slot.at, join(words.high, place.high), join(words.low, place.low))
}

/** Whether a size is known already while the code is generated. */
export function isKnown(expression: string): boolean {
  return /^\d+$/.test(expression)
}

export function settleCount(source: Source, pending: Pending): void {
  const [first] = pending.targets
  if (first === undefined || pending.targets.length > 1) {
    const count = source.constant(`R.agree([${pending.targets.join(',')}])`)
    source.fail(`${count}<0`)
    return patch(source, pending.slot, scaled(count, pending.scale))
  }
  patch(source, pending.slot, scaled(`(${first}<0?0:${first})`, pending.scale))
}

export function scaled(actual: string, scale: { unit: number; add: number }): string {
  if (isKnown(actual)) return String((Number(actual) + scale.add) / scale.unit)
  const sum = scale.add === 0 ? actual : `(${actual}+${scale.add < 0 ? `(${scale.add})` : scale.add})`
  return scale.unit === 1 ? sum : `${sum}/${scale.unit}`
}
