import { describe, expect, it } from 'vitest'
import {
  array,
  bytes,
  convert,
  custom,
  initial,
  ipv4,
  ipv6,
  lazy,
  list,
  mac,
  sized,
  struct,
  u16,
  u32,
  u8,
  withText,
} from './index.ts'
import type { Type } from './index.ts'
import { hexOf, onBoth, unhex } from './testing/both.ts'

/** LEB128, which no construct describes. */
const varint = custom<number>({
  name: 'varint',
  min: 1,
  measure(input) {
    const last = input.findIndex((byte) => byte < 128)
    return last < 0 ? input.length + 1 : last + 1
  },
  read: (input) => input.reduceRight((sum, byte) => sum * 128 + (byte & 127), 0),
  sizeOf(value) {
    if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${value} is no varint`)
    return Math.max(1, Math.ceil(Math.log2(value + 1) / 7))
  },
  write(value, output) {
    let rest = value
    output.forEach((_, i) => {
      output[i] = (rest % 128) + (i < output.length - 1 ? 128 : 0)
      rest = Math.floor(rest / 128)
    })
  },
})

onBoth('types of one’s own', () => {
  it('measure, read and write themselves', () => {
    const type = struct('t', { a: varint, b: u8, rest: list(varint) })
    expect(hexOf(type.encode({ a: 300, b: 1, rest: [0, 127, 128] }))).toBe('ac0201007f8001')
    expect(type.decode(unhex('ac0201007f8001'))).toEqual({ a: 300, b: 1, rest: [0, 127, 128] })
    expect(varint.parse(unhex('ac'))).toEqual({ need: 2 })
    expect(() => type.decode(unhex('acac'))).toThrow('t.a at byte 0: needs 3 bytes, 2 remain')
    expect(() => type.encode({ a: -1, b: 1, rest: [] })).toThrow('t.a at byte 0: callback failed: -1 is no varint')
  })

  it('that lie about their size are found out', () => {
    const liar = custom<number>({ name: 'liar', measure: () => -1, read: () => 0, sizeOf: () => 0.5, write: () => {} })
    expect(() => liar.decode(unhex('00'))).toThrow('liar at byte 0: measure gave -1')
    expect(() => liar.encode(1)).toThrow('liar at byte 0: sizeOf gave 0.5')
    const lazyOne = custom<number>({ name: 'zero', measure: () => 0, read: () => 0, sizeOf: () => 0, write: () => {} })
    expect(() => list(lazyOne).decode(unhex('00'))).toThrow('an item takes no bytes')
  })
})

onBoth('conversions', () => {
  const date = convert(
    'date',
    u32,
    (s) => new Date(s * 1000),
    (d) => Math.floor(d.getTime() / 1000),
  )

  it('show the program another form', () => {
    const type = struct('t', { at: date })
    expect(type.decode(unhex('00000001')).at.toISOString()).toBe('1970-01-01T00:00:01.000Z')
    expect(hexOf(type.encode({ at: new Date(2000) }))).toBe('00000002')
    expect(() => type.encode({} as never)).toThrow('t.at at byte 0: is missing')
    expect(() => type.encode({ at: new Date(-1000) })).toThrow('t.at at byte 0: must be in 0..4294967295, got -1')
    expect(type.parseText(type.format({ at: new Date(5000) })).at.getTime()).toBe(5000)
  })

  it('text forms are for people only', () => {
    const meters = withText(u16, { format: (v) => `${v} m`, parse: (text) => Number(text.replace(' m', '')) })
    const type = struct('t', { height: meters })
    expect(type.format({ height: 5 })).toBe('{ height: 5 m }')
    expect(type.parseText('{ height: 6 m }')).toEqual({ height: 6 })
    expect(type.decode(unhex('0005'))).toEqual({ height: 5 })
  })
})

interface Tree {
  name: number
  kids: Tree[]
}
const tree: Type<Tree> = lazy('tree', () => struct('tree_node', { name: u8, kids: array(tree, u8) }), 2)
interface Chain {
  next: Chain[]
}
const chain: Type<Chain> = lazy('chain', () => struct('chain_link', { next: sized(list(chain), u16) }), 2)

onBoth('recursive definitions', () => {
  it('contain themselves', () => {
    const value = {
      name: 1,
      kids: [
        { name: 2, kids: [] },
        { name: 3, kids: [{ name: 4, kids: [] }] },
      ],
    }
    expect(hexOf(tree.encode(value))).toBe('0102020003010400')
    expect(tree.decode(tree.encode(value))).toEqual(value)
    expect(tree.parseText(tree.format(value))).toEqual(value)
    expect(tree.diff(value, { name: 1, kids: [] })).toHaveLength(2)
  })

  it('end at a depth that is fixed', () => {
    let bytes: Uint8Array = unhex('0000')
    let value: Chain = { next: [] }
    for (let i = 1; i < 64; i++) {
      bytes = new Uint8Array([bytes.length >> 8, bytes.length & 255, ...bytes])
      value = { next: [value] }
    }
    expect(chain.decode(bytes)).toEqual(value)
    expect(hexOf(chain.encode(value))).toBe(hexOf(bytes))
    bytes = new Uint8Array([bytes.length >> 8, bytes.length & 255, ...bytes])
    expect(() => chain.decode(bytes)).toThrow('nested more than 64 deep')
    expect(() => chain.encode({ next: [value] })).toThrow('nested more than 64 deep')
    // A failure leaves nothing behind.
    expect(chain.decode(unhex('0000'))).toEqual({ next: [] })
    const self: Type<unknown> = lazy('self', () => self)
    expect(() => self.decode(unhex('00'))).toThrow('refers to another definition that is made later')
    expect(() => lazy('open', () => bytes_()).decode(unhex('00'))).toThrow('does not end by itself')
  })
})

const bytes_ = () => bytes()

describe('addresses', () => {
  it('are numbers with a canonical text', () => {
    expect(mac.format(0x020000000001)).toBe('02:00:00:00:00:01')
    expect(mac.parseText('02-00-00-00-00-FF')).toBe(0x0200000000ff)
    expect(ipv4.format(0xc0a80001)).toBe('192.168.0.1')
    expect(ipv4.parseText('255.255.255.255')).toBe(0xffffffff)
    expect(hexOf(ipv6.encode(1n))).toBe('00000000000000000000000000000001')
  })

  it.each([
    [0n, '::'],
    [1n, '::1'],
    [0x20010db8000000000000000000000001n, '2001:db8::1'],
    [0x20010db8000000010001000100010001n, '2001:db8:0:1:1:1:1:1'],
    [0x20010000000000010000000000000001n, '2001:0:0:1::1'],
    [0xfe800000000000000000000000000000n, 'fe80::'],
  ])('IPv6 %s is %s (RFC 5952)', (value, text) => {
    expect(ipv6.format(value)).toBe(text)
    expect(ipv6.parseText(text)).toBe(value)
  })

  it.each(['1:2', '::1::', '1:2:3:4:5:6:7:8:9', 'g::', '1:2:3:4:5:6:7::8', '12345::'])('IPv6 refuses %s', (text) => {
    expect(() => ipv6.parseText(text)).toThrow('is no IPv6 address')
  })

  it.each(['256.1.1.1', '1.1.1', 'a.b.c.d', '1.1.1.1.1'])('IPv4 refuses %s', (text) => {
    expect(() => ipv4.parseText(text)).toThrow('is no IPv4 address')
  })

  it('MAC refuses what is none', () => {
    expect(() => mac.parseText('02:00:00:00:00')).toThrow('is no MAC address')
  })
})

describe('initial values', () => {
  it('are for create', () => {
    const type = struct('t', { version: initial(u8, 4), id: initial(u16, () => 7), rest: bytes() })
    expect(type.create({ id: 9 })).toEqual({ version: 4, id: 9, rest: new Uint8Array(0) })
    expect(type.create()).toEqual({ version: 4, id: 7, rest: new Uint8Array(0) })
  })
})
