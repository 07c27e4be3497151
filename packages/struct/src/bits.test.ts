import { describe, expect, it } from 'vitest'
import {
  bitArray,
  bitEnum,
  bits,
  byteLength,
  bytes,
  enumeration,
  flag,
  i16,
  length,
  struct,
  u16,
  u16le,
  u24,
  u32,
  u48,
  u64,
  u8,
} from './index.ts'
import { hexOf, onBoth, unhex } from './testing/both.ts'

const color = enumeration('color', u8, { RED: 1, BLUE: 2 })

onBoth('bit fields', () => {
  it('go from the most significant bit, also across bytes', () => {
    const tci = bits(u16, { pcp: 3, dei: flag, vid: 12 })
    expect(tci.decode(unhex('b064'))).toEqual({ pcp: 5, dei: true, vid: 100 })
    expect(hexOf(tci.encode({ pcp: 5, dei: true, vid: 100 }))).toBe('b064')
    const odd = bits(u24, { a: 5, b: 11, c: 8 })
    expect(hexOf(odd.encode({ a: 0x1f, b: 0, c: 0x81 }))).toBe('f80081')
  })

  it('are merged under a key with an underscore; padding bits are not in the value', () => {
    const type = struct('t', { _b: bits(u8, { version: 4, _unused: 2, ecn: 2 }), next: u8 })
    expect(type.decode(unhex('4f05'))).toEqual({ version: 4, ecn: 3, next: 5 })
    expect(hexOf(type.encode({ version: 4, ecn: 3, next: 5 }))).toBe('4305')
    expect(struct('t', { b: bits(u8, { x: 4, y: 4 }) }).decode(unhex('12'))).toEqual({ b: { x: 1, y: 2 } })
  })

  it('hold enumerations, arrays and all 32 bits', () => {
    const type = bits(u32, { color: bitEnum(2, color), list: bitArray(3, 4), _rest: 18 })
    const value = { color: color.BLUE, list: [1, 2, 3, 7] }
    expect(type.decode(type.encode(value))).toEqual(value)
    expect(type.format(value)).toBe('{ color: BLUE, list: [1, 2, 3, 7] }')
    expect(type.parseText('{ color: RED, list: [0, 0, 0, 0] }').color).toBe(1)
    expect(bits(u32, { all: 32 }).decode(unhex('ffffffff'))).toEqual({ all: 0xffffffff })
    expect(() => type.encode({ color: 1, list: [1, 2, 3] })).toThrow('list at byte 0: must be an array of 4')
    expect(() => type.encode({ color: 1, list: [1, 2, 3, 8] })).toThrow('must be in 0..7, got 8')
  })

  it('reach over 32 bits, in either byte order', () => {
    const wide = bits(u64, { a: 1, b: 53, c: 10 })
    const value = { a: 1, b: 2 ** 53 - 2, c: 1023 }
    expect(wide.decode(wide.encode(value))).toEqual(value)
    expect(hexOf(wide.encode({ a: 0, b: 1, c: 0 }))).toBe('0000000000000400')
    const mid = bits(u48, { a: 12, b: 24, c: 12 })
    expect(hexOf(mid.encode({ a: 0xabc, b: 0xdef012, c: 0x345 }))).toBe('abcdef012345')
    expect(mid.decode(unhex('abcdef012345'))).toEqual({ a: 0xabc, b: 0xdef012, c: 0x345 })
    expect(hexOf(bits(u16le, { a: 4, b: 12 }).encode({ a: 1, b: 0x234 }))).toBe('3412')
  })

  it('hold lengths', () => {
    // LLDP (IEEE 802.1AB): 7 bits of type, 9 bits of length.
    const tlv = struct('lldp_tlv', { _head: bits(u16, { type: 7, length: length(9, { add: -2 }) }), value: bytes() })
    expect(hexOf(tlv.encode({ type: 5, value: unhex('616263') }))).toBe('0a03616263')
    expect(tlv.parse(unhex('0a03616263ff'))).toEqual({ value: { type: 5, value: unhex('616263') }, length: 5 })
    expect(() => tlv.encode({ type: 5, value: new Uint8Array(512) })).toThrow('lldp_tlv.length at byte 0')
    const options = struct('o', { _b: bits(u8, { x: 4, n: byteLength(4, { unit: 4, add: 20 }) }), data: bytes('n') })
    expect(hexOf(options.encode({ x: 1, data: unhex('01020304') }))).toBe('1601020304')
    expect(options.decode(unhex('15'))).toEqual({ x: 1, data: new Uint8Array(0) })
    expect(() => options.decode(unhex('14'))).toThrow('o.n at byte 0: 4 is too small')
  })

  it('refuse numbers that do not fit and parts that are unknown', () => {
    const type = bits(u16, { a: 3, b: flag, c: 12 })
    expect(() => type.encode({ a: 8, b: true, c: 0 })).toThrow('.a at byte 0: must be in 0..7, got 8')
    expect(() => type.encode({ a: 0, b: 1 as never, c: 0 })).toThrow('must be true or false, got 1')
    expect(() => type.encode({ a: 0, b: true, c: 0, d: 1 } as never)).toThrow('.d at byte 0: is not a field')
    expect(() => type.encode({ a: 0, b: true } as never)).toThrow('.c at byte 0: is missing')
    expect(() => type.encode(5 as never)).toThrow('must be an object, got 5')
  })
})

describe('definitions of bit fields', () => {
  it('refuse widths that do not add up', () => {
    expect(() => bits(u8, { a: 3 })).toThrow('widths add up to 3 bits')
    expect(() => bits(u64, { a: 54, b: 10 })).toThrow('54 is not a width')
    expect(() => bits(i16, { a: 16 })).toThrow('i16 cannot hold a bit field')
    expect(() => bits(u8, { a: length(u8) })).toThrow('cannot be part of a bit field')
  })
})
