import { describe, expect, it } from 'vitest'
import { backend } from './codec.ts'
import { bytes, length, list, StructError, struct, u16, u32, u8 } from './index.ts'
import { hexOf, onBoth, unhex } from './testing/both.ts'

const item = struct('item', { a: u8, list: list(u16, u8) })

onBoth('parse, decode, encode', () => {
  it('parse reads at an offset and says what it took', () => {
    expect(item.parse(unhex('ff01020007ff'), 1)).toEqual({ value: { a: 1, list: [7] }, length: 4 })
    expect(item.parse(unhex('0102'))).toEqual({ need: 4 })
    expect(item.parse(unhex(''))).toEqual({ need: 2 })
  })

  it('read only their part of a shared buffer', () => {
    const shared = Buffer.from('aaaaaaaa0102000 7aaaa'.replace(' ', ''), 'hex')
    expect(item.decode(shared.subarray(4, 8))).toEqual({ a: 1, list: [7] })
    expect(() => item.decode(shared.subarray(4, 7))).toThrow('item.list at byte 2: needs 2 bytes, 1 remain')
  })

  it('refuse what is not bytes, and offsets outside of them', () => {
    expect(() => item.decode('0102' as never)).toThrow('expected a Uint8Array')
    for (const offset of [-1, 3, 0.5, NaN]) expect(() => item.parse(unhex('0102'), offset)).toThrow(StructError)
    expect(() => item.encodeInto({ a: 1, list: [] }, unhex('0000'), 5)).toThrow('offset 5 is not within')
    expect(() => bytes().parse(unhex('00'))).toThrow('does not end by itself')
  })

  it('refuse bytes that were transferred away', () => {
    const buffer = new ArrayBuffer(2)
    const gone = new Uint8Array(buffer)
    structuredClone(gone, { transfer: [buffer] })
    expect(() => item.decode(gone)).toThrow('the bytes are detached')
  })

  it('encodeInto writes in place or says how much it needs', () => {
    const target = new Uint8Array(6)
    expect(item.encodeInto({ a: 1, list: [2] }, target, 1)).toBe(4)
    expect(hexOf(target)).toBe('000102000200')
    const fail = () => item.encodeInto({ a: 1, list: [2, 3, 4] }, target, 1)
    expect(fail).toThrow('item at byte 1: needs 8 bytes, 5 remain in the target')
    expect(fail).toThrow(expect.objectContaining({ code: 'capacity' }))
  })

  it('results do not overlap, whatever their size', () => {
    const results = Array.from({ length: 400 }, (_, i) => {
      const data = new Uint8Array((i * 37) % 500).fill(i)
      return { data, wire: bytes(u16).encode(data) }
    })
    for (const { data, wire } of results) expect(bytes(u16).decode(wire)).toEqual(data)
  })

  it('encode large values', () => {
    const data = new Uint8Array(300_000).fill(7)
    expect(bytes(u32).encode(data).length).toBe(300_004)
    expect(bytes(u32).sizeOf(data)).toBe(300_004)
    const numbers = Array.from({ length: 50_000 }, (_, i) => i & 0xffff)
    expect(list(u16, u32).decode(list(u16, u32).encode(numbers))).toEqual(numbers)
  })

  it('validate tells instead of throwing', () => {
    expect(item.validate({ a: 1, list: [] })).toBeUndefined()
    expect(item.validate({ a: 256, list: [] })?.path).toBe('item.a')
  })

  it('count their steps, which grow with the input and not with what it claims', () => {
    backend.use('interpreted')
    const nested = struct('n', { len: length(u16), items: list(struct('i', { len: length(u16), data: list(u8) })) })
    const make = (n: number) => nested.encode({ items: Array.from({ length: n }, () => ({ data: [1, 2, 3] })) })
    const steps = [100, 200, 400].map((n) => {
      nested.decode(make(n))
      return backend.steps
    })
    expect((steps[2] ?? 0) / (steps[0] ?? 1)).toBeLessThan(4.5)
    expect(() => list(u32, u32).decode(unhex('fffffffc00000000'))).toThrow(StructError)
    expect(backend.steps).toBeLessThan(20)
  })
})

describe('errors', () => {
  it('carry code, path, offset and cause', () => {
    const error = item.validate({ a: 1, list: [1, 70000] })
    expect(error).toMatchObject({ name: 'StructError', code: 'range', path: 'item.list[1]', offset: 4 })
    expect(error).toBeInstanceOf(Error)
  })
})
