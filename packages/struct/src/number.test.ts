import { describe, expect, it } from 'vitest'
import * as all from './index.ts'
import { StructError } from './index.ts'
import type { Type } from './index.ts'
import { hexOf, onBoth, unhex } from './testing/both.ts'

const {
  f32,
  f32le,
  f64,
  f64le,
  i16,
  i24,
  i24le,
  i32,
  i48,
  i64,
  i64le,
  i64n,
  i8,
  u128,
  u128le,
  u16,
  u16le,
  u24,
  u24le,
  u32,
} = all
const { bool, u32le, u48, u48le, u64, u64le, u64n, u64nle, u8 } = all

function vector<T>(type: Type<T>, value: T, hex: string): [string, Type<unknown>, unknown, string] {
  return [`${type.typeName} ${String(value)}`, type, value, hex]
}

onBoth('numbers', () => {
  it.each([
    vector(u8, 0xfe, 'fe'),
    vector(i8, -2, 'fe'),
    vector(u16, 0x1234, '1234'),
    vector(u16le, 0x1234, '3412'),
    vector(i16, -2, 'fffe'),
    vector(all.i16le, -2, 'feff'),
    vector(u24, 0xfedcba, 'fedcba'),
    vector(u24le, 0xfedcba, 'badcfe'),
    vector(i24, -2, 'fffffe'),
    vector(i24le, -2, 'feffff'),
    vector(u32, 0xfedcba98, 'fedcba98'),
    vector(u32le, 0xfedcba98, '98badcfe'),
    vector(i32, -2147483648, '80000000'),
    vector(all.i32le, -2, 'feffffff'),
    vector(u48, 0xfedcba987654, 'fedcba987654'),
    vector(u48le, 0xfedcba987654, '547698badcfe'),
    vector(i48, -2, 'fffffffffffe'),
    vector(all.i48le, -140737488355328, '000000000080'),
    vector(u64, 0xfedcba9876543210n, 'fedcba9876543210'),
    vector(u64le, 0xfedcba9876543210n, '1032547698badcfe'),
    vector(i64, -2n, 'fffffffffffffffe'),
    vector(i64le, -2n, 'feffffffffffffff'),
    vector(u128, 0x0123456789abcdeffedcba9876543210n, '0123456789abcdeffedcba9876543210'),
    vector(u128le, 0x0123456789abcdeffedcba9876543210n, '1032547698badcfeefcdab8967452301'),
    vector(all.i128, -2n, 'fffffffffffffffffffffffffffffffe'),
    vector(all.i128le, -2n, 'feffffffffffffffffffffffffffffff'),
    vector(u64n, 2 ** 53 - 1, '001fffffffffffff'),
    vector(u64nle, 2 ** 53 - 1, 'ffffffffffff1f00'),
    vector(i64n, -(2 ** 53 - 1), 'ffe0000000000001'),
    vector(all.i64nle, -2, 'feffffffffffffff'),
    vector(f32, 1.5, '3fc00000'),
    vector(f32le, 1.5, '0000c03f'),
    vector(f64, -0.1, 'bfb999999999999a'),
    vector(f64le, -0.1, '9a9999999999b9bf'),
    vector(bool, true, '01'),
    vector(bool, false, '00'),
  ])('%s', (_, type, value, hex) => {
    expect(hexOf(type.encode(value))).toBe(hex)
    expect(type.decode(unhex(hex))).toBe(value)
  })

  it.each<[string, Type<unknown>, unknown[]]>([
    ['u8', u8, [-1, 256, 1.5, NaN, Infinity, '1', 1n, null, true, [1]]],
    ['i8', i8, [-129, 128, 0.5]],
    ['u16', u16, [-1, 65536, '5']],
    ['i16', i16, [-32769, 32768]],
    ['u24', u24, [-1, 2 ** 24]],
    ['i24', i24, [-(2 ** 23) - 1, 2 ** 23]],
    ['u32', u32, [-1, 2 ** 32]],
    ['i32', i32, [2 ** 31, -(2 ** 31) - 1]],
    ['u48', u48, [-1, 2 ** 48, 1.5, '5', 5n]],
    ['i48', i48, [2 ** 47, -(2 ** 47) - 1]],
    ['u64', u64, [-1n, 1n << 64n, 5, '5']],
    ['i64', i64, [1n << 63n, -(1n << 63n) - 1n, 5]],
    ['u128', u128, [-1n, 1n << 128n, 5]],
    ['u64n', u64n, [-1, 2 ** 53, 1.5, 5n]],
    ['i64n', i64n, [2 ** 53, -(2 ** 53)]],
    ['f32', f32, [1e39, '1', 1n]],
    ['f64', f64, ['1', undefined]],
    ['bool', bool, [1, 0, 'true', undefined]],
  ])('%s refuses what it cannot hold', (_, type, values) => {
    for (const value of values) expect(() => type.encode(value), String(value)).toThrow(StructError)
  })

  it('accepts a float that is not finite, and any byte but 0 as true', () => {
    expect(f32.decode(f32.encode(-Infinity))).toBe(-Infinity)
    expect(f64.decode(f64.encode(NaN))).toBeNaN()
    expect(bool.decode(unhex('80'))).toBe(true)
  })

  it('refuses a 64-bit value that a number cannot hold exactly', () => {
    expect(() => u64n.decode(unhex('0020000000000000'))).toThrow(/u64n at byte 0: 9007199254740992 does not fit/)
    expect(() => i64n.decode(unhex('ffe0000000000000'))).toThrow(/does not fit/)
  })
})

describe('enumerated exports', () => {
  it('names every integer type after itself', () => {
    for (const [name, type] of Object.entries(all))
      if (type instanceof all.Type && /^[iu]\d+(n?le|n)?$/.test(name)) expect(type.typeName).toBe(name)
  })
})
