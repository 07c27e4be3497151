// Octets one by one, because a DataView for every chunk that comes costs more than what is read by it.

export const get16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)

export const get32 = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0

let lastTarget: Uint8Array = new Uint8Array(0)
let lastTargetView: DataView = new DataView(lastTarget.buffer)

/** For writing: many messages go to one page, so that its view is mostly the last one. */
export function writerOn(target: Uint8Array): DataView {
  if (target !== lastTarget) {
    lastTarget = target
    lastTargetView = new DataView(target.buffer, target.byteOffset, target.byteLength)
  }
  return lastTargetView
}

export function put48(view: DataView, at: number, value: number): void {
  view.setUint16(at, value / 0x1_0000_0000)
  view.setUint32(at + 2, value)
}

/** What is written again and again, a whole number of words. */
export type Words = readonly number[]

export const wordsOf = (bytes: Uint8Array): Words =>
  Array.from({ length: bytes.length / 4 }, (_, i) => get32(bytes, 4 * i))

export function putWords(view: DataView, at: number, words: Words): void {
  for (let i = 0; i < words.length; i++) view.setUint32(at + 4 * i, words[i] ?? 0)
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
