import { expect, it } from 'vitest'
import { array, bytes, cString, length, list, struct, u16, u32, u8 } from './index.ts'
import type { StreamParser, Type } from './index.ts'
import { onBoth, unhex } from './testing/both.ts'

const message = struct('message', { type: u8, length: length(u16), data: bytes() })

function collect<T>(parser: StreamParser<T>, chunks: readonly Uint8Array[]): T[] {
  const values: T[] = []
  for (const chunk of chunks) parser.push(chunk, (value) => values.push(value))
  return values
}

function split(input: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(input.length / size) }, (_, i) => input.slice(i * size, (i + 1) * size))
}

function wire<T>(type: Type<T>, values: readonly T[]): Uint8Array {
  return new Uint8Array(Buffer.concat(values.map((value) => type.encode(value))))
}

onBoth('stream parser', () => {
  const values = Array.from({ length: 20 }, (_, i) => ({ type: i, data: new Uint8Array(i * 7).fill(i) }))
  const input = wire(message, values)

  it.each([1, 2, 3, 5, 17, 100, 10_000])('gives the same values however the bytes are cut: %i', (size) => {
    const parser = message.stream()
    expect(collect(parser, split(input, size))).toEqual(values)
    expect(parser.buffered).toBe(0)
    parser.end()
  })

  it.each([
    ['C strings', cString(), ['', 'a', 'abcdef']],
    ['counted', array(u16, u8), [[], [1], [1, 2, 3]]],
    ['sized', list(u32, u16), [[], [1], [1, 2, 3]]],
  ])('reads %s, which have no length in front', (_, type, items) => {
    const all = type as Type<unknown>
    for (const size of [1, 2, 1000]) expect(collect(all.stream(), split(wire(all, items), size))).toEqual(items)
  })

  it('gives a value with its last byte and not before', () => {
    const parser = message.stream()
    expect(collect(parser, [unhex('01000500')])).toEqual([])
    expect(parser.buffered).toBe(4)
    expect(() => parser.end()).toThrow('message at byte 4: the stream ends after 4 of 5 bytes')
    expect(collect(message.stream(), [unhex('01000500'), unhex('aa')])).toEqual([{ type: 1, data: unhex('00aa') }])
  })

  it('gives the values before an error, then refuses everything', () => {
    const parser = message.stream()
    const seen: number[] = []
    const push = (hex: string) => parser.push(unhex(hex), ({ type }, size) => seen.push(type, size))
    expect(() => push('010003 020002')).toThrow('message.length at byte 1: total size 2 is less')
    expect(seen).toEqual([1, 3])
    expect(() => push('010003')).toThrow('total size 2 is less')
    expect(() => parser.end()).toThrow('total size 2 is less')
  })

  it('does not store more than it may', () => {
    const parser = message.stream({ maxSize: 100 })
    expect(() => collect(parser, [unhex('01ffff')])).toThrow('a value of at least 65535 bytes exceeds the limit of 100')
    const endless = cString().stream({ maxSize: 8 })
    expect(() => collect(endless, split(new Uint8Array(50).fill(0x61), 1))).toThrow('exceeds the limit of 8')
  })

  it('keeps what follows a value whose taker throws', () => {
    const parser = message.stream()
    expect(() =>
      parser.push(unhex('010003 020003'), () => {
        throw new Error('busy')
      }),
    ).toThrow('busy')
    expect(parser.buffered).toBe(3)
    expect(collect(parser, [unhex('030003')])).toEqual([
      { type: 2, data: new Uint8Array(0) },
      { type: 3, data: new Uint8Array(0) },
    ])
  })

  it('gives views that later chunks do not change', () => {
    const parser = message.stream()
    const seen = collect(parser, [unhex('010005aa'), unhex('bb'), unhex('020005cc'), unhex('dd')])
    expect(seen.map(({ data }) => data)).toEqual([unhex('aabb'), unhex('ccdd')])
  })

  it('refuses values that take no bytes and types without end', () => {
    expect(() => collect(struct('empty', {}).stream(), [unhex('00')])).toThrow('takes no bytes')
    expect(() => collect(bytes().stream(), [unhex('00')])).toThrow('does not end by itself')
    expect(collect(message.stream(), [new Uint8Array(0)])).toEqual([])
  })
})
