import { describe, expect, it } from 'vitest'
import { enumeration, flags, openEnumeration, u16, u32, u64, u8 } from './index.ts'
import { hexOf, onBoth, unhex } from './testing/both.ts'

const ofp_type = enumeration('ofp_type', u8, { OFPT_HELLO: 0, OFPT_ERROR: 1, OFPT_OLD_NAME: 1 })
const port_no = openEnumeration('port_no', u32, { OFPP_ANY: 0xffffffff })
const bits = flags('bits', u16, { ZERO: 0, A: 1, B: 3, C: 4, E: 8 })
const wide = flags('wide', u64, { TOP: 1n << 63n, LOW: 1n })

onBoth('enumerations', () => {
  it('are numbers on the wire and in values, and names in text', () => {
    expect(ofp_type.OFPT_ERROR).toBe(1)
    expect(hexOf(ofp_type.encode(ofp_type.OFPT_ERROR))).toBe('01')
    expect(ofp_type.format(1)).toBe('OFPT_ERROR')
    expect(ofp_type.parseText('OFPT_OLD_NAME')).toBe(1)
    expect(ofp_type.nameOf(0)).toBe('OFPT_HELLO')
    expect(port_no.dump(0xffffffff)).toBe('OFPP_ANY')
  })

  it('keep numbers without a name', () => {
    const unlisted = ofp_type.decode(unhex('63'))
    expect(unlisted).toBe(99)
    expect(hexOf(ofp_type.encode(unlisted))).toBe('63')
    expect(ofp_type.dump(unlisted)).toBe(99)
    expect(ofp_type.parseText('99')).toBe(99)
    expect(ofp_type.nameOf(99)).toBe('99')
    expect(port_no.load(5)).toBe(5)
  })

  it('refuse names they do not know', () => {
    expect(() => ofp_type.parseText('OFPT_HELO')).toThrow('"OFPT_HELO" is neither a name nor a number')
    expect(() => bits.parseText('A X')).toThrow('"X" is neither a name nor a number')
    expect(() => ofp_type.load(null)).toThrow('ofp_type at byte 0: must be text, got null')
  })

  it.each([
    [0xb, 'E B'],
    [0x9, 'E A'],
    [0x1f, 'E C B 0x10'],
    [0, '0'],
    [0x100, '0x100'],
  ])('flags %i are "%s"', (value, text) => {
    expect(bits.format(value)).toBe(text)
    expect(bits.parseText(text)).toBe(value)
  })

  it('flags may be bigints', () => {
    expect(wide.format(wide.TOP | 6n)).toBe('TOP 0x6')
    expect(wide.parseText('TOP | 0x6')).toBe((1n << 63n) | 6n)
    expect(wide.decode(wide.encode(wide.TOP))).toBe(1n << 63n)
  })
})

describe('definitions of enumerations', () => {
  it('refuse names that collide with the type and numbers that are none', () => {
    expect(() => enumeration('e', u8, { decode: 1 })).toThrow('a member cannot be called decode')
    expect(() => enumeration('e', u8, { 'a b': 1 })).toThrow('"a b" is not a name')
    expect(() => enumeration('e', u8, { A: 0.5 })).toThrow('A is not an integer')
  })
})
