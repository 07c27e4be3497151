/** Bit fields and the fields that do something: lengths, counts, checksums. */
import type { BitPart, BitsNode, Role } from '../node.ts'
import type { Context } from './context.ts'
import { openRegion, unscale } from './decode-region.ts'
import type { Frame, Scope } from './decode-region.ts'
import { readPart } from './number.ts'

/** Puts the plain parts into the object and returns the parts. */
export function readBits(context: Context, node: BitsNode, at: number, frame: Frame): readonly BitPart[] {
  for (const part of node.parts) {
    if (part.role !== undefined || part.key.startsWith('_')) continue
    const read = (i: number) => {
      const value = readPart(context.view, at, node, part, i)
      return part.bool ? value !== 0 : value
    }
    const { count } = part
    frame.object[part.key] =
      part.known ?? (count === undefined ? read(0) : Array.from({ length: count }, (_, i) => read(i)))
  }
  return node.parts
}

export function takeRole(
  context: Context,
  key: string,
  role: Role,
  stored: number,
  at: number,
  frame: Frame,
  scope: Scope,
  size: number,
): void {
  switch (role.role) {
    case 'length':
      return openRegion(context, scope, unscale(context, role.scale, stored, at), role, at)
    case 'count':
      frame.counts.set(key, unscale(context, role.scale, stored, at))
      return
    case 'checksum':
      frame.object[key] = stored
      if (role.verify) scope.checks.push({ role, key, at, size })
      return
    case 'computed':
      frame.object[key] = stored
      return
  }
}
