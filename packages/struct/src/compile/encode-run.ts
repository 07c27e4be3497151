/** Runs of bytes and text, for encoding. */
import type { Extent, StringNode } from '../node.ts'
import { advance, ensure, ensureDynamic, moveTo } from './encode-cursor.ts'
import type { Cursor, EncodeContext } from './encode-cursor.ts'
import { openPrefix, settle } from './encode-size.ts'
import type { Frame } from './frame.ts'
import { text } from './position.ts'

/** A run of bytes of the length `size` says, related to its extent. */
export function encodeRun(
  context: EncodeContext,
  cursor: Cursor,
  extent: Extent,
  size: string,
  frame: Frame | undefined,
  write: (at: string, size: string) => string,
): void {
  const { source } = context
  if (extent.by === 'fixed') {
    source.fail(`${size}!==${extent.value}`)
    ensure(source, cursor, extent.value)
    source.line(write(text(cursor.at), String(extent.value)))
    return advance(cursor, extent.value)
  }
  const prefix = openPrefix(source, cursor, extent)
  const known = source.constant(size)
  settle(context, extent, known, frame, prefix)
  ensureDynamic(source, cursor, known)
  source.line(write(text(cursor.at), known))
  moveTo(cursor, source.constant(`${text(cursor.at)}+${known}`))
}

export function encodeString(
  context: EncodeContext,
  cursor: Cursor,
  node: StringNode,
  x: string,
  frame: Frame | undefined,
): void {
  const { source } = context
  if (node.padded && node.extent.by === 'fixed') {
    ensure(source, cursor, node.extent.value)
    source.fail(`!R.putPadded(d,${text(cursor.at)},${x},${node.extent.value},${node.latin1})`)
    return advance(cursor, node.extent.value)
  }
  const size = source.constant(`R.textSize(${x},${node.latin1})`)
  source.fail(`${size}<0${node.padded ? `||${x}.includes('\\0')` : ''}`)
  encodeRun(context, cursor, node.extent, size, frame, (at, n) => `R.writeText(d,${at},${x},${n});`)
}
