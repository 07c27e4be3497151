/** Node → JavaScript that encodes it. Read `emitEncode` first. */
import { hasLength, hasUnknown, keepsExtra } from '../members.ts'
import type { ArrayNode, Member, Node, StructNode } from '../node.ts'
import { fieldsOf, partsOf } from '../value/fields.ts'
import { writeBits } from './encode-bits.ts'
import { advance, ensure, ensureDynamic, moveTo, writePadding, writeZeros } from './encode-cursor.ts'
import type { Cursor, EncodeContext } from './encode-cursor.ts'
import { encodeKeys } from './encode-keys.ts'
import { closeScope, takeDuty, writeExtra, writeSurplus } from './encode-region.ts'
import type { Scope } from './encode-region.ts'
import { encodeRun, encodeString } from './encode-run.ts'
import { openPrefix, settle } from './encode-size.ts'
import { itemFrame, newFrame } from './frame.ts'
import type { Frame, Slot } from './frame.ts'
import { distance, text } from './position.ts'
import type { Position } from './position.ts'
import { badInt, putConstant, putInt, writeBig, writeFloat, writeInt } from './scalar.ts'
import { literal, property } from './source.ts'
import type { Source } from './source.ts'
import type { Part } from './write-parts.ts'

/**
 * The body of `encode(v,d,o,cap)`. Values with surplus bytes are rare and get a function of their own: without them more
 * positions are known in advance.
 */
export function emitEncode(context: EncodeContext, node: Node): void {
  const cursor: Cursor = { at: { base: 'o', add: 0 }, checked: 0 }
  if (node.kind === 'struct') {
    const surplus = keepsExtra(node) && !hasUnknown(node) ? context.surplus(node) : undefined
    encodeObject(context, cursor, node, 'v', surplus)
  } else encodeValue(context, cursor, node, 'v', undefined)
  context.source.line(`return ${text(cursor.at)};`)
}

function encodeValue(context: EncodeContext, cursor: Cursor, node: Node, x: string, frame: Frame | undefined): void {
  const { source } = context
  if (node.size !== undefined) ensure(source, cursor, node.size)
  switch (node.kind) {
    case 'int':
      source.check(badInt(node, x))
      putInt(source, node, cursor.at, x)
      return advance(cursor, node.size)
    case 'big':
      writeBig(source, node, cursor.at, x)
      return advance(cursor, node.size)
    case 'float':
      writeFloat(source, node, cursor.at, x)
      return advance(cursor, node.size)
    case 'bool':
      source.check(`typeof ${x}!=='boolean'`)
      source.put({ at: cursor.at, size: 1, little: false, signed: false, value: `${x}?1:0` })
      return advance(cursor, 1)
    case 'bytes':
      source.fail(`!(${x} instanceof Uint8Array)`)
      return encodeRun(
        context,
        cursor,
        node.extent,
        `${x}.length`,
        frame,
        (at, size) => `R.putBytes(d,${at},${x},${size});`,
      )
    case 'string':
      return encodeString(context, cursor, node, x, frame)
    case 'cstring': {
      const size = source.constant(`R.textSize(${x},${node.latin1})`)
      source.fail(`${size}<0||${size}>${node.limit}||${x}.includes('\\0')`)
      ensureDynamic(source, cursor, `${size}+1`)
      source.line(`R.writeText(d,${text(cursor.at)},${x},${size});d.setUint8(${text(cursor.at)}+${size},0);`)
      return moveTo(cursor, source.constant(`${text(cursor.at)}+${size}+1`))
    }
    case 'array':
      return encodeArray(context, cursor, node, x, frame)
    case 'sized': {
      const prefix = openPrefix(source, cursor, node.extent)
      const start = cursor.at
      encodeValue(context, cursor, node.item, x, frame)
      settle(context, node.extent, source.constant(distance(start, cursor.at)), frame, prefix)
      return
    }
    case 'padded': {
      const start = cursor.at
      encodeValue(context, cursor, node.item, x, frame)
      return writePadding(source, cursor, start, node.to)
    }
    case 'convert': {
      const inner = source.constant(`${source.bind(node)}.from(${x})`)
      return encodeValue(context, cursor, node.item, inner, frame)
    }
    case 'bits': {
      const own = newFrame(x)
      encodeKeys(source, own, partsOf(node), 'none')
      writeBits(context, cursor, node, own)
      return
    }
    case 'struct':
      if (node.size !== undefined && node.members.length <= 12) return encodeObject(context, cursor, node, x)
      return encodeCall(context, cursor, node, x)
    case 'family':
    case 'custom':
    case 'lazy':
      return encodeCall(context, cursor, node, x)
  }
}

function encodeCall(context: EncodeContext, cursor: Cursor, node: Node, x: string): void {
  const next = context.source.constant(`${context.program(node)}.encode(${x},d,${text(cursor.at)},cap)`)
  if (node.size !== undefined) advance(cursor, node.size)
  else moveTo(cursor, next)
}

function encodeArray(
  context: EncodeContext,
  cursor: Cursor,
  node: ArrayNode,
  x: string,
  frame: Frame | undefined,
): void {
  const { source } = context
  const { item, extent } = node
  source.fail(`!Array.isArray(${x})`)
  const prefix = openPrefix(source, cursor, extent)
  const start = cursor.at
  if (node.unit === 'items') settle(context, extent, `${x}.length`, frame, prefix)
  const p = source.fresh('p')
  source.line(`let ${p}=${text(cursor.at)};for(let i=0;i<${x}.length;i++){`)
  const inner: Cursor = { at: { base: p, add: 0 }, checked: 0 }
  encodeValue(context, inner, item, source.constant(`${x}[i]`), frame && itemFrame(frame))
  if (item.min === 0 && extent.by !== 'fixed') source.fail(`${text(inner.at)}<=${p}`)
  source.line(`${p}=${text(inner.at)};}`)
  moveTo(cursor, p)
  if (node.unit === 'bytes') settle(context, extent, distance(start, cursor.at), frame, prefix)
}

/** The body of the function for values that may have `_extra`. */
export function emitSurplus(context: EncodeContext, node: StructNode): void {
  const cursor: Cursor = { at: { base: 'o', add: 0 }, checked: 0 }
  encodeObject(context, cursor, node, 'v')
  context.source.line(`return ${text(cursor.at)};`)
}

function encodeObject(context: EncodeContext, cursor: Cursor, node: StructNode, x: string, surplus?: string): void {
  const frame = newFrame(x)
  const unknown = hasUnknown(node)
  const extra = unknown ? 'needed' : keepsExtra(node) ? 'allowed' : 'none'
  encodeKeys(context.source, frame, fieldsOf(node), extra, surplus)
  frame.extraTaken = unknown || surplus !== undefined
  encodeScope(context, cursor, node, frame)
}

function encodeScope(context: EncodeContext, cursor: Cursor, node: StructNode, frame: Frame): void {
  const { source } = context
  const scope: Scope = { start: cursor.at, duties: [], pending: [], total: undefined }
  const owner = !frame.extraTaken && hasLength(node)
  if (owner) frame.extraTaken = true
  ensure(source, cursor, node.content)
  for (const member of node.members) encodeMember(context, cursor, member, frame, scope)
  if (node.unknown) writeExtra(source, cursor, frame)
  else if (owner && node.extra === 'keep') writeSurplus(source, cursor, node, frame, scope.start)
  closeScope(context, cursor, node, frame, scope)
}

function encodeMember(context: EncodeContext, cursor: Cursor, member: Member, frame: Frame, scope: Scope): void {
  const { source } = context
  switch (member.as) {
    case 'value':
      return encodeField(context, cursor, member, frame)
    case 'pad':
      return writeZeros(source, cursor, member.size)
    case 'align':
      return writePadding(source, cursor, scope.start, member.to)
    case 'constant':
      return encodeConstant(context, cursor, member.node, member.value, frame)
    case 'role': {
      ensure(source, cursor, member.node.size)
      takeDuty(frame, scope, member.key, { role: member.role, slot: reserve(source, member, cursor.at) })
      return advance(cursor, member.node.size)
    }
    case 'total':
      scope.total = member
      return
    case 'bits': {
      if (!member.key.startsWith('_'))
        return encodeValue(context, cursor, member.node, source.constant(property(frame.object, member.key)), frame)
      const at = cursor.at
      writeBits(context, cursor, member.node, frame)
      for (const part of member.node.parts)
        if (part.role !== undefined)
          takeDuty(frame, scope, part.key, { role: part.role, slot: { kind: 'part', node: member.node, part, at } })
      return
    }
    case 'embed':
      return encodeScope(context, cursor, member.node, frame)
  }
}

function encodeConstant(context: EncodeContext, cursor: Cursor, node: Node, value: unknown, frame: Frame): void {
  const { source } = context
  if (node.size !== undefined) ensure(source, cursor, node.size)
  if (putConstant(source, node, cursor.at, value)) return advance(cursor, node.size ?? 0)
  encodeValue(context, cursor, node, source.constant(literal(source, value)), frame)
}

/** A place for a number that comes later. A checksum is computed over bytes in which it is zero. */
function reserve(source: Source, { node, role }: Extract<Member, { as: 'role' }>, at: Position): Slot {
  if (role.role === 'checksum' || node.size === 3 || node.size === 6) {
    source.line(writeInt(node, at, '0'))
    return { kind: 'int', node, at }
  }
  const part: Part = { at, size: node.size, little: node.little, signed: node.signed, value: undefined }
  source.put(part)
  return { kind: 'int', node, at, part }
}

function encodeField(
  context: EncodeContext,
  cursor: Cursor,
  member: Extract<Member, { as: 'value' }>,
  frame: Frame,
): void {
  const { source } = context
  if (member.known !== undefined) {
    encodeConstant(context, cursor, member.node, member.known, frame)
    return
  }
  const x = source.read(property(frame.object, member.key))
  if (member.when === undefined) return encodeValue(context, cursor, member.node, x, frame)
  source.fail(`!${source.bind(member.when)}(${frame.object})!==(${x}===undefined)`)
  const p = source.fresh('p')
  source.line(`let ${p}=${text(cursor.at)};if(${x}!==undefined){`)
  const inner: Cursor = { at: { base: p, add: 0 }, checked: 0 }
  encodeValue(context, inner, member.node, x, frame)
  source.line(`${p}=${text(inner.at)};}`)
  moveTo(cursor, p)
}
