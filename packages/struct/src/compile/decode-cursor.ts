/** Where generated decoding code is, and the checks that keep it inside its region. */
import { roundUp } from '../node.ts'
import type { Extent, Node } from '../node.ts'
import { gapText, text } from './position.ts'
import type { Position } from './position.ts'
import type { Source } from './source.ts'

/** Where the generated code is: position, region end, and how far behind `base` bytes are known to exist. */
export interface Cursor {
  at: Position
  end: string
  checked: number
}

export interface DecodeContext {
  readonly source: Source
  /** Name of the program of a node that gets a function of its own. */
  program(node: Node): string
}

/** Makes sure that `size` more bytes are in the region. */
export function ensure(source: Source, cursor: Cursor, size: number): void {
  const upTo = cursor.at.add + size
  if (size === 0 || upTo <= cursor.checked) return
  source.fail(`${cursor.end}-${cursor.at.base}<${upTo}`)
  cursor.checked = upTo
}

export function advance(cursor: Cursor, size: number): void {
  cursor.at = { base: cursor.at.base, add: cursor.at.add + size }
}

export function moveTo(cursor: Cursor, base: string): void {
  cursor.at = { base, add: 0 }
  cursor.checked = 0
}

export function skip(source: Source, cursor: Cursor, extent: Extent, size: string): void {
  if (extent.by === 'fixed') advance(cursor, extent.value)
  else moveTo(cursor, source.constant(`${text(cursor.at)}+${size}`))
}

export function skipPadding(source: Source, cursor: Cursor, start: Position, to: number, tail: number): void {
  if (start.base === cursor.at.base) {
    const used = cursor.at.add - start.add
    const gap = roundUp(used, to) - used
    ensure(source, cursor, gap)
    advance(cursor, gap)
    return
  }
  const next = source.constant(`${text(cursor.at)}+${gapText(start, cursor.at, to)}`)
  source.fail(`${next}>${cursor.end}${tail === 0 ? '' : `-${tail}`}`)
  moveTo(cursor, next)
}
