/** Questions about the members of a structure that both back ends and the definitions ask. */
import type { Member, StructNode } from './node.ts'

/** Whether a field of this structure (not of an embedded one) says how long it is. */
export function hasLength(node: Pick<StructNode, 'members'>): boolean {
  return node.members.some(
    (m) =>
      m.as === 'total' ||
      (m.as === 'role' && m.role.role === 'length') ||
      (m.as === 'bits' && m.node.parts.some((part) => part.role?.role === 'length')),
  )
}

export function memberMin(member: Member): number {
  switch (member.as) {
    case 'value':
      return member.when === undefined ? member.node.min : 0
    case 'pad':
      return member.size
    case 'align':
    case 'total':
      return 0
    case 'constant':
    case 'role':
    case 'bits':
    case 'embed':
      return member.node.min
  }
}

/** Bytes at the end of the region that fixed members after a greedy one take. */
export function tailOf(after: readonly Member[]): number {
  return after.reduce((sum, m) => sum + memberMin(m), 0)
}

/** Whether this is the unknown variant of a family, at any level of embedding. */
export function hasUnknown(node: StructNode): boolean {
  return node.unknown || node.members.some((m) => m.as === 'embed' && hasUnknown(m.node))
}

/** Whether the outermost region with a length keeps what it does not understand. */
export function keepsExtra(node: StructNode): boolean {
  if (hasLength(node)) return node.extra === 'keep'
  const inner = node.members.find((m) => m.as === 'embed' && ownsRegion(m.node))
  return inner?.as === 'embed' && keepsExtra(inner.node)
}

function ownsRegion(node: StructNode): boolean {
  return hasLength(node) || node.members.some((m) => m.as === 'embed' && ownsRegion(m.node))
}

/** Whether a member goes to the end of the region. */
export function isOpen(member: Member): boolean {
  return (member.as === 'value' || member.as === 'embed' || member.as === 'constant') && member.node.open
}

/** Whether the structure's length counts the padding at its end; true if it has no length. */
function countsPadding(node: StructNode): boolean {
  return !node.members.some(
    (m) =>
      (m.as === 'total' && !m.padded) ||
      (m.as === 'role' && m.role.role === 'length' && !m.role.padded) ||
      (m.as === 'bits' && m.node.parts.some((part) => part.role?.role === 'length' && !part.role.padded)),
  )
}

/**
 * Whether padding at the end would be read back as part of the last field (or of `_extra`), so that a value must
 * have a size that needs none.
 */
export function mustFillAlignment(node: StructNode): boolean {
  return node.align > 1 && countsPadding(node) && (hasUnknown(node) || node.members.some(isOpen))
}

/** Whether surplus bytes of the size of the padding would be taken for padding. */
export function extraMeetsPadding(node: StructNode): boolean {
  return node.align > 1 && countsPadding(node)
}
