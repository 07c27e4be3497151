import { expect, it } from 'vitest'
import { decodePacket } from '../packet/decode.ts'
import { encodePacket } from '../packet/encode.ts'
import { fromHex, toHex } from '../testing/hex.ts'
import { icmpv6, icmpv6_type } from './icmpv6.ts'
import { ipv6 } from './ipv6.ts'
import { nd_option } from './nd-option.ts'

/** Composed by Open vSwitch 3.1. */
const solicitation = `6000000000203aff fe800000000000000000000000000001 fe800000000000000000000000000002
  87007a1b00000000 fe800000000000000000000000000002 0101020000000001`

it('is the neighbour solicitation that Open vSwitch composes', () => {
  const [src, dst] = [0xfe800000000000000000000000000001n, 0xfe800000000000000000000000000002n]
  const layers = [
    ipv6.create({ src, dst, hop_limit: 255 }),
    icmpv6.create({
      type: icmpv6_type.NEIGHBOR_SOLICITATION,
      target_address: dst,
      options: [{ type: 1, link_layer_address: fromHex('020000000001') }],
    }),
  ]
  expect(toHex(encodePacket(layers))).toBe(toHex(fromHex(solicitation)))
  const packet = decodePacket(fromHex(solicitation), { first: 'ipv6' })
  expect(packet.checksums).toMatchObject([{ verdict: 'good' }])
  expect(packet.layers[1]).toEqual({ ...layers[1], checksum: 0x7a1b })
})

it('stays readable when an option has length 0', () => {
  const bytes = fromHex(solicitation)
  bytes[65] = 0
  expect(decodePacket(bytes, { first: 'ipv6' }).layers[1]).toMatchObject({
    layer: 'icmpv6',
    options: [{ type: -1, data: fromHex('0100020000000001') }],
  })
})

it('refuses an option whose data does not fill units of 8 bytes', () => {
  expect(() => nd_option.encode({ type: 14, nonce: fromHex('0102') })).toThrow('nd_option')
})

it('tells queries of multicast listeners apart by their size', () => {
  const query = icmpv6.create({ type: icmpv6_type.MULTICAST_LISTENER_QUERY })
  const bytes = icmpv6.encode(query)
  expect(bytes).toHaveLength(24)
  expect(icmpv6.decode(bytes)).toMatchObject({ v2: null })
  expect(icmpv6.decode(fromHex(`${toHex(bytes)} 0a7d0000`))).toMatchObject({ v2: { s: true, qrv: 2, qqic: 125 } })
})
