/** Where generated encoding code writes, and the checks that there is room. */
import { roundUp } from '../node.ts'
import type { Node, StructNode } from '../node.ts'
import { gapText, text } from './position.ts'
import type { Position } from './position.ts'
import type { Source } from './source.ts'

/** Where the generated code writes, and up to where behind `base` there is known to be room. */
export interface Cursor {
  at: Position
  checked: number
}

export interface EncodeContext {
  readonly source: Source
  program(node: Node): string
  /** Name of the program that encodes values of a structure which have `_extra`. */
  surplus(node: StructNode): string
}

/** Makes sure there is room for `size` bytes of fixed layout. */
export function ensure(source: Source, cursor: Cursor, size: number): void {
  const upTo = cursor.at.add + size
  if (size === 0 || upTo <= cursor.checked) return
  source.check(`cap-${cursor.at.base}<${upTo}`, 'G')
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
    for (; cursor.at.add < end; advance(cursor, 1))
      source.put({ at: cursor.at, size: 1, little: false, signed: false, value: 0 })
  cursor.at = { base: cursor.at.base, add: end }
}

export function writePadding(source: Source, cursor: Cursor, start: Position, to: number): void {
  if (start.base === cursor.at.base) {
    const used = cursor.at.add - start.add
    return writeZeros(source, cursor, roundUp(used, to) - used)
  }
  const gap = source.constant(gapText(start, cursor.at, to))
  const next = source.constant(`${text(cursor.at)}+${gap}`)
  source.line(`if(${next}>cap)throw G;`)
  source.line(
    to > 32 ? `R.zero(d,${text(cursor.at)},${gap});` : `for(let i=${text(cursor.at)};i<${next};i++)d.setUint8(i,0);`,
  )
  moveTo(cursor, next)
}
