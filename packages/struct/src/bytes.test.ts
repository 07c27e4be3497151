import { expect, it } from 'vitest'
import { byteLength, bytes, cString, fixedString, string, struct, u16, u8 } from './index.ts'
import { hexOf, onBoth, unhex } from './testing/both.ts'

onBoth('bytes', () => {
  it('decodes to a view of the input', () => {
    const input = unhex('0102030405')
    const view = bytes(2).parse(input, 1).value
    expect(view).toEqual(unhex('0203'))
    input[1] = 9
    expect(view?.[0]).toBe(9)
  })

  it('takes the rest, a prefix, a field or a function for its size', () => {
    expect(bytes().decode(unhex('0102'))).toEqual(unhex('0102'))
    expect(bytes(u16).decode(unhex('0002aabb'))).toEqual(unhex('aabb'))
    const byField = struct('f', { n: byteLength(u8), _p: u8, data: bytes('n') })
    expect(hexOf(byField.encode({ data: unhex('aabbcc') }))).toBe('0300aabbcc')
    expect(byField.decode(unhex('0200aabb'))).toEqual({ data: unhex('aabb') })
    const byCall = struct('c', { n: u8, data: bytes((v: { n: number }) => v.n * 2) })
    expect(byCall.decode(unhex('01aabb'))).toEqual({ n: 1, data: unhex('aabb') })
    expect(() => byCall.encode({ n: 2, data: unhex('aabb') })).toThrow('c.data at byte 1: has 2, must have 4')
    const byValue = struct('v', { n: u8, data: bytes('n') })
    expect(byValue.decode(unhex('01aa'))).toEqual({ n: 1, data: unhex('aa') })
    expect(() => byValue.encode({ n: 2, data: unhex('aa') })).toThrow('v.data at byte 1: has 1, must have 2')
  })

  it('refuses a size that is no size', () => {
    const odd = struct('odd', { n: u8, data: bytes((v: { n: number }) => v.n - 1.5) })
    expect(() => odd.decode(unhex('0300'))).toThrow('odd.data at byte 1: size must be an integer of 0 or more, got 1.5')
    expect(() => odd.decode(unhex('0000'))).toThrow(/got -1.5/)
  })

  it('leaves fields of fixed size behind it what they need', () => {
    const trailer = struct('trailer', { data: bytes(), sum: u16 })
    expect(trailer.decode(unhex('aabb0001'))).toEqual({ data: unhex('aabb'), sum: 1 })
    expect(trailer.decode(unhex('0001'))).toEqual({ data: new Uint8Array(0), sum: 1 })
    expect(() => trailer.decode(unhex('01'))).toThrow(/trailer/)
  })

  it('refuses a wrong length and anything that is not bytes', () => {
    expect(() => bytes(2).encode(unhex('01'))).toThrow('has 1, must have 2')
    expect(() => bytes(2).encode(unhex('010203'))).toThrow('has 3, must have 2')
    expect(() => bytes(u8).encode(new Uint8Array(256))).toThrow('256 does not fit the prefix u8')
    expect(() => bytes().encode('aa' as never)).toThrow('must be a Uint8Array, got "aa"')
  })
})

onBoth('strings', () => {
  it('reads a fixed string up to its first NUL and fills it when writing', () => {
    const name = fixedString(8)
    expect(name.decode(unhex('6574683000007878'))).toBe('eth0')
    expect(hexOf(name.encode('eth0'))).toBe('6574683000000000')
    expect(name.decode(unhex('6162636465666768'))).toBe('abcdefgh')
    expect(name.decode(name.encode(''))).toBe('')
  })

  it('refuses an overlong string and one with a NUL', () => {
    expect(() => fixedString(4).encode('eth01')).toThrow('5 bytes do not fit 4')
    expect(() => fixedString(4).encode('ééé')).toThrow('6 bytes do not fit 4')
    expect(() => fixedString(4).encode('a\0b')).toThrow('NUL')
    expect(() => cString().encode('a\0b')).toThrow('NUL')
    expect(() => string(3).encode('ab')).toThrow('has 2, must have 3')
    expect(() => string(u8, { encoding: 'latin1' }).encode('€')).toThrow('cannot be written as Latin-1')
    expect(() => string().encode('\ud800')).toThrow('cannot be written as UTF-8')
    expect(() => string().encode(5 as never)).toThrow('must be a string, got 5')
  })

  it('reads and writes UTF-8 of every length', () => {
    const text = 'aé€\u{1f600}z'.repeat(20)
    expect(new TextDecoder().decode(string().encode(text))).toBe(text)
    expect(string().decode(string().encode(text))).toBe(text)
    expect(string().decode(string().encode('é'))).toBe('é')
  })

  it.each(['ff', '61ff62', 'c080', 'eda080', 'f4908080', 'e282', 'c3', `${'61'.repeat(70)}ff`])(
    'keeps bytes that are not UTF-8: %s',
    (hex) => {
      const text = string().decode(unhex(hex))
      expect(text).not.toContain('\ufffd')
      expect(hexOf(string().encode(text))).toBe(hex)
    },
  )

  it('reads and writes Latin-1, short and long', () => {
    const latin = string(u16, { encoding: 'latin1' })
    const all = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i))
      .join('')
      .repeat(40)
    expect(latin.decode(latin.encode(all))).toBe(all)
    expect(hexOf(latin.encode('ÿ'))).toBe('0001ff')
  })

  it('keeps a byte order mark', () => {
    const text = `\ufeff${'a'.repeat(70)}`
    expect(string().decode(string().encode(text))).toBe(text)
  })

  it('reads C strings one after the other', () => {
    const two = struct('two', { a: cString(), b: cString({ limit: 3 }) })
    expect(two.decode(unhex('616200630000').subarray(0, 5))).toEqual({ a: 'ab', b: 'c' })
    expect(hexOf(two.encode({ a: 'ab', b: '' }))).toBe('61620000')
    expect(() => two.decode(unhex('0061626364 00'))).toThrow('two.b at byte 1: longer than 3 bytes')
    expect(() => two.encode({ a: '', b: 'abcd' })).toThrow('4 bytes exceed the limit of 3')
    expect(() => two.decode(unhex('6162'))).toThrow('two.a at byte 0: has no NUL at its end')
    expect(cString().parse(unhex('6162'))).toEqual({ need: 3 })
  })
})
