// What an expert would build all the rest on: one DataView for the memory that messages come from, one for that they go to.

const SLAB = 64 * 1024
const ROOM = 16 * 1024
/** No message of OpenFlow is longer. */
const LARGEST = 64 * 1024

let seen = new DataView(new ArrayBuffer(0))

/** The view of the whole memory behind these bytes; offsets in it begin at `bytes.byteOffset`. */
export function viewOf(bytes) {
  if (seen.buffer !== bytes.buffer) seen = new DataView(bytes.buffer)
  return seen
}

export function need(condition) {
  if (!condition) throw new RangeError('malformed message')
}

export const pad8 = (size) => (size + 7) & ~7

const empty = new Uint8Array(0)

/** A view of the rest of a message. */
export function raw(d, at, end) {
  return at === end ? empty : new Uint8Array(d.buffer, at, end - at)
}

export function putRaw(d, at, bytes) {
  if (bytes.length > 48) new Uint8Array(d.buffer, at, bytes.length).set(bytes)
  else for (let i = 0; i < bytes.length; i++) d.setUint8(at + i, bytes[i])
  return at + bytes.length
}

export const mac = (d, at) => d.getUint16(at) * 0x100000000 + d.getUint32(at + 2)

export function putMac(d, at, value) {
  d.setUint16(at, value / 0x100000000)
  d.setUint32(at + 2, value)
}

/** Zeros from `at` to `end`; returns `end`. */
export function putZeros(d, at, end) {
  for (let p = at; p < end; p++) d.setUint8(p, 0)
  return end
}

/** The length, at `at + 2`, of an element of at least `least` bytes; a multiple of eight that ends where the region does. */
export function elementLength(d, at, end, least) {
  need(end - at >= least)
  const length = d.getUint16(at + 2)
  need(length >= least && length <= end - at && (length & 7) === 0)
  return length
}

const newSlab = (size) => new DataView(Buffer.allocUnsafeSlow(size).buffer)
let slab = newSlab(SLAB)
let used = 0

/**
 * Results share memory. There is room for nearly every message, so sizes need not be known before; the view reports when there
 * is not.
 */
export function written(write, message) {
  if (used > SLAB - ROOM) renew(SLAB)
  try {
    return writtenNext(write, message)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    renew(LARGEST)
    return writtenNext(write, message)
  }
}

function renew(size) {
  slab = newSlab(size)
  used = 0
}

function writtenNext(write, message) {
  const start = used
  const end = write(slab, start, message)
  used = pad8(end)
  return new Uint8Array(slab.buffer, start, end - start)
}

/** The header, whose length is not known yet. */
export function putHeader(d, at, { version, type, xid }) {
  d.setUint8(at, version)
  d.setUint8(at + 1, type)
  d.setUint32(at + 4, xid)
}

/** The end of a message or an element whose length stands at `start + 2`. */
export function putLength(d, start, end) {
  d.setUint16(start + 2, end - start)
  return end
}
