import { describe, expect, it } from 'vitest'
import { joinParts } from './write-parts.ts'
import type { Line, Part } from './write-parts.ts'

function part(add: number, size: Part['size'], value: Part['value'], form: Partial<Part> = {}): Line {
  return { kind: 'part', part: { at: { base: 'o', add }, size, little: false, signed: false, value, ...form } }
}
const check: Line = { kind: 'check', text: 'check' }
const code: Line = { kind: 'code', text: 'code' }

describe('writes side by side', () => {
  it('become one word, constants included', () => {
    expect(joinParts([part(0, 2, 25), part(2, 2, 16)])).toEqual(['d.setUint32(o,1638416);'])
    expect(joinParts([part(0, 1, 'a'), part(1, 1, 7), part(2, 2, 'b')])).toEqual(['d.setUint32(o,(a)<<24|(b)|458752);'])
    expect(joinParts([part(0, 1, 255), part(1, 1, 255), part(2, 2, 65535)])).toEqual(['d.setUint32(o,4294967295);'])
  })

  it('of three bytes become two words', () => {
    expect(joinParts([part(0, 1, 'a'), part(1, 1, 'b'), part(2, 1, 'c')])).toEqual([
      'd.setUint16(o,(a)<<8|(b));',
      'd.setUint8(o+2,c);',
    ])
    expect(joinParts([part(0, 1, 'a'), part(1, 2, 'b'), part(3, 4, 'c')])).toEqual([
      'd.setUint8(o,a);',
      'd.setUint16(o+1,b);',
      'd.setUint32(o+3,c);',
    ])
  })

  it('keep a sign to themselves', () => {
    expect(joinParts([part(0, 2, 'a', { signed: true })])).toEqual(['d.setInt16(o,a);'])
    expect(joinParts([part(0, 2, -1, { signed: true }), part(2, 2, 'b', { signed: true })])).toEqual([
      'd.setUint32(o,(b&65535)|4294901760);',
    ])
  })

  it('stay apart when little endian, not adjacent, or with a place between them that is filled later', () => {
    const little = { little: true }
    expect(joinParts([part(0, 2, 'a', little), part(2, 2, 'b', little)])).toHaveLength(2)
    expect(joinParts([part(0, 1, 'a'), part(2, 1, 'b')])).toHaveLength(2)
    expect(joinParts([part(0, 1, 'a'), part(1, 2, undefined), part(3, 1, 'b')])).toHaveLength(2)
  })

  it('move behind checks, never behind code that may see the bytes', () => {
    expect(joinParts([part(0, 2, 'a'), check, part(2, 2, 'b')])).toEqual(['check', 'd.setUint32(o,(a)<<16|(b));'])
    expect(joinParts([part(0, 2, 'a'), code, part(2, 2, 'b')])).toEqual([
      'd.setUint16(o,a);',
      'code',
      'd.setUint16(o+2,b);',
    ])
  })
})
