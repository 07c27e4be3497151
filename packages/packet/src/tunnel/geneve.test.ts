import { expect, it } from 'vitest'
import { decodePacket } from '../packet/decode.ts'
import { fromHex, toHex } from '../testing/hex.ts'
import { geneve } from './geneve.ts'

it('counts its options in words of 4 bytes', () => {
  const options = [
    { option_class: 0x0102, type: 0x80, data: fromHex('00010002') },
    { option_class: 0x0103, type: 1, data: fromHex('') },
  ]
  const header = geneve.create({ c: true, protocol_type: 0x6558, vni: 77, options })
  const hex = '03406558 00004d00 01028001 00010002 01030100'
  expect(toHex(geneve.encode(header))).toBe(toHex(fromHex(hex)))
  expect(geneve.decode(fromHex(hex))).toEqual(header)
})

it('refuses an option that does not fill words', () => {
  const options = [{ option_class: 1, type: 1, data: fromHex('aa') }]
  expect(() => geneve.encode(geneve.create({ options }))).toThrow('geneve_option')
})

it('of another version is not decoded', () => {
  const { layers } = decodePacket(fromHex('40006558 00004d00'), { first: 'geneve' })
  expect(layers).toMatchObject([{ layer: 'undecoded', reason: 'version 1 is not 0' }])
})
