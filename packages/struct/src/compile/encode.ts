/** Node → JavaScript that encodes it. Read `emitEncode` first. */
import { extraMeetsPadding, hasLength, hasUnknown, keepsExtra, mustFillAlignment } from '../members.ts'
import type { ArrayNode, Extent, Member, Node, StringNode, StructNode } from '../node.ts'
import { literal } from './decode.ts'
import { writeBits } from './encode-bits.ts'
import { advance, ensure, ensureDynamic, moveTo, writePadding, writeZeros } from './encode-cursor.ts'
import type { Cursor, EncodeContext } from './encode-cursor.ts'
import { encodeKeys } from './encode-keys.ts'
import { fieldsOf, partsOf } from '../value/fields.ts'
import { openPrefix, patch, scaled, settle, settleCount } from './encode-size.ts'
import { itemFrame, newFrame } from './frame.ts'
import type { Duty, Frame, Pending } from './frame.ts'
import { badInt, writeBig, writeFloat, writeInt } from './scalar.ts'
import { distance, text, property } from './source.ts'
import type { Position, Source } from './source.ts'

/** The body of `encode(v,d,o,cap)`. */
export function emitEncode(context: EncodeContext, node: Node): void {
  const cursor: Cursor = { at: { base: 'o', add: 0 }, checked: 0 }
  if (node.kind === 'struct') encodeObject(context, cursor, node, 'v')
  else encodeValue(context, cursor, node, 'v', undefined)
  context.source.line(`return ${text(cursor.at)};`)
}

function encodeValue(context: EncodeContext, cursor: Cursor, node: Node, x: string, frame: Frame | undefined): void {
  const { source } = context
  if (node.size !== undefined) ensure(source, cursor, node.size)
  switch (node.kind) {
    case 'int':
      source.fail(badInt(node, x))
      source.line(writeInt(node, cursor.at, x))
      return advance(cursor, node.size)
    case 'big':
      writeBig(source, node, cursor.at, x)
      return advance(cursor, node.size)
    case 'float':
      writeFloat(source, node, cursor.at, x)
      return advance(cursor, node.size)
    case 'bool':
      source.fail(`typeof ${x}!=='boolean'`)
      source.line(`d.setUint8(${text(cursor.at)},${x}?1:0);`)
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

/** A run of bytes of the length `size` says, related to its extent. */
function encodeRun(
  context: EncodeContext,
  cursor: Cursor,
  extent: Extent,
  size: string,
  frame: Frame | undefined,
  write: (at: string, size: string) => string,
): void {
  const { source } = context
  if (extent.by === 'fixed') {
    source.fail(`${size}!==${extent.value}`)
    ensure(source, cursor, extent.value)
    source.line(write(text(cursor.at), String(extent.value)))
    return advance(cursor, extent.value)
  }
  const prefix = openPrefix(source, cursor, extent)
  const known = source.constant(size)
  settle(context, extent, known, frame, prefix)
  ensureDynamic(source, cursor, known)
  source.line(write(text(cursor.at), known))
  moveTo(cursor, source.constant(`${text(cursor.at)}+${known}`))
}

function encodeString(
  context: EncodeContext,
  cursor: Cursor,
  node: StringNode,
  x: string,
  frame: Frame | undefined,
): void {
  const { source } = context
  if (node.padded && node.extent.by === 'fixed') {
    ensure(source, cursor, node.extent.value)
    source.fail(`!R.putPadded(d,${text(cursor.at)},${x},${node.extent.value},${node.latin1})`)
    return advance(cursor, node.extent.value)
  }
  const size = source.constant(`R.textSize(${x},${node.latin1})`)
  source.fail(`${size}<0${node.padded ? `||${x}.includes('\\0')` : ''}`)
  encodeRun(context, cursor, node.extent, size, frame, (at, n) => `R.writeText(d,${at},${x},${n});`)
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

function encodeObject(context: EncodeContext, cursor: Cursor, node: StructNode, x: string): void {
  const frame = newFrame(x)
  const unknown = hasUnknown(node)
  const extra = unknown ? 'needed' : keepsExtra(node) ? 'allowed' : 'none'
  const more = encodeKeys(context.source, frame, fieldsOf(node), extra)
  frame.extraTaken = unknown
  encodeScope(context, cursor, node, frame, more)
}

interface Scope {
  readonly start: Position
  readonly duties: Duty[]
  readonly pending: Pending[]
  total: Extract<Member, { as: 'total' }> | undefined
}

function encodeScope(context: EncodeContext, cursor: Cursor, node: StructNode, frame: Frame, more: string): void {
  const { source } = context
  const scope: Scope = { start: cursor.at, duties: [], pending: [], total: undefined }
  const owner = !frame.extraTaken && hasLength(node)
  if (owner) frame.extraTaken = true
  ensure(source, cursor, node.content)
  for (const member of node.members) encodeMember(context, cursor, member, frame, scope, more)
  if (node.unknown) writeExtra(source, cursor, frame)
  else if (owner && node.extra === 'keep') {
    const p = source.fresh('p')
    source.line(`let ${p}=${text(cursor.at)};if(${more}&&${frame.object}._extra!==undefined){`)
    const inner: Cursor = { at: { base: p, add: 0 }, checked: 0 }
    const x = writeExtra(source, inner, frame)
    if (extraMeetsPadding(node)) {
      const gap = `R.gap(${distance(scope.start, cursor.at)},${node.align})`
      source.fail(`${x}.length>0&&(${x}.length===${gap}||(${x}.length-${gap})%${node.align}!==0)`)
    }
    source.line(`${p}=${text(inner.at)};}`)
    moveTo(cursor, p)
  }
  closeScope(context, cursor, node, frame, scope)
}

function writeExtra(source: Source, cursor: Cursor, frame: Frame): string {
  const x = source.constant(`${frame.object}._extra`)
  source.fail(`!(${x} instanceof Uint8Array)`)
  ensureDynamic(source, cursor, `${x}.length`)
  source.line(`R.putBytes(d,${text(cursor.at)},${x},${x}.length);`)
  moveTo(cursor, source.constant(`${text(cursor.at)}+${x}.length`))
  return x
}

function encodeMember(
  context: EncodeContext,
  cursor: Cursor,
  member: Member,
  frame: Frame,
  scope: Scope,
  more: string,
): void {
  const { source } = context
  switch (member.as) {
    case 'value':
      return encodeField(context, cursor, member, frame)
    case 'pad':
      return writeZeros(source, cursor, member.size)
    case 'align':
      return writePadding(source, cursor, scope.start, member.to)
    case 'constant':
      return encodeValue(context, cursor, member.node, source.constant(literal(source, member.value)), frame)
    case 'role': {
      ensure(source, cursor, member.node.size)
      source.line(writeInt(member.node, cursor.at, '0'))
      takeDuty(frame, scope, member.key, { role: member.role, slot: { kind: 'int', node: member.node, at: cursor.at } })
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
      return encodeScope(context, cursor, member.node, frame, more)
  }
}

function takeDuty(frame: Frame, scope: Scope, key: string, duty: Duty): void {
  if (duty.role.role === 'count') {
    const pending: Pending = { slot: duty.slot, scale: duty.role.scale, targets: [] }
    frame.pending.set(key, pending)
    scope.pending.push(pending)
  } else scope.duties.push(duty)
}

function encodeField(
  context: EncodeContext,
  cursor: Cursor,
  member: Extract<Member, { as: 'value' }>,
  frame: Frame,
): void {
  const { source } = context
  if (member.known !== undefined) {
    encodeValue(context, cursor, member.node, source.constant(literal(source, member.known)), frame)
    return
  }
  const x = source.constant(property(frame.object, member.key))
  if (member.when === undefined) return encodeValue(context, cursor, member.node, x, frame)
  source.fail(`!${source.bind(member.when)}(${frame.object})!==(${x}===undefined)`)
  const p = source.fresh('p')
  source.line(`let ${p}=${text(cursor.at)};if(${x}!==undefined){`)
  const inner: Cursor = { at: { base: p, add: 0 }, checked: 0 }
  encodeValue(context, inner, member.node, x, frame)
  source.line(`${p}=${text(inner.at)};}`)
  moveTo(cursor, p)
}

/** Inner regions are closed before outer ones, counts before lengths, checksums last: each sees final bytes. */
function closeScope(context: EncodeContext, cursor: Cursor, node: StructNode, frame: Frame, scope: Scope): void {
  const { source } = context
  const unpadded = cursor.at
  if (mustFillAlignment(node)) source.fail(`(${distance(scope.start, cursor.at)})%${node.align}!==0`)
  else if (node.align > 1) writePadding(source, cursor, scope.start, node.align)
  for (const pending of scope.pending) settleCount(source, pending)
  const sizeOf = (padded: boolean) => source.constant(distance(scope.start, padded ? cursor.at : unpadded))
  for (const { role, slot } of scope.duties) {
    if (role.role !== 'length') continue
    const size = sizeOf(role.padded)
    if (role.limit !== Infinity) source.fail(`${size}>${role.limit}`)
    patch(source, slot, scaled(size, role.scale))
  }
  if (scope.total !== undefined) {
    const size = sizeOf(scope.total.padded)
    source.fail(`${source.bind(scope.total.call)}(${frame.object})!==${size}||${size}>${scope.total.limit}`)
  }
  for (const { role, slot } of scope.duties)
    if (role.role === 'computed') patch(source, slot, `${source.bind(role.call)}(${frame.object})`)
  for (const { role, slot } of scope.duties)
    if (role.role === 'checksum') {
      const bytes = `R.view(d,${text(scope.start)},${distance(scope.start, cursor.at)})`
      patch(source, slot, `${source.bind(role.call)}(${bytes},${frame.object})`)
    }
}
