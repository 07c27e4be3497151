/**
 * Strings on the wire. UTF-8 by default; a byte that is not UTF-8 becomes the lone surrogate U+DC00 + byte (as
 * Python's "surrogateescape" does) and turns back into that byte, so no name of a peer is ever lost or refused.
 */

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** Reads `size` bytes at `offset`. */
export function readText(view: DataView, offset: number, size: number, latin1: boolean): string {
  if (size > 64) return readLong(view, offset, size, latin1)
  let text = ''
  for (let i = offset; i < offset + size; i++) {
    const byte = view.getUint8(i)
    if (byte > 127 && !latin1) return readLong(view, offset, size, false)
    text += String.fromCharCode(byte)
  }
  return text
}

/** Reads up to the first NUL, at most `size` bytes. */
export function readPadded(view: DataView, offset: number, size: number, latin1: boolean): string {
  let used = 0
  while (used < size && view.getUint8(offset + used) !== 0) used++
  return readText(view, offset, used, latin1)
}

function readLong(view: DataView, offset: number, size: number, latin1: boolean): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + offset, size)
  if (latin1) return readChunks(bytes)
  try {
    return strict.decode(bytes)
  } catch {
    return readEscaped(bytes)
  }
}

function readChunks(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096))
  return text
}

function readEscaped(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let i = 0; i < bytes.length;) {
    const size = sequenceSize(bytes, i)
    parts.push(size === 0 ? String.fromCharCode(0xdc00 + (bytes[i] ?? 0)) : strict.decode(bytes.subarray(i, i + size)))
    i += size === 0 ? 1 : size
  }
  return parts.join('')
}

/** Size of the well-formed UTF-8 sequence at `i`, 0 if there is none (Unicode 15, table 3-7). */
function sequenceSize(bytes: Uint8Array, i: number): number {
  const lead = bytes[i] ?? 0
  if (lead < 0x80) return 1
  const size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
  if (size === 0 || i + size > bytes.length) return 0
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  const second = bytes[i + 1] ?? 0
  if (second < low || second > high) return 0
  for (let k = 2; k < size; k++) if (((bytes[i + k] ?? 0) & 0xc0) !== 0x80) return 0
  return size
}

/** Size in bytes of a string on the wire; -1 when it is not a string or cannot be written. */
export function textSize(text: unknown, latin1: boolean): number {
  if (typeof text !== 'string') return -1
  let size = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (latin1) {
      if (code > 255) return -1
      size++
    } else if (code < 0x80) size++
    else if (code < 0x800) size += 2
    else if (code < 0xd800 || code > 0xdfff) size += 3
    else if (code < 0xdc00 && isLow(text, i + 1)) {
      size += 4
      i++
    } else if (code >= 0xdc80 && code <= 0xdcff) size++
    else return -1
  }
  return size
}

function isLow(text: string, i: number): boolean {
  const code = text.charCodeAt(i)
  return code >= 0xdc00 && code <= 0xdfff
}

/** Writes a string whose size `textSize` has found to be `size`. */
export function writeText(view: DataView, offset: number, text: string, size: number): void {
  if (size === text.length) {
    // One byte per character: ASCII, Latin-1, or escaped bytes.
    for (let i = 0; i < size; i++) view.setUint8(offset + i, text.charCodeAt(i))
    return
  }
  let at = offset
  for (const part of text.split(/([\udc80-\udcff]+)/u)) {
    if (isLow(part, 0)) for (let i = 0; i < part.length; i++) view.setUint8(at++, part.charCodeAt(i))
    else at += encoder.encodeInto(part, new Uint8Array(view.buffer, view.byteOffset + at)).written
  }
}
