// Octets one by one, because a DataView for every chunk that comes costs more than what is read by it.

export const get16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)

export const get32 = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0

export function put16(target: Uint8Array, at: number, value: number): void {
  target[at] = value >>> 8
  target[at + 1] = value
}

export function put32(target: Uint8Array, at: number, value: number): void {
  target[at] = value >>> 24
  target[at + 1] = value >>> 16
  target[at + 2] = value >>> 8
  target[at + 3] = value
}

export function put48(target: Uint8Array, at: number, value: number): void {
  put16(target, at, Math.floor(value / 0x1_0000_0000))
  put32(target, at + 2, value >>> 0)
}

const scratch = new Uint8Array(8)
const scratchView = new DataView(scratch.buffer)

/** The lowest 64 bits of the value. */
export function put64(target: Uint8Array, at: number, value: bigint): void {
  scratchView.setBigUint64(0, value)
  target.set(scratch, at)
}

export function get64(bytes: Uint8Array, at: number): bigint {
  const [high, low] = [get32(bytes, at), get32(bytes, at + 4)]
  // Most cookies are zero, and each step with a bigint makes another one.
  if (high === 0) return low === 0 ? 0n : BigInt(low)
  return (BigInt(high) << 32n) | BigInt(low)
}

export const fits8 = (value: number): boolean => (value & 0xff) === value
export const fits16 = (value: number): boolean => (value & 0xffff) === value
export const fits32 = (value: number): boolean => value >>> 0 === value
export const fits64 = (value: bigint): boolean =>
  value === 0n || (typeof value === 'bigint' && value >= 0n && value <= 0xffff_ffff_ffff_ffffn)

let lastBytes = new Uint8Array(0)
let lastBuffer = lastBytes.buffer as ArrayBufferLike
let lastOffset = 0

/** A view of `bytes[start, end)`. Asking an array for its buffer costs half as much as a view, and the last one is mostly the same. */
export function viewOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (bytes !== lastBytes) {
    lastBytes = bytes as typeof lastBytes
    lastBuffer = bytes.buffer
    lastOffset = bytes.byteOffset
  }
  return new Uint8Array(lastBuffer, lastOffset + start, end - start)
}
