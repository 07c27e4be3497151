/** Regions: the length of a structure opens one, its end closes it. */
import type { StructNode } from '../node.ts'
import { moveTo, skipPadding } from './decode-cursor.ts'
import type { Cursor } from './decode-cursor.ts'
import type { Frame } from './frame.ts'
import { gapText, text } from './position.ts'
import type { Position } from './position.ts'
import type { Source } from './source.ts'

export interface Scope {
  readonly node: StructNode
  readonly start: Position
  readonly outer: string
  readonly checks: { call: string; stored: string; at: Position; size: number }[]
  length: string | undefined
  padded: boolean
}

export function openRegion(
  source: Source,
  cursor: Cursor,
  scope: Scope,
  length: string,
  form: { readonly limit: number; readonly padded: boolean },
): void {
  const start = text(scope.start)
  const limit = form.limit === Infinity ? '' : `||${length}>${form.limit}`
  source.fail(
    `${length}<${Math.max(scope.node.content, 1)}||${length}>${scope.outer}-${scope.start.add === 0 ? start : `(${start})`}${limit}`,
  )
  scope.length = length
  scope.padded = form.padded
  // What was known to exist may lie behind the end of this region.
  cursor.checked = cursor.at.base === scope.start.base ? scope.start.add + scope.node.content : 0
  cursor.end = source.constant(`${start}+${length}`)
}

export function closeScope(source: Source, cursor: Cursor, scope: Scope, frame: Frame, owner: boolean): void {
  const { node, start } = scope
  if (scope.length === undefined) {
    if (node.align > 1) skipPadding(source, cursor, start, node.align, 0)
    return
  }
  const end = cursor.end
  if (scope.padded && node.align > 1) source.fail(`${scope.length}%${node.align}!==0`)
  closeExtra(source, cursor, scope, frame, owner)
  cursor.end = scope.outer
  moveTo(cursor, end)
  if (!scope.padded && node.align > 1) skipPadding(source, cursor, start, node.align, 0)
}

/** Bytes of the region that no member has read. */
export function closeExtra(source: Source, cursor: Cursor, scope: Scope, frame: Frame, owner: boolean): void {
  const { node, start } = scope
  if (node.unknown) return
  const p = text(cursor.at)
  const left = source.constant(`${cursor.end}-(${p})`)
  source.fail(`${left}<0`)
  const padding = scope.padded && node.align > 1 ? gapText(start, cursor.at, node.align) : '0'
  if (!owner || node.extra === 'error') {
    source.fail(`${left}!==${padding}`)
    return
  }
  const extra = source.constant(`${left}!==${padding}?R.view(d,${p},${left}):undefined`)
  frame.late.set('_extra', extra)
}
