/** Sum of 16-bit words in one's complement, not yet inverted; an odd last byte counts as the high one (RFC 1071). */
export function sumWords(bytes: Uint8Array, seed = 0): number {
  let sum = seed
  const even = bytes.length & ~1
  for (let i = 0; i < even; i += 2) sum += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0)
  if (even < bytes.length) sum += (bytes[even] ?? 0) << 8
  return fold(sum)
}

function fold(sum: number): number {
  let folded = sum
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000)
  return folded
}

/** The Internet checksum of RFC 1071. `seed`: the sum of a pseudo-header, as `sumWords` gives it. */
export function internetChecksum(bytes: Uint8Array, seed = 0): number {
  return ~sumWords(bytes, seed) & 0xffff
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) === 0 ? 0 : 0x82f63b78)
  return crc
})

/** CRC-32C of RFC 9260, appendix A, as a number; on the wire it is little endian. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 255] ?? 0)
  return ~crc >>> 0
}
