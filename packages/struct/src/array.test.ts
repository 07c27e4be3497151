import { describe, expect, it } from 'vitest'
import { array, byteLength, bytes, count, list, sized, string, struct, u16, u32, u8 } from './index.ts'
import { hexOf, onBoth, unhex } from './testing/both.ts'

onBoth('arrays', () => {
  it('of fixed length, nested', () => {
    const matrix = array(array(u8, 2), 3)
    expect(matrix.decode(unhex('010203040506'))).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    expect(matrix.node.size).toBe(6)
    expect(() =>
      matrix.encode([
        [1, 2],
        [3, 4],
      ]),
    ).toThrow('has 2, must have 3')
    expect(() =>
      matrix.encode([
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
      ]),
    ).toThrow('has 4, must have 3')
    expect(() =>
      matrix.encode([
        [1, 2],
        [3, 256],
        [5, 6],
      ]),
    ).toThrow('[1][1] at byte 3: must be in 0..255, got 256')
  })

  it('of structures keep their path in errors', () => {
    const item = struct('item', { a: u8, b: u16 })
    const items = struct('items', { n: count(u8), item: array(item, 'n') })
    expect(
      hexOf(
        items.encode({
          item: [
            { a: 1, b: 2 },
            { a: 3, b: 4 },
          ],
        }),
      ),
    ).toBe('02010002030004')
    expect(() =>
      items.encode({
        item: [
          { a: 1, b: 2 },
          { a: 1, b: 65536 },
        ],
      }),
    ).toThrow('items.item[1].b at byte 5')
  })

  it('of a count that is computed', () => {
    const type = struct('s', { n: count(u8), size: byteLength(u8), a: array(u16, 'n'), b: list(u16, 'size') })
    const value = { a: [1, 2, 3], b: [4] }
    expect(hexOf(type.encode(value))).toBe('03020001000200030004')
    expect(type.decode(type.encode(value))).toEqual(value)
    expect(() => type.encode({ a: Array.from({ length: 256 }, () => 0), b: [] })).toThrow('s.n at byte 0')
  })

  it('share a count when they agree', () => {
    const type = struct('arp', { hlen: byteLength(u8), sha: bytes('hlen'), tha: bytes('hlen') })
    expect(hexOf(type.encode({ sha: unhex('0102'), tha: unhex('0304') }))).toBe('0201020304')
    expect(() => type.encode({ sha: unhex('0102'), tha: unhex('03') })).toThrow('arp.tha at byte 3: has 1, must have 2')
  })

  it('see the fields around them', () => {
    const type = struct('s', {
      width: u8,
      n: count(u8),
      rows: array(
        bytes((v: { width: number }) => v.width),
        'n',
      ),
    })
    const value = { width: 2, rows: [unhex('0102'), unhex('0304')] }
    expect(hexOf(type.encode(value))).toBe('020201020304')
    expect(type.decode(type.encode(value))).toEqual(value)
  })

  it('take a prefix', () => {
    expect(array(string(u8), u16).decode(unhex('0002 0161 026263'))).toEqual(['a', 'bc'])
    expect(hexOf(list(u16, u8).encode([1, 2]))).toBe('0400010002')
  })

  it('end with the region or the message', () => {
    const type = struct('s', { size: byteLength(u8), a: list(u16, 'size'), rest: list(u8) })
    expect(type.decode(unhex('0200010203'))).toEqual({ a: [1], rest: [2, 3] })
    expect(() => type.decode(unhex('03000102'))).toThrow('s.a[1] at byte 3: needs 2 bytes, 1 remain')
    expect(() => type.decode(unhex('09000102'))).toThrow('s.a at byte 1: needs 9 bytes, 3 remain')
  })

  it('refuse what is not a list', () => {
    expect(() => array(u8, 1).encode({ length: 1 } as never)).toThrow('must be an array, got object')
    expect(() => list(u8).encode(undefined as never)).toThrow('is missing')
  })

  it('refuse items that take no bytes, which would never end', () => {
    const empty = struct('empty', {})
    expect(() => list(empty).decode(unhex('00'))).toThrow('an item takes no bytes')
    expect(() => array(empty, u8).decode(unhex('01'))).toThrow(/needs 1 bytes, 0 remain/)
    expect(() => array(empty, u8).encode([{}])).toThrow('an item takes no bytes')
    expect(array(empty, 3).decode(unhex(''))).toEqual([{}, {}, {}])
  })

  it('refuse a count beyond the data before they make room for it', () => {
    expect(() => array(u32, u32).decode(unhex('ffffffff00000000'))).toThrow(/needs 17179869180 bytes, 4 remain/)
    expect(array(u32, u32).parse(unhex('0000000200000000'))).toEqual({ need: 12 })
  })

  it('fill a sized region exactly', () => {
    const type = sized(struct('pair', { a: u8, b: u8 }), u16)
    expect(hexOf(type.encode({ a: 1, b: 2 }))).toBe('00020102')
    expect(() => type.decode(unhex('0003010203'))).toThrow('1 bytes are left over')
    expect(() => type.decode(unhex('000101'))).toThrow('needs 1 bytes, 0 remain')
  })
})

describe('definitions of arrays', () => {
  it('refuse items without end and sizes that are none', () => {
    expect(() => array(bytes(), 2)).toThrow('do not end by themselves')
    expect(() => list(bytes())).toThrow('do not end by themselves')
    expect(() => array(u8, -1)).toThrow('size -1 is not a size')
    expect(() => bytes(1.5)).toThrow('is not a size')
  })

  it('refuse a name that is no field before them', () => {
    expect(() => struct('s', { a: array(u8, 'n') }).decode(unhex('00'))).toThrow(
      's.a: its size refers to n, which is no field before it',
    )
    expect(() => struct('s', { a: array(u8, 'n'), n: count(u8) }).encode({ a: [] })).toThrow('refers to n')
  })
})
