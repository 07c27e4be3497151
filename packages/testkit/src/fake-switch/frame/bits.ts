/** Neighbouring bits of a frame, counted from its first bit. */
export interface Location {
  readonly bit: number
  readonly bits: number
}

export const u16 = (frame: Uint8Array, at: number): number => ((frame[at] ?? 0) << 8) | (frame[at + 1] ?? 0)

export function putU16(frame: Uint8Array, at: number, value: number): void {
  frame[at] = value >> 8
  frame[at + 1] = value & 0xff
}

/** The octets in which a location lies. */
export const octetsOf = ({ bit, bits }: Location): readonly [first: number, end: number] => [
  bit >> 3,
  (bit + bits + 7) >> 3,
]

export function readBits(frame: Uint8Array, location: Location): bigint {
  const [first, end] = octetsOf(location)
  let word = 0n
  for (let at = first; at < end; at++) word = (word << 8n) | BigInt(frame[at] ?? 0)
  return (word >> BigInt(end * 8 - location.bit - location.bits)) & ones(location.bits)
}

export function writeBits(frame: Uint8Array, location: Location, value: bigint): void {
  const [first, end] = octetsOf(location)
  const shift = BigInt(end * 8 - location.bit - location.bits)
  const kept = readBits(frame, { bit: first * 8, bits: (end - first) * 8 }) & ~(ones(location.bits) << shift)
  let word = kept | ((value & ones(location.bits)) << shift)
  for (let at = end - 1; at >= first; at--, word >>= 8n) frame[at] = Number(word & 0xffn)
}

export const ones = (bits: number): bigint => (1n << BigInt(bits)) - 1n
