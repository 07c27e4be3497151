/** Node → JavaScript that encodes it. Read `emitEncode` first. */
import { extraMeetsPadding, hasLength, hasUnknown, keepsExtra, mustFillAlignment } from '../members.ts'
import type { ArrayNode, BitPart, BitsNode, Extent, Member, Node, StringNode, StructNode } from '../node.ts'
import { roundUp } from '../node.ts'
import { isComputed } from '../value/fields.ts'
import { literal } from './decode.ts'
import { itemFrame, newFrame } from './frame.ts'
import type { Duty, Frame, Pending, Slot } from './frame.ts'
import { badInt, badPart, placePart, readWords, writeBig, writeFloat, writeInt, writeWords } from './scalar.ts'
import type { Position, Source } from './source.ts'
import { distance, member as access, text } from './source.ts'

/** Where the generated code writes, and up to where behind `base` there is known to be room. */
interface Cursor {
  at: Position
  checked: number
}

export interface EncodeContext {
  readonly source: Source
  program(node: Node): string
}

/** The body of `encode(v,d,o,cap)`. */
export function emitEncode(context: EncodeContext, node: Node): void {
  const cursor: Cursor = { at: { base: 'o', add: 0 }, checked: 0 }
  if (node.kind === 'struct') encodeObject(context, cursor, node, 'v')
  else encodeValue(context, cursor, node, 'v', undefined)
  context.source.line(`return ${text(cursor.at)};`)
}

/** Makes sure there is room for `size` bytes of fixed layout. */
function ensure(source: Source, cursor: Cursor, size: number): void {
  const upTo = cursor.at.add + size
  if (size === 0 || upTo <= cursor.checked) return
  source.line(`if(cap-${cursor.at.base}<${upTo})throw G;`)
  cursor.checked = upTo
}

function ensureDynamic(source: Source, cursor: Cursor, size: string): void {
  source.line(`if(cap-(${text(cursor.at)})<${size})throw G;`)
}

function advance(cursor: Cursor, size: number): void {
  cursor.at = { base: cursor.at.base, add: cursor.at.add + size }
}

function moveTo(cursor: Cursor, base: string): void {
  cursor.at = { base, add: 0 }
  cursor.checked = 0
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
      encodeKeys(source, own, bitKeys(node), [], false)
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

function openPrefix(source: Source, cursor: Cursor, extent: Extent): Slot | undefined {
  if (extent.by !== 'prefix') return undefined
  ensure(source, cursor, extent.node.size)
  const slot: Slot = { kind: 'int', node: extent.node, at: cursor.at }
  advance(cursor, extent.node.size)
  return slot
}

/** Tells whoever announces the size of a part what it has become. */
function settle(
  context: EncodeContext,
  extent: Extent,
  actual: string,
  frame: Frame | undefined,
  prefix: Slot | undefined,
): void {
  const { source } = context
  switch (extent.by) {
    case 'fixed':
      return source.fail(`${actual}!==${extent.value}`)
    case 'rest':
      return
    case 'prefix':
      if (prefix !== undefined) patch(source, prefix, actual)
      return
    case 'call':
      return source.fail(`${source.bind(extent.call)}(${frame?.object ?? '{}'})!==${actual}`)
    case 'field': {
      const pending = frame?.pending.get(extent.field)
      if (pending === undefined) return source.fail(`${access(frame?.object ?? '{}', extent.field)}!==${actual}`)
      const target = source.hoist('-1')
      source.line(`${target}=${actual};`)
      pending.targets.push(target)
      return
    }
  }
}

function patch(source: Source, slot: Slot, expression: string): void {
  const x = source.constant(expression)
  if (slot.kind === 'int') {
    source.fail(badInt(slot.node, x))
    source.line(writeInt(slot.node, slot.at, x))
    return
  }
  source.fail(badPart(slot.part.width, x))
  const words = readWords(source, slot.node, slot.at)
  const place = placePart(slot.part, x)
  const join = (word: string | undefined, add: string | undefined) =>
    add === undefined ? (word ?? '0') : `${word ?? '0'}|(${add})`
  source.line(writeWords(slot.node, slot.at, join(words.high, place.high), join(words.low, place.low)))
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

/** Properties a value must have, and those it may have. */
interface Keys {
  readonly required: string[]
  readonly optional: string[]
}

function keysOf(node: StructNode): Keys {
  const keys: Keys = { required: [], optional: [] }
  for (const member of node.members) {
    if (member.as === 'value') (member.when === undefined ? keys.required : keys.optional).push(member.key)
    else if (member.as === 'role' && isComputed(member.role)) keys.optional.push(member.key)
    else if (member.as === 'bits') addBits(keys, member.key, member.node)
    else if (member.as === 'embed') {
      const inner = keysOf(member.node)
      keys.required.push(...inner.required)
      keys.optional.push(...inner.optional)
    }
  }
  return keys
}

function addBits(keys: Keys, key: string, node: BitsNode): void {
  if (!key.startsWith('_')) {
    keys.required.push(key)
    return
  }
  keys.required.push(...bitKeys(node))
  for (const part of node.parts) if (part.role !== undefined && isComputed(part.role)) keys.optional.push(part.key)
}

function bitKeys(node: BitsNode): string[] {
  return node.parts.filter((part) => part.role === undefined && !part.key.startsWith('_')).map((part) => part.key)
}

/** Counting the properties is the cheapest way to notice one that the definition does not have. */
function encodeKeys(source: Source, frame: Frame, required: string[], optional: string[], extra: boolean): string {
  const x = frame.object
  const count = source.fresh('c')
  // Elsewhere the first field that is read notices.
  if (required.length === 0) source.fail(`typeof ${x}!=='object'||${x}===null`)
  source.line(`let ${count}=0;for(const k in ${x})${count}++;`)
  const expected = [String(required.length), ...optional.map((key) => `(${access(x, key)}!==undefined?1:0)`)].join('+')
  const more = source.constant(`${count}!==${expected}`)
  const known = source.bind(new Set([...required, ...optional, ...(extra ? ['_extra'] : [])]))
  source.fail(`${more}&&!R.known(${x},${known})`)
  return more
}

function encodeObject(context: EncodeContext, cursor: Cursor, node: StructNode, x: string): void {
  const frame = newFrame(x)
  const keys = keysOf(node)
  const unknown = hasUnknown(node)
  if (unknown) keys.required.push('_extra')
  const more = encodeKeys(context.source, frame, keys.required, keys.optional, !unknown && keepsExtra(node))
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
        return encodeValue(context, cursor, member.node, source.constant(access(frame.object, member.key)), frame)
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
  const x = source.constant(access(frame.object, member.key))
  if (member.when === undefined) return encodeValue(context, cursor, member.node, x, frame)
  source.fail(`!${source.bind(member.when)}(${frame.object})!==(${x}===undefined)`)
  const p = source.fresh('p')
  source.line(`let ${p}=${text(cursor.at)};if(${x}!==undefined){`)
  const inner: Cursor = { at: { base: p, add: 0 }, checked: 0 }
  encodeValue(context, inner, member.node, x, frame)
  source.line(`${p}=${text(inner.at)};}`)
  moveTo(cursor, p)
}

function writeBits(context: EncodeContext, cursor: Cursor, node: BitsNode, frame: Frame): void {
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
  source.line(writeWords(node, cursor.at, high.join('|') || '0', low.join('|') || '0'))
  advance(cursor, node.size)
}

function partValues(source: Source, part: BitPart, frame: Frame): [string, number][] {
  if (part.known !== undefined) return [[String(part.known), part.shift]]
  const value = source.constant(access(frame.object, part.key))
  if (part.count !== undefined) source.fail(`!Array.isArray(${value})||${value}.length!==${part.count}`)
  return Array.from({ length: part.count ?? 1 }, (_, i): [string, number] => {
    const item = part.count === undefined ? value : source.constant(`${value}[${i}]`)
    source.fail(part.bool ? `typeof ${item}!=='boolean'` : badPart(part.width, item))
    return [part.bool ? `(${item}?1:0)` : item, part.shift - i * part.width]
  })
}

function writeZeros(source: Source, cursor: Cursor, size: number): void {
  ensure(source, cursor, size)
  const end = cursor.at.add + size
  if (size > 32) source.line(`R.zero(d,${text(cursor.at)},${size});`)
  else
    while (cursor.at.add < end) {
      const left = end - cursor.at.add
      const step = left >= 4 ? 4 : left >= 2 ? 2 : 1
      source.line(`d.setUint${step * 8}(${text(cursor.at)},0);`)
      advance(cursor, step)
    }
  cursor.at = { base: cursor.at.base, add: end }
}

function writePadding(source: Source, cursor: Cursor, start: Position, to: number): void {
  if (start.base === cursor.at.base) {
    const used = cursor.at.add - start.add
    return writeZeros(source, cursor, roundUp(used, to) - used)
  }
  const gap = source.constant(`R.gap(${distance(start, cursor.at)},${to})`)
  ensureDynamic(source, cursor, gap)
  source.line(`R.zero(d,${text(cursor.at)},${gap});`)
  moveTo(cursor, source.constant(`${text(cursor.at)}+${gap}`))
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

function settleCount(source: Source, pending: Pending): void {
  const [first] = pending.targets
  if (first === undefined || pending.targets.length > 1) {
    const count = source.constant(`R.agree([${pending.targets.join(',')}])`)
    source.fail(`${count}<0`)
    return patch(source, pending.slot, scaled(count, pending.scale))
  }
  patch(source, pending.slot, scaled(`(${first}<0?0:${first})`, pending.scale))
}

function scaled(actual: string, scale: { unit: number; add: number }): string {
  const sum = scale.add === 0 ? actual : `(${actual}+${scale.add < 0 ? `(${scale.add})` : scale.add})`
  return scale.unit === 1 ? sum : `${sum}/${scale.unit}`
}
