/** Bit fields, for decoding. */
import type { BitsNode } from '../node.ts'
import { advance, ensure } from './decode-cursor.ts'
import type { Cursor, DecodeContext } from './decode-cursor.ts'
import { newFrame } from './frame.ts'
import type { Frame } from './frame.ts'
import { readPart, readWords } from './scalar.ts'
import { keyText } from './source.ts'
import type { Source } from './source.ts'

/** The fields read so far, as the object callbacks get. */
export function earlier(frame: Frame | undefined): string {
  return `{${[...(frame?.fields ?? [])].map(([key, value]) => `${keyText(key)}:${value}`).join(',')}}`
}

export function decodeBits(context: DecodeContext, cursor: Cursor, node: BitsNode): string {
  const frame = newFrame()
  readBits(context, cursor, node, frame)
  return earlier(frame)
}

export function readBits(context: DecodeContext, cursor: Cursor, node: BitsNode, frame: Frame): string | undefined {
  const { source } = context
  ensure(source, cursor, node.size)
  const words = readWords(source, node, cursor.at)
  advance(cursor, node.size)
  let length: string | undefined
  for (const part of node.parts) {
    const read = (i: number) => readPart(words, part.width, part.shift - i * part.width)
    if (part.count !== undefined) {
      const items = Array.from({ length: part.count }, (_, i) => read(i) + (part.bool ? '!==0' : ''))
      frame.fields.set(part.key, source.constant(`[${items.join(',')}]`))
      continue
    }
    if (part.role === undefined && part.key.startsWith('_')) continue
    const value = source.constant(read(0) + (part.bool ? '!==0' : ''))
    const role = part.role?.role
    if (role === 'length') length = value
    else if (role === 'count') frame.counts.set(part.key, unscale(source, part.role, value))
    else frame.fields.set(part.key, part.known === undefined ? value : String(part.known))
  }
  return length
}

export function unscale(
  source: Source,
  role: { scale?: { unit: number; add: number } } | undefined,
  stored: string,
): string {
  const unit = role?.scale?.unit ?? 1
  const add = role?.scale?.add ?? 0
  if (unit === 1 && add === 0) return stored
  const actual = source.constant(`${stored}*${unit}-${add < 0 ? `(${add})` : add}`)
  source.fail(`${actual}<0`)
  return actual
}
