import { describe, expect, it } from 'vitest'
import { SendBuffer } from './send-buffer.ts'

function collected() {
  const written: string[] = []
  const buffer = new SendBuffer((bytes) => written.push(Buffer.from(bytes).toString('latin1')))
  return { buffer, written }
}

const write = (text: string, target: Uint8Array, offset: number): number =>
  offset + text.length > target.length ? -1 : new TextEncoder().encodeInto(text, target.subarray(offset)).written

describe('a send buffer', () => {
  it('writes in the order of what came, also what is larger than a page', () => {
    const { buffer, written } = collected()
    const large = 'x'.repeat(70_000)
    buffer.add(Buffer.from('a'))
    buffer.add(Buffer.from(large))
    buffer.put('b', write)
    buffer.flush()
    expect(written).toEqual(['a', large, 'b'])
    expect(buffer.total).toBe(70_002)
  })

  it('turns the page for a message that does not fit, and refuses one that never will', () => {
    const { buffer, written } = collected()
    buffer.put('a'.repeat(65_000), write)
    expect(buffer.put('b'.repeat(1000), write)).toBe(0)
    expect(() => buffer.put('c'.repeat(70_000), write)).toThrow(RangeError)
    buffer.flush()
    expect(written.map((text) => text[0])).toEqual(['a', 'b'])
  })
})
