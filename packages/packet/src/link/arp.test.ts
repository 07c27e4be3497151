import { expect, it } from 'vitest'
import { decodePacket } from '../packet/decode.ts'
import { encodePacket } from '../packet/encode.ts'
import { formatPacket } from '../packet/format.ts'
import { fromHex, toHex } from '../testing/hex.ts'
import { arp, arp_op } from './arp.ts'
import { ethernet } from './ethernet.ts'

/** Composed by Open vSwitch 3.1. */
const request = '020000000002 020000000001 0806 0001080006040001 020000000001 0a000001 000000000000 0a000002'

it('is what Open vSwitch composes', () => {
  const layers = [
    ethernet.create({ dst: 0x020000000002, src: 0x020000000001 }),
    arp.create({ op: arp_op.REQUEST, sha: 0x020000000001, spa: 0x0a000001, tpa: 0x0a000002 }),
  ]
  expect(toHex(encodePacket(layers))).toBe(toHex(fromHex(request)))
  expect(decodePacket(fromHex(request)).layers[1]).toEqual(layers[1])
})

it('reads as a question and an answer', () => {
  expect(formatPacket(decodePacket(fromHex(request)))).toContain('arp who has 10.0.0.2, tell 10.0.0.1')
  const reply = arp.encode(arp.create({ op: 2, sha: 5, spa: 0x0a000001 }))
  expect(formatPacket(decodePacket(reply, { first: 'arp' }))).toBe('arp 10.0.0.1 is at 00:00:00:00:00:05')
})

it('about other addresses stays bytes', () => {
  const bytes = arp.encode(arp.create({}))
  bytes[4] = 8
  expect(decodePacket(bytes, { first: 'arp' }).layers).toMatchObject([{ layer: 'undecoded', as: 'arp' }])
})
