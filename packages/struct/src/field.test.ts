import { expect, it } from 'vitest'
import { bits, bytes, checksum, computed, length, list, optional, struct, u16, u32, u8 } from './index.ts'
import { hexOf, onBoth, unhex } from './testing/both.ts'

onBoth('optional fields', () => {
  const type = struct('t', {
    flags: u8,
    extra: optional(u16, (v: { flags: number }) => (v.flags & 1) !== 0),
    list: optional(list(u8, u8), (v: { flags: number }) => (v.flags & 2) !== 0),
    last: u8,
  })

  it.each([
    ['0009', { flags: 0, last: 9 }],
    ['01123409', { flags: 1, extra: 0x1234, last: 9 }],
    ['0202050609', { flags: 2, list: [5, 6], last: 9 }],
    ['031234010709', { flags: 3, extra: 0x1234, list: [7], last: 9 }],
  ])('%s', (hex, value) => {
    expect(type.decode(unhex(hex))).toStrictEqual(value)
    expect(hexOf(type.encode(value))).toBe(hex)
  })

  it('must be there if and only if the predicate says so', () => {
    expect(() => type.encode({ flags: 1, last: 9 })).toThrow('t.extra at byte 1: is missing')
    expect(() => type.encode({ flags: 0, extra: 1, last: 9 })).toThrow(
      't.extra at byte 1: does not belong to this value',
    )
  })

  it('see the fields of the structure they are merged into', () => {
    const inner = struct('inner', { more: optional(u8, (v: { version: number }) => v.version > 1) })
    const outer = struct('outer', { version: u8, _inner: inner })
    expect(outer.decode(unhex('0207'))).toEqual({ version: 2, more: 7 })
    expect(outer.decode(unhex('01'))).toEqual({ version: 1 })
  })

  it('turn what a callback throws into an error with a place', () => {
    const bad = struct('bad', {
      a: u8,
      b: optional(u8, () => {
        throw new Error('boom')
      }),
    })
    expect(() => bad.decode(unhex('01'))).toThrow('bad.b at byte 1: callback failed: boom')
    expect(() => bad.encode({ a: 1 })).toThrow('bad.b at byte 1: callback failed: boom')
  })
})

/** RFC 1071. */
function internetSum(all: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < all.length; i += 2) sum += (all[i] ?? 0) * 256 + (all[i + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

onBoth('computed fields', () => {
  // The example of RFC 1071's readers: an IPv4 header whose checksum is b861.
  const ip = struct('ip', {
    _v: bits(u8, { version: 4, ihl: computed(4, (v: { options: Uint8Array }) => 5 + v.options.length / 4) }),
    tos: u8,
    total: u16,
    id: u16,
    frag: u16,
    ttl: u8,
    proto: u8,
    sum: checksum(u16, internetSum, { verify: true }),
    src: u32,
    dst: u32,
    options: bytes((v: { ihl: number }) => (v.ihl ?? 5) * 4 - 20),
  })
  const hex = '45000073000040004011b861c0a80001c0a800c7'

  it('are filled in when encoding and readable after decoding', () => {
    const value = ip.decode(unhex(hex))
    expect(value).toMatchObject({ version: 4, ihl: 5, sum: 0xb861 })
    const { sum: _sum, ihl: _ihl, ...given } = value
    expect(hexOf(ip.encode(given))).toBe(hex)
    expect(hexOf(ip.encode({ ...value, sum: 0, ttl: 63 }))).toBe(
      '4500007300004000 3f11b961 c0a80001c0a800c7'.replaceAll(' ', ''),
    )
  })

  it('are verified on request', () => {
    expect(() => ip.decode(unhex(hex.replace('b861', 'b862')))).toThrow('ip.sum at byte 10: should be 47201, is 47202')
    const lenient = struct('l', { a: u8, sum: checksum(u8, () => 1) })
    expect(lenient.decode(unhex('0002'))).toEqual({ a: 0, sum: 2 })
  })

  it('see final lengths', () => {
    const type = struct('t', { len: length(u8), sum: checksum(u8, (all) => all[0] ?? 0), data: bytes() })
    expect(hexOf(type.encode({ data: unhex('0102') }))).toBe('04040102')
  })

  it('must fit', () => {
    const type = struct('t', { n: computed(u8, () => 256) })
    expect(() => type.encode({})).toThrow('t.n at byte 0: must be an integer in 0..255, computed 256')
  })

  it('may encode on their own', () => {
    const other = struct('other', { x: u32 })
    const type = struct('t', { a: u8, n: computed(u8, (v: { a: number }) => other.encode({ x: v.a })[3] ?? 0) })
    expect(hexOf(type.encode({ a: 7 }))).toBe('0707')
  })

  it('are one per structure when they are checksums', () => {
    const sum = checksum(u8, () => 0)
    expect(() => struct('t', { a: sum, b: sum })).toThrow('two checksums over the same bytes')
  })
})
