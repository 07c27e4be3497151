import { expect, it } from 'vitest'
import { ethernet } from '../link/ethernet.ts'
import { decodePacket } from '../packet/decode.ts'
import { encodePacket } from '../packet/encode.ts'
import { fromHex, toHex } from '../testing/hex.ts'
import { gre } from './gre.ts'

it('has the fields that its flags announce', () => {
  expect(gre.decode(fromHex('2000 6558 0000002a'))).toMatchObject({ k: true, key: 42 })
  expect(gre.decode(fromHex('3081 880b 0000002a 00000001 00000002'))).toMatchObject({
    version: 1,
    key: 42,
    sequence_number: 1,
    acknowledgment_number: 2,
  })
  expect(gre.parse(fromHex('b000 0800 0000'))).toEqual({ need: 8 })
})

it('has a checksum over itself and what it carries', () => {
  const frame = [
    ethernet.create({ src: 1, dst: 2, type: 0x1234 }),
    { layer: 'payload', data: fromHex('aabbcc') },
  ] as const
  const bytes = encodePacket([gre.create({ c: true }), ...frame])
  const packet = decodePacket(bytes, { first: 'gre' })
  expect(packet.checksums).toMatchObject([{ layer: 0, verdict: 'good' }])
  bytes[20] = 0xff
  expect(decodePacket(bytes, { first: 'gre' }).checksums).toMatchObject([{ verdict: 'bad' }])
  expect(toHex(encodePacket([gre.create({}), ...frame]).subarray(0, 4))).toBe('00006558')
})

it('with source routing is not decoded', () => {
  const { layers } = decodePacket(fromHex('4000 0800 00000000'), { first: 'gre' })
  expect(layers).toMatchObject([{ layer: 'undecoded', reason: 'source routing is not decoded' }])
})
