import { expect, it } from 'vitest'
import { fromHex } from '../testing/hex.ts'
import { crc32c, internetChecksum, sumWords } from './checksum.ts'

it('sums as the example of RFC 1071, 3', () => {
  expect(sumWords(fromHex('0001 f203 f4f5 f6f7'))).toBe(0xddf2)
  expect(internetChecksum(fromHex('0001 f203 f4f5 f6f7'))).toBe(0x220d)
})

it('takes an odd last byte for the high one', () => {
  expect(sumWords(fromHex('010203'))).toBe(0x0402)
})

it('computes CRC-32C as the examples of RFC 3720, B.4', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
  expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43)
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283)
})
