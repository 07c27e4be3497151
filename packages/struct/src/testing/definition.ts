/** Random definitions. */
import fc from 'fast-check'
import {
  align,
  array,
  bits,
  bool,
  byteLength,
  bytes,
  checksum,
  computed,
  constant,
  convert,
  count,
  cString,
  enumeration,
  f32,
  f64le,
  family,
  fixedString,
  flag,
  i16,
  i24le,
  i48,
  i64,
  i8,
  ipv6,
  length,
  list,
  mac,
  optional,
  pad,
  padded,
  sized,
  string,
  struct,
  u128le,
  u16,
  u16le,
  u24,
  u32,
  u32le,
  u48le,
  u64,
  u64n,
  u8,
  unpaddedLength,
} from '../index.ts'
import type { BitDefinition, FieldDefinition, IntType, StructType, Type } from '../index.ts'

const scalar: fc.Arbitrary<Type<unknown>> = fc.constantFrom<Type<unknown>>(
  u8,
  u16,
  u24,
  u32,
  u16le,
  u32le,
  u48le,
  i8,
  i16,
  i24le,
  i48,
  u64,
  i64,
  u64n,
  u128le,
  ipv6,
  mac,
  f32,
  f64le,
  bool,
  enumeration('color', u8, { RED: 1, BLUE: 7 }),
  convert('text', u16, String, Number),
)

const text: fc.Arbitrary<Type<unknown>> = fc.oneof(
  fc.nat(5).map((n) => bytes(n)),
  fc.nat(5).map((n) => fixedString(n)),
  fc.nat(3).map((n) => string(n)),
  fc.constantFrom<Type<unknown>>(bytes(u8), string(u16), string(u8, { encoding: 'latin1' }), cString()),
)

const prefix = fc.constantFrom(u8, u16, u32le)

function bitField(): fc.Arbitrary<Record<string, BitDefinition>> {
  return fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }).map((widths) => {
    const parts: Record<string, BitDefinition> = {}
    let left = 32
    widths.forEach((width, i) => {
      if (width >= left) return
      parts[`b${i}`] = width === 1 ? flag : width
      left -= width
    })
    return { ...parts, _rest: left }
  })
}

/** A type that ends by itself and takes at least one byte. */
export function closedType(depth: number): fc.Arbitrary<Type<unknown>> {
  if (depth === 0) return fc.oneof(scalar, text)
  const inner = closedType(depth - 1)
  return fc.oneof(
    { weight: 3, arbitrary: scalar },
    { weight: 2, arbitrary: text },
    fc.tuple(inner, fc.nat(3)).map(([type, n]) => array(type, n)),
    fc.tuple(inner.filter(takesBytes), prefix).map(([type, n]) => array(type, n)),
    fc.tuple(inner.filter(takesBytes), prefix).map(([type, n]) => list(type, roomy(type, n))),
    fc.tuple(inner, prefix).map(([type, n]) => sized(type, roomy(type, n))),
    fc.tuple(inner, fc.integer({ min: 2, max: 8 })).map(([type, n]) => padded(type, n)),
    bitField().map((parts) => bits(u32, parts)),
    structType(depth - 1, false),
    familyType(depth - 1),
  )
}

/** A prefix of one byte only where four items, the most a random list has, cannot take more than it can say. */
function roomy(type: Type<unknown>, prefix: IntType): IntType {
  return prefix === u8 && (type.node.size === undefined || type.node.size * 4 > 255) ? u16 : prefix
}

function takesBytes(type: Type<unknown>): boolean {
  return type.node.min > 0
}

function sumOf(all: Uint8Array): number {
  return all.reduce((sum, byte) => (sum + byte) & 0xffff, 0)
}

type Group = readonly [string, FieldDefinition][]

/** Fields that belong together, such as a count and what it counts; `i` keeps their names apart. */
function group(depth: number, i: number): fc.Arbitrary<Group> {
  const type = closedType(depth)
  const one = (field: FieldDefinition): Group => [[`f${i}`, field]]
  return fc.oneof(
    { weight: 6, arbitrary: type.map(one) },
    fc.integer({ min: 1, max: 5 }).map((n): Group => [[`_p${i}`, pad(n)]]),
    fc.integer({ min: 2, max: 8 }).map((n): Group => [[`_a${i}`, align(n)]]),
    fc.constant(one(constant(u16, 0xbeef))),
    bitField().map((parts): Group => [
      [
        `_b${i}`,
        bits(
          u32,
          Object.fromEntries(Object.entries(parts).map(([key, part]) => [key + (key.startsWith('_') ? '' : i), part])),
        ),
      ],
    ]),
    type.filter(takesBytes).map((item): Group => [
      [`n${i}`, count(u8)],
      [`f${i}`, array(item, `n${i}`)],
    ]),
    type.filter(takesBytes).map((item): Group => [
      [`n${i}`, byteLength(u16)],
      [`_q${i}`, u16],
      [`f${i}`, list(item, `n${i}`)],
    ]),
    fc.constant<Group>([
      [`n${i}`, byteLength(u16, { add: 3 })],
      [`f${i}`, bytes(`n${i}`)],
    ]),
    type.map((item): Group => [
      [`has${i}`, bool],
      [`f${i}`, optional(item, (v: Record<string, unknown>) => v[`has${i}`] === true)],
    ]),
    fc.constant(one(computed(u16, () => 0x1234))),
    fc.constant(i === 0 ? one(checksum(u16, sumOf, { verify: true })) : one(u24)),
  )
}

/** `open`: may also go to the end of its region. */
export function structType(depth: number, open: boolean): fc.Arbitrary<StructType<object>> {
  const groups = fc.nat(4).chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => group(depth, i))))
  const ends = closedType(depth)
    .filter(takesBytes)
    .chain((item) => fc.constantFrom<Type<unknown>>(list(item), bytes(), string()))
  const end = open ? fc.option(fc.tuple(ends, fc.boolean())) : fc.constant(null)
  const lengths = fc.constantFrom('none', 'padded', 'unpadded')
  return fc.tuple(groups, end, lengths, fc.constantFrom(1, 1, 4, 8)).map(([made, last, kind, to]) => {
    const fields: [string, FieldDefinition][] = []
    if (kind === 'padded') fields.push(['len', length(u16)])
    if (kind === 'unpadded') fields.push(['len', unpaddedLength(u32le, { add: 7 })])
    fields.push(...made.flat())
    if (last !== null) fields.push(['rest', last[0]])
    if (last?.[1] === true) fields.push(['tail', u16])
    // Padding behind a field that goes to the end would be read as part of it.
    const aligned = last !== null && kind !== 'unpadded' ? 1 : to
    return struct('random', Object.fromEntries(fields), { align: aligned }) as StructType<object>
  })
}

export function familyType(depth: number): fc.Arbitrary<Type<unknown>> {
  const body = structType(depth, true)
  return fc.tuple(body, body, body).map(([a, b, c]) => {
    const base = struct('base', { kind: u8, size: length(u16) })
    const sub = struct('sub', { subkind: u16, _bits: bits(u8, { high: 4, low: 4 }) })
    const inner = family('inner', sub, 'subkind', { 1: b, 700: c })
    return family('outer', base, 'kind', { 0: a, 1: struct('empty', {}), 9: inner })
  })
}
