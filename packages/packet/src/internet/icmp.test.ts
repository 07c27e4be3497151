import { expect, it } from 'vitest'
import { decodePacket } from '../packet/decode.ts'
import { formatPacket } from '../packet/format.ts'
import { fromHex, toHex } from '../testing/hex.ts'
import { icmp } from './icmp.ts'

/** Composed by Open vSwitch 3.1. */
const echo = `0200000000020200000000010800 4500005c0000000040016a8e0102030405060708 080013fc00000000
  000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f`

it('computes the checksum when used alone', () => {
  const data = Uint8Array.from({ length: 64 }, (_, i) => i)
  const message = icmp.create({ type: 8, identifier: 0, sequence_number: 0, data })
  expect(toHex(icmp.encode(message))).toBe(toHex(fromHex(echo).subarray(34)))
})

it('is read from what Open vSwitch composes', () => {
  const packet = decodePacket(fromHex(echo))
  expect(packet.checksums.map(({ verdict }) => verdict)).toEqual(['good', 'good'])
  expect(formatPacket(packet)).toBe(
    '02:00:00:00:00:01 > 02:00:00:00:00:02, 1.2.3.4 > 5.6.7.8 ttl 64, icmp ECHO id 0 seq 0',
  )
})

it('keeps an unknown type as it came', () => {
  const bytes = fromHex('c801 36fc 0102')
  expect(icmp.decode(bytes)).toMatchObject({ type: 200, code: 1, _extra: fromHex('0102') })
  expect(icmp.encode(icmp.decode(bytes))).toEqual(bytes)
})
