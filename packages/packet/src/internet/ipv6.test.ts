import { expect, it } from 'vitest'
import { fromHex, toHex } from '../testing/hex.ts'
import { ipv6 } from './ipv6.ts'

it('is a header of 40 bytes', () => {
  const header = ipv6.create({
    dscp: 46,
    ecn: 1,
    flow_label: 0xabcde,
    payload_length: 8,
    next_header: 17,
    src: 1n,
    dst: 2n,
  })
  const hex = `6b9abcde 0008 11 40 ${'0'.repeat(31)}1 ${'0'.repeat(31)}2`
  expect(toHex(ipv6.encode(header))).toBe(toHex(fromHex(hex)))
  expect(ipv6.decode(fromHex(hex))).toEqual({ ...header, version: 6 })
})
