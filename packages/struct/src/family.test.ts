import { describe, expect, it } from 'vitest'
import {
  align,
  bits,
  bytes,
  closedFamily,
  cString,
  enumeration,
  family,
  familyBy,
  familyOf,
  length,
  list,
  pad,
  string,
  struct,
  u16,
  u32,
  u64,
  u8,
} from './index.ts'
import type { Infer } from './index.ts'
import { hexOf, onBoth, unhex } from './testing/both.ts'

const kind = enumeration('kind', u8, { HELLO: 0, ECHO: 2, STATS: 9 })
const header = struct('header', { version: u8, type: kind, length: length(u16), xid: u32 })
const stats = family('stats', struct('stats_header', { mp_type: u16, _pad: pad(2) }), 'mp_type', {
  1: struct('table', { active: list(u16) }),
  2: struct('aggregate', { packets: u64 }),
})
const message = family('message', header, 'type', {
  [kind.HELLO]: struct('hello', {}),
  [kind.ECHO]: struct('echo', { data: bytes() }),
  [kind.STATS]: stats,
})

onBoth('families', () => {
  const cases: [string, Infer<typeof message>][] = [
    ['0400000800000001', { version: 4, type: kind.HELLO, xid: 1 }],
    ['0402000a00000001aabb', { version: 4, type: kind.ECHO, xid: 1, data: unhex('aabb') }],
    ['0409001000000001 00010000 00050006', { version: 4, type: kind.STATS, xid: 1, mp_type: 1, active: [5, 6] }],
    ['0409001400000001 00020000 0000000000000007', { version: 4, type: kind.STATS, xid: 1, mp_type: 2, packets: 7n }],
  ]

  it.each(cases)('%s', (hex, value) => {
    expect(message.decode(unhex(hex))).toStrictEqual(value)
    expect(hexOf(message.encode(value))).toBe(hex.replaceAll(' ', ''))
  })

  it.each(['0463000a00000001aabb', '0463000800000001', '0409000e00000001 0007ffff aabb'])(
    'keep what they do not know and give it back byte for byte: %s',
    (hex) => {
      const value = message.decode(unhex(hex))
      expect(value._extra).toBeInstanceOf(Uint8Array)
      expect(hexOf(message.encode(value))).toBe(hex.replaceAll(' ', '').replace('ffff', '0000'))
    },
  )

  it('keep surplus bytes of a variant they know', () => {
    const value = message.decode(unhex('0400000a00000001aabb'))
    expect(value).toEqual({ version: 4, type: 0, xid: 1, _extra: unhex('aabb') })
    expect(hexOf(message.encode(value))).toBe('0400000a00000001aabb')
  })

  it('name fields by the family that was asked', () => {
    expect(() => message.decode(unhex('0409001000000001 00020000 00000001'))).toThrow(
      'message.length at byte 2: total size 16 is less than the 20 bytes of its fields',
    )
    expect(() => message.decode(unhex('0409000f00000001 00010000 000500'))).toThrow(
      'message.active[1] at byte 14: needs 2 bytes, 1 remain',
    )
    expect(() => message.decode(unhex('04'))).toThrow('message at byte 1: needs 1 bytes, 0 remain')
  })

  it('refuse a value of no variant without its bytes, and fields of another', () => {
    expect(() => message.encode({ version: 4, type: 99, xid: 1 } as never)).toThrow(
      'message._extra at byte 8: is missing',
    )
    expect(() => message.encode({ version: 4, type: 0, xid: 1, data: unhex('aa') } as never)).toThrow(
      'message.data at byte 0: is not a field',
    )
    expect(() => message.encode({ version: 4, type: 'HELLO', xid: 1, _extra: unhex('') } as never)).toThrow(
      'message.type at byte 1: must be an integer, got "HELLO"',
    )
    expect(() => message.encode(undefined as never)).toThrow('message at byte 0: is missing')
  })

  it('take their size from the variant when nothing says it', () => {
    const shape = closedFamily('shape', struct('s', { t: u8 }), 't', {
      1: struct('a', { x: u8 }),
      2: struct('b', { x: u32 }),
    })
    expect(list(shape).decode(unhex('0105020000000601 07').subarray(0, 9))).toEqual([
      { t: 1, x: 5 },
      { t: 2, x: 6 },
      { t: 1, x: 7 },
    ])
    expect(() => shape.decode(unhex('0300'))).toThrow('shape at byte 0: has no variant for t 3')
    expect(() => shape.encode({ t: 3, x: 1 } as never)).toThrow('shape at byte 0: has no variant for t 3')
    expect(() => shape.format({ t: 3, x: 1 } as never)).toThrow('has no variant for t 3')
  })

  it('classify by part of a bit field and behind padding', () => {
    const tlv = family(
      'tlv',
      struct('h', { _p: pad(1), _a: align(2), _b: bits(u16, { type: 7, len: length(9) }) }),
      'type',
      {
        3: struct('three', { a: u8 }),
      },
    )
    expect(tlv.decode(unhex('0000 0605 09'))).toEqual({ type: 3, a: 9 })
    expect(hexOf(tlv.encode({ type: 3, a: 9 }))).toBe('0000060509')
    expect(hexOf(tlv.encode({ type: 4 as number, _extra: unhex('aa') }))).toBe('00000805aa')
  })

  it('classify by a field behind one of variable size', () => {
    const late = family('late', struct('h', { name: cString(), type: u8 }), 'type', { 1: struct('one', { a: u16 }) })
    const nested = family('outer', struct('o', { len: length(u8), k: u8 }), 'k', { 7: late })
    expect(
      nested.decode(unhex('07 07 616200 01 05 ').subarray(0, 6).length === 6 ? unhex('080761620001 0005') : unhex('')),
    ).toEqual({
      k: 7,
      name: 'ab',
      type: 1,
      a: 5,
    })
    expect(hexOf(nested.encode({ k: 7, name: 'ab', type: 1, a: 5 }))).toBe('0807616200010005')
    expect(nested.decode(unhex('0607610009aa'))).toEqual({ k: 7, name: 'a', type: 9, _extra: unhex('aa') })
  })

  it('classify by text or bigint', () => {
    const chunk = familyOf('chunk', struct('c', { tag: string(4) }), 'tag', [
      ['IHDR', struct('ihdr', { width: u32 })],
      ['IEND', struct('iend', {})],
    ])
    expect(chunk.decode(unhex('4948445200000005'))).toEqual({ tag: 'IHDR', width: 5 })
    expect(hexOf(chunk.encode({ tag: 'IEND' }))).toBe('49454e44')
    expect(chunk.decode(unhex('7a5a7a5a01'))).toEqual({ tag: 'zZzZ', _extra: unhex('01') })
    const big = familyOf('big', struct('b', { id: u64 }), 'id', [[5n, struct('five', { a: u8 })]])
    expect(big.decode(unhex('000000000000000509'))).toEqual({ id: 5n, a: 9 })
  })

  it('classify by predicate, alone or when no value fits', () => {
    const long = struct('long', { more: u16 })
    const short = struct('short', {})
    const base = struct('b', { len: length(u8), n: u8 })
    const byPredicate = familyBy('p', base, [
      [(v: { n: number }) => v.n >= 128, long],
      [(v: { n: number }) => v.n >= 64, short],
    ])
    expect(byPredicate.decode(unhex('04800102'))).toEqual({ n: 128, more: 258 })
    expect(byPredicate.decode(unhex('0240'))).toEqual({ n: 64 })
    expect(byPredicate.decode(unhex('030105'))).toEqual({ n: 1, _extra: unhex('05') })
    expect(hexOf(byPredicate.encode({ n: 200, more: 1 }))).toBe('04c80001')
    const mixed = family('m', base, 'n', { 1: short }, [[(v: { n: number }) => v.n > 9, long]])
    expect(mixed.decode(unhex('0201'))).toEqual({ n: 1 })
    expect(mixed.decode(unhex('040a0102'))).toEqual({ n: 10, more: 258 })
    expect(mixed.decode(unhex('0202'))).toEqual({ n: 2, _extra: new Uint8Array(0) })
  })

  it('find one of many variants, dense or sparse', () => {
    const bodies = (step: number) =>
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [i * step, struct(`v${i}`, { [`f${i}`]: u8 })]))
    for (const step of [1, 97]) {
      const many = family('many', struct('h', { t: u16 }), 't', bodies(step))
      for (let i = 0; i < 40; i++) {
        const value = { t: i * step, [`f${i}`]: i }
        expect(many.decode(many.encode(value as never))).toEqual(value)
      }
      expect(many.decode(unhex('fff0'))).toHaveProperty('_extra')
    }
  })

  it('align as the base says', () => {
    const action = family('action', struct('h', { type: u16, len: length(u16) }, { align: 8 }), 'type', {
      0: struct('output', { port: u32 }),
      25: struct('set_field', { data: list(u8, u8) }),
    })
    const wire = '00000008000000070019000802aabb00'
    expect(list(action).decode(unhex(wire))).toEqual([
      { type: 0, port: 7 },
      { type: 25, data: [0xaa, 0xbb] },
    ])
    expect(hexOf(list(action).encode(list(action).decode(unhex(wire))))).toBe(wire)
    expect(() => action.encode({ type: 9 as number, _extra: unhex('01') })).toThrow('must be a multiple of 8')
  })
})

describe('definitions of families', () => {
  it('refuse what cannot work', () => {
    expect(() => family('f', header, 'xidd' as never, {})).toThrow('header has no field xidd to classify by')
    expect(() => family('f', header, 'type', { 256: struct('s', {}) })).toThrow('header: 256 is no value of kind')
    expect(() => family('f', header, 'type', { 1: struct('s', { xid: u8 }) })).toThrow('two fields are called xid')
  })
})
