import { describe, expect, it } from 'vitest'
import {
  align,
  bytes,
  constant,
  fixedString,
  length,
  list,
  mac,
  pad,
  padded,
  struct,
  totalSize,
  u16,
  u16le,
  u32,
  u64,
  u8,
  unpaddedLength,
} from './index.ts'
import { hexOf, onBoth, unhex } from './testing/both.ts'

const port = struct('port', { no: u32, _pad: pad(4), hw_addr: mac, _pad2: u16, name: fixedString(4) })

onBoth('structures', () => {
  it('lay fields out in order, padding zero and not in the value', () => {
    const value = { no: 1, hw_addr: 0x020000000001, name: 'eth' }
    expect(hexOf(port.encode(value))).toBe('0000000100000000020000000001000065746800')
    expect(port.decode(unhex('00000001ffffffff020000000001ffff65746800'))).toEqual(value)
    expect(port.node.size).toBe(20)
    expect(port.sizeOf(value)).toBe(20)
  })

  it('write zeros over whatever the target holds', () => {
    const target = new Uint8Array(24).fill(0xff)
    expect(port.encodeInto({ no: 1, hw_addr: 0, name: '' }, target, 2)).toBe(20)
    expect(hexOf(target)).toBe('ffff000000010000000000000000000000000000000 0ffff'.replace(' ', ''))
  })

  it('nest, and merge what has no name', () => {
    const header = struct('header', { version: u8, type: u8 })
    const message = struct('message', { _header: header, inner: header, _end: pad(1) })
    const value = { version: 1, type: 2, inner: { version: 3, type: 4 } }
    expect(hexOf(message.encode(value))).toBe('0102030400')
    expect(message.decode(message.encode(value))).toEqual(value)
  })

  it('call their own function when they are large or nested deeper', () => {
    const names = Array.from({ length: 20 }, (_, i) => `f${i}`)
    const large = struct('large', Object.fromEntries(names.map((name) => [name, u16le])))
    const outer = struct('outer', { a: u8, large, b: u8 })
    const value = { a: 1, large: Object.fromEntries(names.map((name, i) => [name, i])), b: 2 }
    expect(outer.decode(outer.encode(value))).toEqual(value)
    expect(outer.node.size).toBe(42)
  })

  it('align fields and the whole', () => {
    const type = struct(
      't',
      { a: u8, _align: align(4), b: u8, data: bytes(u8), _align2: align(4), c: u8 },
      { align: 8 },
    )
    const value = { a: 1, b: 2, data: unhex('aabb'), c: 3 }
    expect(hexOf(type.encode(value))).toBe('01000000 0202aabb 0300000000000000'.replaceAll(' ', ''))
    expect(type.decode(type.encode(value))).toEqual(value)
    expect(hexOf(padded(bytes(u8), 4).encode(unhex('aa')))).toBe('01aa0000')
    expect(padded(bytes(u8), 4).parse(unhex('01aa00'))).toEqual({ need: 4 })
  })

  it('demand their constants', () => {
    const type = struct('t', { magic: constant(u32, 0xcafebabe), a: u8, _gap: constant(bytes(2), unhex('0102')) })
    expect(hexOf(type.encode({ a: 7 }))).toBe('cafebabe070102')
    expect(type.decode(unhex('cafebabe070102'))).toEqual({ a: 7 })
    expect(() => type.decode(unhex('cafebabf070102'))).toThrow('t.magic at byte 0: must be 3405691582, got 3405691583')
    expect(() => type.decode(unhex('cafebabe070103'))).toThrow('t._gap at byte 5')
  })

  it('name the field and the byte of what is missing, unknown or wrong', () => {
    const outer = struct('outer', { a: u8, port })
    const good = { a: 1, port: { no: 1, hw_addr: 0, name: '' } }
    expect(() => outer.encode({ a: 1 } as never)).toThrow('outer.port at byte 1: is missing')
    expect(() => outer.encode({ ...good, port: { no: 1, name: '' } } as never)).toThrow(
      'outer.port.hw_addr at byte 9: is missing',
    )
    expect(() => outer.encode({ ...good, b: 1 } as never)).toThrow(
      'outer.b at byte 0: is not a field of the definition',
    )
    expect(() => outer.encode({ ...good, a: undefined } as never)).toThrow('outer.a at byte 0: is missing')
    expect(() => outer.encode(null as never)).toThrow('outer at byte 0: must be an object, got null')
    expect(() => outer.encode({ ...good, port: 5 } as never)).toThrow('outer.port at byte 1: must be an object, got 5')
    expect(() => outer.decode(unhex('0102'))).toThrow('outer.port.no at byte 1: needs 4 bytes, 1 remain')
    expect(() => outer.decode(new Uint8Array(22))).toThrow('outer at byte 21: 1 bytes are left over')
  })
})

onBoth('lengths', () => {
  const tlv = struct('tlv', { type: u16, length: length(u16), items: list(u16) })
  const match = struct('match', { type: u16, length: unpaddedLength(u16), data: bytes() }, { align: 8 })
  const action = struct('action', { type: u16, len: length(u16), port: u32, extra: bytes(u8) }, { align: 8 })

  it('are computed, bound the fields, and are not in the value', () => {
    expect(hexOf(tlv.encode({ type: 1, items: [2, 3] }))).toBe('0001000800020003')
    expect(tlv.parse(unhex('0001000600020003'))).toEqual({ value: { type: 1, items: [2] }, length: 6 })
  })

  it('do or do not count the padding', () => {
    expect(hexOf(match.encode({ type: 1, data: unhex('aabbcc') }))).toBe('00010007aabbcc00')
    expect(match.decode(unhex('00010007aabbccff'))).toEqual({ type: 1, data: unhex('aabbcc') })
    expect(hexOf(action.encode({ type: 0, port: 1, extra: unhex('aa') }))).toBe('000000100000000101aa000000000000')
    expect(action.decode(unhex('000000100000000101aa000000000000'))).toEqual({ type: 0, port: 1, extra: unhex('aa') })
  })

  it('may leave out a header, count in units and have a limit', () => {
    const option = struct('option', { code: u8, len: length(u8, { add: -2 }), data: bytes() })
    expect(hexOf(option.encode({ code: 1, data: unhex('aabb') }))).toBe('0102aabb')
    const extension = struct('ext', { next: u8, len: length(u8, { unit: 8, add: -8 }), data: bytes() })
    expect(hexOf(extension.encode({ next: 6, data: new Uint8Array(14) }))).toBe(`0601${'00'.repeat(14)}`)
    expect(() => extension.encode({ next: 6, data: new Uint8Array(13) })).toThrow(
      'ext.len at byte 1: must be an integer',
    )
    const limited = struct('limited', { len: length(u16, { limit: 4 }), data: bytes() })
    expect(() => limited.decode(unhex('0005010203'))).toThrow(
      'limited.len at byte 0: total size 5 exceeds the limit of 4',
    )
    expect(() => limited.encode({ data: unhex('010203') })).toThrow('total size 5 exceeds the limit of 4')
    expect(() => struct('s', { len: length(u8), data: bytes() }).encode({ data: new Uint8Array(255) })).toThrow('s.len')
  })

  it('come from a function of the fields', () => {
    const oxm = struct('oxm', {
      header: u32,
      _size: totalSize((v: { header: number }) => 4 + (v.header & 255)),
      data: bytes(),
    })
    expect(oxm.decode(unhex('80000a020800'))).toEqual({ header: 0x80000a02, data: unhex('0800') })
    expect(() => oxm.encode({ header: 0x80000a02, data: unhex('08') })).toThrow('total size is 5, the fields say 6')
  })

  it.each([
    ['zero', '00010000', 'total size 0 is less than the 4 bytes of its fields'],
    ['shorter than the fields', '00010003', 'total size 3 is less'],
    ['beyond the message', '0001ffff', 'total size 65535 exceeds the 4 bytes that remain'],
  ])('that are %s are refused', (_, hex, reason) => {
    expect(() => tlv.decode(unhex(hex))).toThrow(`tlv.length at byte 2: ${reason}`)
  })

  it('keep bytes that no field describes, and write them again', () => {
    const fixed = struct('fixed', { len: length(u8), a: u8 })
    expect(fixed.decode(unhex('04010203'))).toEqual({ a: 1, _extra: unhex('0203') })
    expect(hexOf(fixed.encode({ a: 1, _extra: unhex('0203') }))).toBe('04010203')
    const strict = struct('strict', { len: length(u8), a: u8 }, { extra: 'error' })
    expect(() => strict.decode(unhex('04010203'))).toThrow('strict at byte 2: 2 bytes are left over')
    expect(() => strict.encode({ a: 1, _extra: unhex('02') } as never)).toThrow('strict._extra')
  })

  it('refuse surplus bytes that could not be told from padding', () => {
    const aligned = struct('aligned', { len: length(u8), a: u8 }, { align: 4 })
    expect(hexOf(aligned.encode({ a: 1 }))).toBe('04010000')
    expect(aligned.decode(unhex('0401ffff'))).toEqual({ a: 1 })
    expect(aligned.decode(unhex('0801000002030405'))).toEqual({ a: 1, _extra: unhex('000002030405') })
    expect(() => aligned.encode({ a: 1, _extra: unhex('0203') })).toThrow('aligned._extra at byte 2')
    expect(() => aligned.encode({ a: 1, _extra: unhex('02') })).toThrow('multiple of 4')
    expect(() => aligned.decode(unhex('060102030405'))).toThrow('total size 6 is not a multiple of 4')
    const open = struct('open', { len: length(u8), rest: bytes() }, { align: 4 })
    expect(() => open.encode({ rest: unhex('01') })).toThrow('is 2 bytes, must be a multiple of 4')
    expect(hexOf(open.encode({ rest: unhex('010203') }))).toBe('04010203')
  })

  it('of an embedded structure end its own region only', () => {
    const inner = struct('inner', { len: length(u8), data: bytes() })
    const outer = struct('outer', { _inner: inner, after: u8 })
    expect(outer.decode(unhex('03aabb07'))).toEqual({ data: unhex('aabb'), after: 7 })
    expect(hexOf(outer.encode({ data: unhex('aabb'), after: 7 }))).toBe('03aabb07')
    const optional = struct('outer', { _inner: struct('inner', { len: length(u8), a: u8 }), after: u64 })
    expect(() => optional.decode(unhex('010000000000000000 00'))).toThrow('total size 1 is less than the 2 bytes')
  })
})

describe('definitions of structures', () => {
  it('refuse two fields of one name, also after merging', () => {
    expect(() => struct('s', { a: u8, _inner: struct('i', { a: u8 }) })).toThrow('s: two fields are called a')
  })

  it('refuse what cannot be read', () => {
    expect(() => struct('s', { data: bytes(), more: bytes(u8) })).toThrow('data goes to the end of the region')
    expect(() => struct('s', { data: bytes() }, { align: 8 })).toThrow('would take the padding at the end')
    expect(() => struct('s', { _x: bytes(u8) })).toThrow('only a type of fixed size can be padding')
    expect(() => struct('s', { len: length(8) })).toThrow('a width in bits is for bit fields')
    expect(() => struct('s', { a: u8 }, { align: 0 })).toThrow('align 0 is not a size')
    expect(() => struct('s', Object.fromEntries([['__proto__', u8]]))).toThrow('cannot be called __proto__')
    expect(() => padded(bytes(), 8)).toThrow('would take the padding')
    expect(() => pad(0)).toThrow('0 is not a size')
    expect(() => align(-1)).toThrow('-1 is not a size')
    expect(() => length(u8, { unit: 0 })).toThrow('unit 0')
  })
})
