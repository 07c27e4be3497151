import { expect, it } from 'vitest'
import { decodePacket } from '../packet/decode.ts'
import { encodePacket } from '../packet/encode.ts'
import { ipv6 } from '../internet/ipv6.ts'
import { fromHex, toHex } from '../testing/hex.ts'
import { mpls } from './mpls.ts'

it('puts label, class, bottom of stack and TTL into 32 bits', () => {
  expect(toHex(mpls.encode(mpls.create({ label: 0xabcde, tc: 5, s: 1, ttl: 64 })))).toBe('abcdeb40')
})

it('marks the last label as the bottom of the stack', () => {
  const bytes = encodePacket([mpls.create({ label: 1 }), mpls.create({ label: 2 }), ipv6.create({ next_header: 59 })])
  expect(toHex(bytes.subarray(0, 8))).toBe('0000100000002100')
  expect(decodePacket(bytes, { first: 'mpls' }).layers.map(({ layer }) => layer)).toEqual(['mpls', 'mpls', 'ipv6'])
})

it('keeps what is not IP as bytes', () => {
  expect(decodePacket(fromHex('0000114000000000'), { first: 'mpls' }).layers[1]).toMatchObject({ layer: 'payload' })
})
