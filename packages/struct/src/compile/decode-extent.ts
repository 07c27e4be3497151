/** Sizes of variable parts, for decoding. */
import type { Extent } from '../node.ts'
import { earlier } from './decode-bits.ts'
import { advance, ensure } from './decode-cursor.ts'
import type { Cursor, DecodeContext } from './decode-cursor.ts'
import type { Frame } from './frame.ts'
import { text } from './position.ts'
import { readInt } from './scalar.ts'
import type { Source } from './source.ts'

/** The size (or count) of a variable part as an expression, checked against the region when `unit` is its item size. */
export function decodeExtent(
  context: DecodeContext,
  cursor: Cursor,
  extent: Extent,
  frame: Frame | undefined,
  tail: number,
  unit: number,
): string {
  const { source } = context
  if (extent.by === 'fixed') {
    ensure(source, cursor, extent.value * unit)
    return String(extent.value)
  }
  if (extent.by === 'rest') {
    const size = source.constant(`${cursor.end}-${tail === 0 ? '' : `${tail}-`}(${text(cursor.at)})`)
    source.fail(`${size}<0`)
    return size
  }
  let size: string
  if (extent.by === 'prefix') {
    ensure(source, cursor, extent.node.size)
    size = source.constant(readInt(extent.node, cursor.at))
    advance(cursor, extent.node.size)
    if (extent.node.signed) source.fail(`${size}<0`)
  } else if (extent.by === 'call') {
    size = source.constant(`${source.bind(extent.call)}(${earlier(frame)})`)
    source.fail(`!(${size}>=0)||Math.floor(${size})!==${size}`)
  } else {
    size = countOf(source, frame, extent.field)
  }
  if (unit > 0) source.fail(`${size}>(${cursor.end}-${tail === 0 ? '' : `${tail}-`}(${text(cursor.at)}))/${unit}`)
  return size
}

function countOf(source: Source, frame: Frame | undefined, field: string): string {
  const hidden = frame?.counts.get(field)
  if (hidden !== undefined) return hidden
  const visible = frame?.fields.get(field) ?? '-1'
  source.fail(`!(${visible}>=0)||Math.floor(${visible})!==${visible}`)
  return visible
}
