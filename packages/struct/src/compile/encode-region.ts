/** The end of a structure, for encoding: surplus bytes, alignment, and the numbers that are known only now. */
import { extraMeetsPadding, mustFillAlignment } from '../members.ts'
import type { Member, StructNode } from '../node.ts'
import { ensureDynamic, moveTo, writePadding } from './encode-cursor.ts'
import type { Cursor, EncodeContext } from './encode-cursor.ts'
import { isKnown, patch, scaled, settleCount } from './encode-size.ts'
import type { Duty, Frame, Pending } from './frame.ts'
import { distance, gapText, text } from './position.ts'
import type { Position } from './position.ts'
import type { Source } from './source.ts'

export interface Scope {
  readonly start: Position
  readonly duties: Duty[]
  readonly pending: Pending[]
  total: Extract<Member, { as: 'total' }> | undefined
}

export function takeDuty(frame: Frame, scope: Scope, key: string, duty: Duty): void {
  if (duty.role.role === 'count') {
    const pending: Pending = { slot: duty.slot, scale: duty.role.scale, targets: [] }
    frame.pending.set(key, pending)
    scope.pending.push(pending)
  } else scope.duties.push(duty)
}

/** What no field describes, where a structure with a length keeps it. */
export function writeSurplus(source: Source, cursor: Cursor, node: StructNode, frame: Frame, start: Position): void {
  const p = source.fresh('p')
  source.line(`let ${p}=${text(cursor.at)};if(${frame.object}._extra!==undefined){`)
  const inner: Cursor = { at: { base: p, add: 0 }, checked: 0 }
  const x = writeExtra(source, inner, frame)
  if (extraMeetsPadding(node)) {
    const gap = gapText(start, cursor.at, node.align)
    source.fail(`${x}.length>0&&(${x}.length===${gap}||(${x}.length-${gap})%${node.align}!==0)`)
  }
  source.line(`${p}=${text(inner.at)};}`)
  moveTo(cursor, p)
}

export function writeExtra(source: Source, cursor: Cursor, frame: Frame): string {
  const x = source.constant(`${frame.object}._extra`)
  source.fail(`!(${x} instanceof Uint8Array)`)
  ensureDynamic(source, cursor, `${x}.length`)
  source.line(`R.putBytes(d,${text(cursor.at)},${x},${x}.length);`)
  moveTo(cursor, source.constant(`${text(cursor.at)}+${x}.length`))
  return x
}

/** Inner regions are closed before outer ones, counts before lengths, checksums last: each sees final bytes. */
export function closeScope(context: EncodeContext, cursor: Cursor, node: StructNode, frame: Frame, scope: Scope): void {
  const { source } = context
  const unpadded = cursor.at
  if (mustFillAlignment(node)) source.fail(`(${distance(scope.start, cursor.at)})%${node.align}!==0`)
  else if (node.align > 1) writePadding(source, cursor, scope.start, node.align)
  for (const pending of scope.pending) settleCount(source, pending)
  const sizeOf = (padded: boolean) => {
    const size = distance(scope.start, padded ? cursor.at : unpadded)
    return isKnown(size) ? size : source.constant(size)
  }
  for (const { role, slot } of scope.duties) {
    if (role.role !== 'length') continue
    const size = sizeOf(role.padded)
    if (role.limit !== Infinity) source.fail(`${size}>${role.limit}`)
    patch(source, slot, scaled(size, role.scale))
  }
  if (scope.total !== undefined) {
    const size = sizeOf(scope.total.padded)
    source.fail(
      `${source.bind(scope.total.call)}(${frame.object})!==${size}${scope.total.limit === Infinity ? '' : `||${size}>${scope.total.limit}`}`,
    )
  }
  for (const { role, slot } of scope.duties)
    if (role.role === 'computed') patch(source, slot, `${source.bind(role.call)}(${frame.object})`)
  for (const { role, slot } of scope.duties)
    if (role.role === 'checksum') {
      const bytes = `R.view(d,${text(scope.start)},${distance(scope.start, cursor.at)})`
      patch(source, slot, `${source.bind(role.call)}(${bytes},${frame.object})`)
    }
}
