/** Bit fields, for encoding. */
import type { BitPart, BitsNode } from '../node.ts'
import { checkBool } from './check.ts'
import type { Fields } from './check.ts'
import { show } from './context.ts'
import type { Context } from './context.ts'
import { checkInt, writePart } from './number.ts'

export function writeBits(context: Context, node: BitsNode, object: Fields, at: number): void {
  for (const part of node.parts) {
    if (part.role !== undefined || part.key.startsWith('_')) continue
    context.path.push(part.key)
    const value = part.known ?? object[part.key]
    if (part.count === undefined) writeOne(context, node, part, value, at, 0)
    else {
      if (!Array.isArray(value) || value.length !== part.count)
        context.fail('size', `must be an array of ${part.count}, got ${show(value)}`, at)
      value.forEach((item, i) => writeOne(context, node, part, item, at, i))
    }
    context.path.pop()
  }
}

export function writeOne(context: Context, node: BitsNode, part: BitPart, value: unknown, at: number, i: number): void {
  const number = part.bool
    ? Number(checkBool(context, at, value))
    : checkInt(context, at, value, 0, 2 ** part.width - 1)
  writePart(context.view, at, node, part, i, number)
}
