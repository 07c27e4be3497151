import { expect, it } from 'vitest'
import { decodePacket } from '../packet/decode.ts'
import { encodePacket } from '../packet/encode.ts'
import { fromHex, toHex } from '../testing/hex.ts'
import { ipv4 } from './ipv4.ts'

/** The example with which the header checksum is usually explained. */
const known = '4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7'

it('computes the checksum when used alone', () => {
  const header = ipv4.create({ total_length: 0x73, df: true, protocol: 17, src: 0xc0a80001, dst: 0xc0a800c7 })
  expect(toHex(ipv4.encode(header))).toBe(toHex(fromHex(known)))
  expect(ipv4.decode(fromHex(known))).toEqual({ ...header, version: 4, header_checksum: 0xb861 })
})

it('has options up to its length', () => {
  const header = ipv4.create({
    options: [
      { type: 148, router_alert: 0 },
      { type: 137, pointer: 4, addresses: [1, 2] },
    ],
  })
  const bytes = ipv4.encode(header)
  expect(bytes[0]).toBe(0x49)
  expect(toHex(bytes.subarray(20))).toBe('94040000890b04000000010000000200')
  expect(ipv4.decode(bytes).options).toEqual(header.options)
})

it('stays readable when an option is broken', () => {
  const bytes = ipv4.encode(ipv4.create({ src: 5, options: [{ type: 148, router_alert: 0 }] }))
  bytes[21] = 0
  expect(ipv4.decode(bytes)).toMatchObject({ src: 5, options: [{ type: -1, data: fromHex('94000000') }] })
})

it('with a header length of less than 5 words is no header', () => {
  const bytes = fromHex(known)
  bytes[0] = 0x44
  expect(decodePacket(bytes, { first: 'ipv4' }).layers).toMatchObject([{ layer: 'undecoded', as: 'ipv4' }])
})

it('with total length 0 takes what is there', () => {
  const bytes = encodePacket(
    [ipv4.create({ total_length: 0, protocol: 200 }), { layer: 'payload', data: fromHex('aabb') }],
    {
      keep: true,
    },
  )
  expect(decodePacket(bytes, { first: 'ipv4' }).layers[1]).toEqual({ layer: 'payload', data: fromHex('aabb') })
})
