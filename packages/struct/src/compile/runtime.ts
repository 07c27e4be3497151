/** What generated code calls: everything that is not worth generating. */
import { equalValues } from '../equals.ts'
import { roundUp } from '../node.ts'
import type { ChecksumCallback } from '../node.ts'
import { readPadded, readText, textSize, writeText } from '../text-codec.ts'

const empty = new Uint8Array(0)

/** A view, not a copy. Empty views share one object, so that they do not pin the buffer. */
function view(d: DataView, offset: number, size: number): Uint8Array {
  return size === 0 ? empty : new Uint8Array(d.buffer, d.byteOffset + offset, size)
}

function gap(used: number, to: number): number {
  return roundUp(used, to) - used
}

function findNul(d: DataView, offset: number, end: number): number {
  for (let i = offset; i < end; i++) if (d.getUint8(i) === 0) return i - offset
  return -1
}

function putBytes(d: DataView, offset: number, bytes: Uint8Array, size: number): void {
  if (size > 48) {
    new Uint8Array(d.buffer, d.byteOffset + offset, size).set(bytes)
    return
  }
  for (let i = 0; i < size; i++) d.setUint8(offset + i, bytes[i] ?? 0)
}

function zero(d: DataView, offset: number, size: number): void {
  for (let i = offset; i < offset + size; i++) d.setUint8(i, 0)
}

/** Writes a string filled with NUL to `size`; false when it does not fit or holds a NUL itself. */
function putPadded(d: DataView, offset: number, text: unknown, size: number, latin1: boolean): boolean {
  const used = textSize(text, latin1)
  if (typeof text !== 'string' || used < 0 || used > size || text.includes('\0')) return false
  writeText(d, offset, text, used)
  zero(d, offset + used, size - used)
  return true
}

/** Whether every property is one of the definition's. */
function known(value: object, keys: ReadonlySet<string>): boolean {
  for (const key in value) if (!keys.has(key)) return false
  return true
}

/** The one size of several parts that share a count; -1 if they differ, 0 if there is none. */
function agree(sizes: readonly number[]): number {
  let found = -1
  for (const size of sizes) {
    if (size < 0) continue
    if (found >= 0 && found !== size) return -1
    found = size
  }
  return Math.max(found, 0)
}

/** The checksum over a copy of the bytes in which the field itself is zero. */
function checksumOf(call: ChecksumCallback, bytes: Uint8Array, at: number, size: number, fields: object): unknown {
  const copy = bytes.slice()
  copy.fill(0, at, at + size)
  return call(copy, fields)
}

export const runtime = {
  view,
  gap,
  findNul,
  putBytes,
  zero,
  putPadded,
  known,
  agree,
  checksumOf,
  equals: equalValues,
  readPadded,
  readText,
  textSize,
  writeText,
}
