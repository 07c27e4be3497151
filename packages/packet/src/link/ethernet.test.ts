import { expect, it } from 'vitest'
import { decodePacket } from '../packet/decode.ts'
import { encodePacket } from '../packet/encode.ts'
import { fromHex, toHex } from '../testing/hex.ts'
import { ethernet } from './ethernet.ts'

it('is a header of 14 bytes, usable alone', () => {
  const header = ethernet.create({ dst: 0xffffffffffff, src: 0x020000000001, type: 0x0806 })
  expect(toHex(ethernet.encode(header))).toBe('ffffffffffff0200000000010806')
  expect(ethernet.decode(ethernet.encode(header))).toEqual(header)
  expect(ethernet.format(header)).toContain('type: ETHERTYPE_ARP')
})

it('keeps a frame of unknown type as bytes', () => {
  const { layers } = decodePacket(fromHex('ffffffffffff 020000000001 1234 aabb'))
  expect(layers[1]).toEqual({ layer: 'payload', data: fromHex('aabb') })
})

it('takes 1500 for a length and 1501 for no known type', () => {
  expect(decodePacket(fromHex('ffffffffffff 020000000001 05dc 424203')).cut).toEqual({ layer: 1, missing: 1497 })
  expect(decodePacket(fromHex('ffffffffffff 020000000001 05dd 424203')).cut).toBeUndefined()
})

it('refuses an 802.3 frame of more than 1500 bytes', () => {
  const llc = { layer: 'llc', dsap: 1, ssap: 1, control: 3 } as const
  const payload = { layer: 'payload', data: new Uint8Array(1498) } as const
  expect(() => encodePacket([ethernet.create(), llc, payload])).toThrow('1501 bytes are more than type can say')
})
