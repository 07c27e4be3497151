/** Bit fields, for encoding. */
import { property } from './source.ts'
import type { BitPart, BitsNode } from '../node.ts'
import { advance, ensure } from './encode-cursor.ts'
import type { Cursor, EncodeContext } from './encode-cursor.ts'
import type { Frame } from './frame.ts'
import { badPart, placePart, writeWords } from './scalar.ts'
import type { Source } from './source.ts'

export function writeBits(context: EncodeContext, cursor: Cursor, node: BitsNode, frame: Frame): void {
  const { source } = context
  ensure(source, cursor, node.size)
  const high: string[] = []
  const low: string[] = []
  for (const part of node.parts) {
    if (part.role !== undefined || part.key.startsWith('_')) continue
    for (const [x, shift] of partValues(source, part, frame)) {
      const place = placePart({ width: part.width, shift }, x)
      if (place.high !== undefined) high.push(`(${place.high})`)
      if (place.low !== undefined) low.push(`(${place.low})`)
    }
  }
  writeWords(source, node, cursor.at, high.join('|') || '0', low.join('|') || '0')
  advance(cursor, node.size)
}

export function partValues(source: Source, part: BitPart, frame: Frame): [string, number][] {
  if (part.known !== undefined) return [[String(part.known), part.shift]]
  const value = source.read(property(frame.object, part.key))
  if (part.count !== undefined) source.check(`!Array.isArray(${value})||${value}.length!==${part.count}`)
  return Array.from({ length: part.count ?? 1 }, (_, i): [string, number] => {
    const item = part.count === undefined ? value : source.read(`${value}[${i}]`)
    source.check(part.bool ? `typeof ${item}!=='boolean'` : badPart(part.width, item))
    return [part.bool ? `(${item}?1:0)` : item, part.shift - i * part.width]
  })
}
