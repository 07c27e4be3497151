/** Definitions as tables of offsets and widths. */
import type { Extent, Member, Node, StructNode } from '../node.ts'
import { roundUp } from '../node.ts'

/** One row: a field, or padding, of a definition. */
export interface LayoutRow {
  /** Path from the definition; `[]` stands for each item of an array. */
  readonly path: string
  /** Bytes from the start; undefined behind something of variable size. */
  readonly offset: number | undefined
  /** Bytes; undefined when it varies. */
  readonly size: number | undefined
  /** Bits within the integer, most significant first: `7..4`. */
  readonly bits: string | undefined
  readonly type: string
  readonly note: string
}

/** The fields of a definition with their place. Nested structures are listed field by field. */
export function layoutOf(node: Node): LayoutRow[] {
  const rows: LayoutRow[] = []
  walk(rows, node, '', 0, 0)
  return rows
}

const maxDepth = 8

/** Returns the offset behind. */
function walk(
  rows: LayoutRow[],
  node: Node,
  path: string,
  offset: number | undefined,
  depth: number,
): number | undefined {
  if (depth < maxDepth && node.kind === 'struct') return walkStruct(rows, node, path, offset, depth)
  if (depth < maxDepth && node.kind === 'family') {
    walkStruct(rows, node.unknown, path, offset, depth)
    for (const { value, node: variant } of node.cases)
      rows.push(row(path, undefined, undefined, variant.name, `${node.key ?? ''} = ${String(value)}`))
    for (const { node: variant } of node.choices)
      rows.push(row(path, undefined, undefined, variant.name, 'by predicate'))
    return undefined
  }
  rows.push(row(path, offset, node.size, node.name, noteOf(node)))
  const item = node.kind === 'array' || node.kind === 'sized' || node.kind === 'padded' ? node.item : undefined
  if (item !== undefined && depth < maxDepth && (item.kind === 'struct' || item.kind === 'family'))
    walk(rows, item, node.kind === 'array' ? `${path}[]` : path, node.kind === 'array' ? undefined : offset, depth + 1)
  return offset === undefined || node.size === undefined ? undefined : offset + node.size
}

function row(
  path: string,
  offset: number | undefined,
  size: number | undefined,
  type: string,
  note: string,
): LayoutRow {
  return { path, offset, size, bits: undefined, type, note }
}

function walkStruct(
  rows: LayoutRow[],
  node: StructNode,
  path: string,
  start: number | undefined,
  depth: number,
): number | undefined {
  let offset = start
  for (const member of node.members) offset = walkMember(rows, member, path, start, offset, depth)
  if (node.align <= 1 || node.size !== undefined)
    return node.size === undefined || start === undefined ? offset : start + node.size
  rows.push(row(join(path, '(padding)'), offset, undefined, 'padding', `to a multiple of ${node.align}`))
  return undefined
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

function walkMember(
  rows: LayoutRow[],
  member: Member,
  path: string,
  start: number | undefined,
  offset: number | undefined,
  depth: number,
): number | undefined {
  const at = join(path, member.key)
  const after = (size: number | undefined) => (offset === undefined || size === undefined ? undefined : offset + size)
  switch (member.as) {
    case 'value': {
      if (member.when === undefined) return walk(rows, member.node, at, offset, depth + 1)
      rows.push(row(at, offset, member.node.size, member.node.name, 'optional'))
      return undefined
    }
    case 'pad':
      rows.push(row(at, offset, member.size, 'padding', ''))
      return after(member.size)
    case 'align': {
      const size =
        offset === undefined || start === undefined ? undefined : roundUp(offset - start, member.to) - (offset - start)
      rows.push(row(at, offset, size, 'padding', `to a multiple of ${member.to}`))
      return after(size)
    }
    case 'constant':
      rows.push(row(at, offset, member.node.size, member.node.name, `always ${String(member.value)}`))
      return after(member.node.size)
    case 'role':
      rows.push(row(at, offset, member.node.size, member.node.name, member.role.role))
      return after(member.node.size)
    case 'total':
      return offset
    case 'bits':
      for (const part of member.node.parts) {
        const low = part.shift - ((part.count ?? 1) - 1) * part.width
        const bits = `${part.shift + part.width - 1}..${low}`
        const type = part.bool ? 'flag' : part.count === undefined ? 'bits' : `bits[${part.count}]`
        const key = member.key.startsWith('_') ? join(path, part.key) : `${at}.${part.key}`
        rows.push({ path: key, offset, size: member.node.size, bits, type, note: part.role?.role ?? '' })
      }
      return after(member.node.size)
    case 'embed':
      return walkStruct(rows, member.node, path, offset, depth)
  }
}

function noteOf(node: Node): string {
  if (node.kind === 'array' || node.kind === 'bytes' || node.kind === 'string' || node.kind === 'sized')
    return extentNote(node.extent)
  return node.kind === 'int' && node.size > 1 && node.little ? 'little endian' : ''
}

function extentNote(extent: Extent): string {
  switch (extent.by) {
    case 'fixed':
      return ''
    case 'rest':
      return 'to the end'
    case 'field':
      return `as ${extent.field} says`
    case 'call':
      return 'size is computed'
    case 'prefix':
      return `${extent.node.name} in front`
  }
}

/** The layout as a table in text. */
export function describeNode(node: Node): string {
  const head = ['offset', 'size', 'field', 'type', 'note']
  const size = (r: LayoutRow) => (r.bits === undefined ? String(r.size ?? '…') : `bits ${r.bits}`)
  const lines = layoutOf(node).map((r) => [String(r.offset ?? '…'), size(r), r.path, r.type, r.note])
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((line) => line[i]?.length ?? 0)))
  const total = node.size === undefined ? `at least ${node.min} bytes` : `${node.size} bytes`
  const print = (line: readonly string[]) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()
  return [`${node.name}: ${total}`, print(head), ...lines.map(print)].join('\n')
}
