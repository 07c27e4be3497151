import { expect, it } from 'vitest'
import { decodePacket } from '../packet/decode.ts'
import { fromHex, toHex } from '../testing/hex.ts'
import { lldp } from './lldp.ts'

const mandatory = '0207 04 020000000001 0405 05 65746830 0602 0078'

it('has a type of 7 and a length of 9 bits, and an end', () => {
  const value = lldp.create({
    tlvs: [
      { type: 1, subtype: 4, mac: 0x020000000001 },
      { type: 2, subtype: 5, id: 'eth0' },
      { type: 3, ttl_s: 120 },
    ],
  })
  expect(toHex(lldp.encode(value))).toBe(toHex(fromHex(`${mandatory} 0000`)))
  expect(lldp.decode(lldp.encode(value))).toEqual(value)
})

it('leaves what is behind the end to the frame', () => {
  const { layers } = decodePacket(fromHex(`${mandatory} 0000 00000000`), { first: 'lldp' })
  expect(layers[1]).toEqual({ layer: 'trailer', behind: 0, data: new Uint8Array(4) })
})

it('keeps an unknown organization and reserved types', () => {
  const bytes = fromHex('fe06 aabbcc 01 0203 1402 beef 0000')
  expect(lldp.decode(bytes).tlvs).toEqual([
    { type: 127, oui: 0xaabbcc, _extra: fromHex('010203') },
    { type: 10, _extra: fromHex('beef') },
  ])
  expect(lldp.encode(lldp.decode(bytes))).toEqual(bytes)
})

it('has room for 511 bytes in a TLV', () => {
  const text = 'x'.repeat(511)
  const value = lldp.create({ tlvs: [{ type: 6, text }] })
  expect(lldp.decode(lldp.encode(value))).toEqual(value)
  expect(() => lldp.encode(lldp.create({ tlvs: [{ type: 6, text: `${text}x` }] }))).toThrow('length')
})
