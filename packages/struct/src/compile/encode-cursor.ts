/** Where generated encoding code writes, and the checks that there is room. */
import { roundUp } from '../node.ts'
import type { Node } from '../node.ts'
import { distance, text } from './source.ts'
import type { Position, Source } from './source.ts'

/** Where the generated code writes, and up to where behind `base` there is known to be room. */
export interface Cursor {
  at: Position
  checked: number
}

export interface EncodeContext {
  readonly source: Source
  program(node: Node): string
}

/** Makes sure there is room for `size` bytes of fixed layout. */
export function ensure(source: Source, cursor: Cursor, size: number): void {
  const upTo = cursor.at.add + size
  if (size === 0 || upTo <= cursor.checked) return
  source.line(`if(cap-${cursor.at.base}<${upTo})throw G;`)
  cursor.checked = upTo
}

export function ensureDynamic(source: Source, cursor: Cursor, size: string): void {
  source.line(`if(cap-(${text(cursor.at)})<${size})throw G;`)
}

export function advance(cursor: Cursor, size: number): void {
  cursor.at = { base: cursor.at.base, add: cursor.at.add + size }
}

export function moveTo(cursor: Cursor, base: string): void {
  cursor.at = { base, add: 0 }
  cursor.checked = 0
}

export function writeZeros(source: Source, cursor: Cursor, size: number): void {
  ensure(source, cursor, size)
  const end = cursor.at.add + size
  if (size > 32) source.line(`R.zero(d,${text(cursor.at)},${size});`)
  else
    while (cursor.at.add < end) {
      const left = end - cursor.at.add
      const step = left >= 4 ? 4 : left >= 2 ? 2 : 1
      source.line(`d.setUint${step * 8}(${text(cursor.at)},0);`)
      advance(cursor, step)
    }
  cursor.at = { base: cursor.at.base, add: end }
}

export function writePadding(source: Source, cursor: Cursor, start: Position, to: number): void {
  if (start.base === cursor.at.base) {
    const used = cursor.at.add - start.add
    return writeZeros(source, cursor, roundUp(used, to) - used)
  }
  const gap = source.constant(`R.gap(${distance(start, cursor.at)},${to})`)
  ensureDynamic(source, cursor, gap)
  source.line(`R.zero(d,${text(cursor.at)},${gap});`)
  moveTo(cursor, source.constant(`${text(cursor.at)}+${gap}`))
}
