/** Node → JavaScript that decodes it. Read `emitDecode` first. */
import { hasLength, hasUnknown, memberMin, tailOf } from '../members.ts'
import type { ArrayNode, Member, Node, StructNode } from '../node.ts'
import { decodeBits, earlier, readBits, unscale } from './decode-bits.ts'
import { advance, ensure, moveTo, skip, skipPadding } from './decode-cursor.ts'
import type { Cursor, DecodeContext } from './decode-cursor.ts'
import { decodeExtent } from './decode-extent.ts'
import { closeScope, openRegion } from './decode-region.ts'
import type { Scope } from './decode-region.ts'
import { itemFrame, newFrame } from './frame.ts'
import type { Frame } from './frame.ts'
import { readBig, readFloat, readInt } from './scalar.ts'
import { distance, text } from './position.ts'
import { keyText, literal, property } from './source.ts'
import type { Position } from './position.ts'

/** The body of `decode(d,o,end)`. */
export function emitDecode(context: DecodeContext, node: Node): void {
  const cursor: Cursor = { at: { base: 'o', add: 0 }, end: 'end', checked: 0 }
  const value =
    node.kind === 'struct' ? decodeObject(context, cursor, node) : decodeValue(context, cursor, node, undefined, 0)
  context.source.line(`S.next=${text(cursor.at)};return ${value};`)
}

/** Nested objects of fixed size and few fields are read in place, others by their own function. */
function isInline(node: StructNode): boolean {
  return node.size !== undefined && node.members.length <= 12
}

/** Emits what reads a value and returns the expression of it. `tail`: bytes of the region that belong to later fields. */
function decodeValue(
  context: DecodeContext,
  cursor: Cursor,
  node: Node,
  frame: Frame | undefined,
  tail: number,
): string {
  const { source } = context
  if (node.size !== undefined) ensure(source, cursor, node.size)
  switch (node.kind) {
    case 'int':
    case 'float':
    case 'bool': {
      const read = node.kind === 'int' ? readInt(node, cursor.at) : readSmall(node, cursor.at)
      advance(cursor, node.size)
      return source.constant(read)
    }
    case 'big': {
      const value = readBig(source, node, cursor.at)
      advance(cursor, node.size)
      return value
    }
    case 'bytes':
    case 'string': {
      const size = decodeExtent(context, cursor, node.extent, frame, tail, 1)
      const at = text(cursor.at)
      const value = source.constant(
        node.kind === 'bytes'
          ? `R.view(d,${at},${size})`
          : `R.${node.padded ? 'readPadded' : 'readText'}(d,${at},${size},${node.latin1})`,
      )
      skip(source, cursor, node.extent, size)
      return value
    }
    case 'cstring': {
      const size = source.constant(`R.findNul(d,${text(cursor.at)},${cursor.end}-${tail})`)
      source.fail(`${size}<0||${size}>${node.limit}`)
      const value = source.constant(`R.readText(d,${text(cursor.at)},${size},${node.latin1})`)
      moveTo(cursor, source.constant(`${text(cursor.at)}+${size}+1`))
      return value
    }
    case 'array':
      return decodeArray(context, cursor, node, frame, tail)
    case 'sized': {
      const size = decodeExtent(context, cursor, node.extent, frame, tail, 1)
      const end = source.constant(`${text(cursor.at)}+${size}`)
      const inner: Cursor = { at: cursor.at, end, checked: 0 }
      const value = decodeValue(context, inner, node.item, frame, 0)
      source.fail(`${text(inner.at)}!==${end}`)
      moveTo(cursor, end)
      return value
    }
    case 'padded': {
      const start = cursor.at
      const value = decodeValue(context, cursor, node.item, frame, tail)
      skipPadding(source, cursor, start, node.to, tail)
      return value
    }
    case 'convert':
      return source.constant(`${source.bind(node)}.to(${decodeValue(context, cursor, node.item, frame, tail)})`)
    case 'bits':
      return decodeBits(context, cursor, node)
    case 'struct':
      if (isInline(node)) return decodeObject(context, cursor, node)
      return decodeCall(context, cursor, node, tail)
    case 'family':
    case 'custom':
    case 'lazy':
      return decodeCall(context, cursor, node, tail)
  }
}

function readSmall(node: Extract<Node, { kind: 'float' | 'bool' }>, at: Position): string {
  return node.kind === 'float' ? readFloat(node, at) : `d.getUint8(${text(at)})!==0`
}

function decodeCall(context: DecodeContext, cursor: Cursor, node: Node, tail: number): string {
  const end = tail === 0 ? cursor.end : `${cursor.end}-${tail}`
  const value = context.source.constant(`${context.program(node)}.decode(d,${text(cursor.at)},${end})`)
  if (node.size !== undefined) advance(cursor, node.size)
  else moveTo(cursor, context.source.constant('S.next'))
  return value
}

function decodeArray(
  context: DecodeContext,
  cursor: Cursor,
  node: ArrayNode,
  frame: Frame | undefined,
  tail: number,
): string {
  const { source } = context
  const { item, extent } = node
  const byBytes = node.unit === 'bytes'
  const unit = byBytes ? 1 : extent.by === 'fixed' ? (item.size ?? 0) : Math.max(item.min, 1)
  const size = decodeExtent(context, cursor, extent, frame, tail, unit)
  const [list, p] = [source.fresh('l'), source.fresh('p')]
  source.line(`let ${list},${p}=${text(cursor.at)};`)
  const end = byBytes ? source.constant(`${p}+${size}`) : tail === 0 ? cursor.end : `(${cursor.end}-${tail})`
  source.line(byBytes ? `while(${p}<${end}){` : `for(let i=0;i<${size};i++){`)
  const checked = item.size !== undefined && !byBytes ? item.size : 0
  const inner: Cursor = { at: { base: p, add: 0 }, end, checked }
  const value = decodeValue(context, inner, item, frame && itemFrame(frame), 0)
  // An array that is empty and grows gets room for seventeen at once; most have one item.
  source.line(`if(${list}===undefined)${list}=[${value}];else ${list}.push(${value});`)
  if (item.min === 0 && (byBytes || extent.by !== 'fixed')) source.fail(`${text(inner.at)}<=${p}`)
  source.line(`${p}=${text(inner.at)};}`)
  source.line(`if(${list}===undefined)${list}=[];`)
  if (extent.by === 'fixed' && item.size !== undefined && !byBytes) advance(cursor, extent.value * item.size)
  else moveTo(cursor, p)
  return list
}

/** Decodes a structure into an object expression. */
function decodeObject(context: DecodeContext, cursor: Cursor, node: StructNode): string {
  const { source } = context
  const frame = newFrame()
  frame.extraTaken = hasUnknown(node)
  frame.direct = node.size !== undefined
  decodeScope(context, cursor, node, frame)
  const literal = `{${[...frame.fields]
    .filter(([key]) => !frame.late.has(key))
    .map(([key, value]) => `${keyText(key)}:${value}`)
    .join(',')}}`
  if (frame.late.size === 0) return literal
  const object = source.constant(literal)
  for (const [key, value] of frame.late) source.line(`if(${value}!==undefined)${property(object, key)}=${value};`)
  return object
}

/** One region: the members of a structure, its length, its surplus bytes, its alignment. */
function decodeScope(context: DecodeContext, cursor: Cursor, node: StructNode, frame: Frame): void {
  const { source } = context
  const start = cursor.at
  const outer = cursor.end
  const scope: Scope = { node, start, outer, length: undefined, padded: true, checks: [] }
  const owner = !frame.extraTaken && hasLength(node)
  if (owner) frame.extraTaken = true
  ensure(source, cursor, node.content)
  let remaining = node.members
  for (const member of node.members) {
    remaining = remaining.slice(1)
    const before = cursor.at.base
    decodeMember(context, cursor, member, frame, scope, tailOf(remaining))
    if (cursor.at.base !== before)
      ensure(
        source,
        cursor,
        remaining.reduce((sum, m) => sum + memberMin(m), 0),
      )
  }
  if (node.unknown) {
    const size = source.constant(`${cursor.end}-(${text(cursor.at)})`)
    source.fail(`${size}<0`)
    frame.fields.set('_extra', source.constant(`R.view(d,${text(cursor.at)},${size})`))
    moveTo(cursor, cursor.end)
  }
  closeScope(source, cursor, scope, frame, owner)
  for (const check of scope.checks) {
    const bytes = `R.view(d,${text(start)},${distance(start, cursor.at)})`
    const sum = `R.checksumOf(${check.call},${bytes},${distance(start, check.at)},${check.size},${earlier(frame)})`
    source.fail(`${sum}!==${check.stored}`)
  }
}

function decodeMember(
  context: DecodeContext,
  cursor: Cursor,
  member: Member,
  frame: Frame,
  scope: Scope,
  tail: number,
): void {
  const { source } = context
  switch (member.as) {
    case 'value':
      decodeField(context, cursor, member, frame, member.node.open ? tail : 0)
      return
    case 'pad':
      ensure(source, cursor, member.size)
      advance(cursor, member.size)
      return
    case 'align':
      skipPadding(source, cursor, scope.start, member.to, 0)
      return
    case 'constant': {
      const value = decodeValue(context, cursor, member.node, frame, 0)
      source.fail(`!R.equals(${value},${source.bind(member.value)})`)
      return
    }
    case 'role': {
      const before = cursor.at
      const stored = decodeValue(context, cursor, member.node, frame, 0)
      const { role } = member
      if (role.role === 'length') openRegion(source, cursor, scope, unscale(source, role, stored), role)
      else if (role.role === 'count') frame.counts.set(member.key, unscale(source, role, stored))
      else frame.fields.set(member.key, stored)
      if (role.role === 'checksum' && role.verify)
        scope.checks.push({ call: source.bind(role.call), stored, at: before, size: member.node.size })
      return
    }
    case 'total': {
      const size = source.constant(`${source.bind(member.call)}(${earlier(frame)})`)
      source.fail(`!(${size}>=0)||Math.floor(${size})!==${size}`)
      openRegion(source, cursor, scope, size, member)
      return
    }
    case 'bits': {
      if (!member.key.startsWith('_')) {
        frame.fields.set(member.key, source.constant(decodeBits(context, cursor, member.node)))
        return
      }
      const length = readBits(context, cursor, member.node, frame)
      const role = member.node.parts.find((part) => part.role?.role === 'length')?.role
      if (length !== undefined && role?.role === 'length')
        openRegion(source, cursor, scope, unscale(source, role, length), role)
      return
    }
    case 'embed':
      decodeEmbedded(context, cursor, member.node, frame, member.node.open ? tail : 0)
      return
  }
}

function decodeEmbedded(context: DecodeContext, cursor: Cursor, node: StructNode, frame: Frame, tail: number): void {
  if (tail === 0) return decodeScope(context, cursor, node, frame)
  const outer = cursor.end
  cursor.end = context.source.constant(`${outer}-${tail}`)
  context.source.fail(`${cursor.end}<${text(cursor.at)}`)
  cursor.checked = 0
  decodeScope(context, cursor, node, frame)
  cursor.end = outer
}

function decodeField(
  context: DecodeContext,
  cursor: Cursor,
  member: Extract<Member, { as: 'value' }>,
  frame: Frame,
  tail: number,
): void {
  const { source } = context
  const { key, node } = member
  if (member.known !== undefined && node.size !== undefined) {
    ensure(source, cursor, node.size)
    advance(cursor, node.size)
    frame.fields.set(key, literal(source, member.known))
    return
  }
  if (frame.direct && node.kind === 'int') {
    ensure(source, cursor, node.size)
    frame.fields.set(key, readInt(node, cursor.at))
    return advance(cursor, node.size)
  }
  if (member.when === undefined) {
    frame.fields.set(key, decodeValue(context, cursor, node, frame, tail))
    return
  }
  const value = source.fresh('v')
  const p = source.fresh('p')
  source.line(`let ${value},${p}=${text(cursor.at)};if(${source.bind(member.when)}(${earlier(frame)})){`)
  const inner: Cursor = { at: { base: p, add: 0 }, end: cursor.end, checked: 0 }
  const read = decodeValue(context, inner, node, frame, tail)
  source.line(`${value}=${read};${p}=${text(inner.at)};}`)
  moveTo(cursor, p)
  frame.fields.set(key, value)
  frame.late.set(key, value)
}
