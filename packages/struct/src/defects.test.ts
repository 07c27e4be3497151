/** The known defects of the library this one re-creates (its specification, 7.6 and 9.3), each with a name there. */
import { expect, it } from 'vitest'
import {
  array,
  bool,
  bytes,
  cString,
  custom,
  fixedString,
  length,
  list,
  string,
  StructError,
  struct,
  u16,
  u32,
  u64,
  u8,
  unpaddedLength,
} from './index.ts'
import { hexOf, onBoth, unhex } from './testing/both.ts'

onBoth('known defects', () => {
  it('D49: the length reported never exceeds the bytes that have arrived, padding included', () => {
    const type = struct('t', { len: unpaddedLength(u8), data: bytes() }, { align: 8 })
    for (let n = 0; n < 8; n++) expect(type.parse(unhex('05aabbccdd000000').subarray(0, n)).length).toBeUndefined()
    expect(type.parse(unhex('05aabbccdd'))).toEqual({ need: 8 })
    expect(type.parse(unhex('05aabbccdd000000')).length).toBe(8)
    const plain = struct('p', { a: u8, b: u32 }, { align: 8 })
    expect(plain.parse(unhex('0102030405'))).toEqual({ need: 8 })
    expect(() => plain.decode(unhex('0102030405'))).toThrow('p at byte 5: needs 3 bytes, 0 remain')
  })

  it('D50: a long array or string is an error, never cut', () => {
    const type = struct('t', { list: array(u8, 2), name: fixedString(2), raw: bytes(2), char: string(1) })
    const good = { list: [1, 2], name: 'ab', raw: unhex('0102'), char: 'x' }
    expect(hexOf(type.encode(good))).toBe('01026162010278')
    const bad = [{ list: [1, 2, 3] }, { list: [1] }, { name: 'abc' }, { raw: unhex('010203') }, { char: 'xy' }]
    for (const change of bad) expect(() => type.encode({ ...good, ...change })).toThrow(StructError)
  })

  it('D50: numbers that overflow are errors, never wrapped', () => {
    expect(() => u8.encode(256)).toThrow('u8 at byte 0: must be in 0..255, got 256')
    expect(() => u64.encode(1n << 64n)).toThrow('must fit 64 bits')
  })

  it('D51: a misspelt field is an error', () => {
    const type = struct('t', { priority: u16 })
    expect(() => type.encode({ priority: 1, prioritty: 2 } as never)).toThrow('t.prioritty at byte 0: is not a field')
  })

  it('D52: a C string alone loses its NUL as it does within a structure, and an unnamed type has a name', () => {
    expect(cString().decode(unhex('616200'))).toBe('ab')
    expect(struct('t', { s: cString() }).decode(unhex('616200'))).toEqual({ s: 'ab' })
    const unnamed = custom({ name: '', measure: () => 1, read: (b) => b[0], sizeOf: () => 1, write: () => {} })
    expect(unnamed.describe()).toContain('at least 0 bytes')
    expect(array(u16, 2).typeName).toBe('u16[2]')
  })

  it('D53: no error of another kind gets out', () => {
    const type = struct('t', { a: u8, b: u64, c: bool, d: cString(), e: bytes(2), f: array(u8, 1) })
    const good = { a: 1, b: 1n, c: true, d: '', e: unhex('0102'), f: [1] }
    const odd = [undefined, null, 1n, Symbol('s'), {}, [], () => 0, new Date(), Object.create(null), NaN]
    for (const key of Object.keys(good))
      for (const value of odd)
        if (!(key === 'b' && value === 1n))
          expect(() => type.encode({ ...good, [key]: value } as never)).toThrow(StructError)
    const thrower = Object.defineProperty({}, 'a', {
      enumerable: true,
      get() {
        throw new RangeError('low level')
      },
    })
    expect(() => type.encode(thrower as never)).toThrow(StructError)
  })

  it('7.6: an array of fixed length that is cut off says so', () => {
    expect(() => array(u32, 3).decode(unhex('0000000100000002'))).toThrow('u32[3] at byte 0: needs 12 bytes, 8 remain')
  })

  it('7.2: an incomplete item at the end of a list is an error, not ignored', () => {
    expect(() => list(u16).decode(unhex('000102'))).toThrow('[1] at byte 2: needs 2 bytes, 1 remain')
  })

  it('7.2: bytes keep their trailing NULs', () => {
    expect(bytes(4).decode(unhex('61620000'))).toEqual(unhex('61620000'))
  })

  it('7.2: two-dimensional arrays are in row order', () => {
    expect(array(array(u8, 3), 2).decode(unhex('010203040506'))).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ])
  })

  it('9.1: equality is by value', () => {
    const type = struct('t', { len: length(u8), data: bytes() })
    expect(type.equals(type.decode(unhex('0201')), type.decode(unhex('0201')))).toBe(true)
  })
})
