/** Which variant of a family the bytes are. */
import type { FamilyNode, StructNode } from '../node.ts'
import { noVariant } from '../value/fields.ts'
import type { Context, Region } from './context.ts'
import { guard, need } from './decode-region.ts'
import { readInt, readPart } from './number.ts'

/** `decodeHead` reads the fields of the base, which are needed when the discriminant has no fixed place. */
export function chooseVariant(
  context: Context,
  node: FamilyNode,
  at: number,
  region: Region,
  decodeHead: () => unknown,
): StructNode | FamilyNode {
  let head: Record<string, unknown> | undefined
  const readHead = () => (head ??= decodeHead() as Record<string, unknown>)
  if (node.key !== undefined) {
    const value = node.at === undefined ? readHead()[node.key] : readDiscriminant(context, node, at, region)
    for (const c of node.cases) if (c.value === value) return c.node
  }
  for (const choice of node.choices) {
    const fields = readHead()
    if (guard(context, at, () => choice.when(fields))) return choice.node
  }
  if (!node.closed) return node.unknown
  return context.fail('variant', noVariant(node, readHead()), at)
}

function readDiscriminant(context: Context, node: FamilyNode, at: number, region: Region): unknown {
  if (node.at === undefined) return undefined
  const place = at + node.at.offset
  need(context, region, place, node.at.node.size)
  if (node.at.node.kind === 'int') return readInt(context.view, place, node.at.node)
  return node.at.part === undefined ? undefined : readPart(context.view, place, node.at.node, node.at.part, 0)
}
