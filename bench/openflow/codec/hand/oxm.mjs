import { mac, need, pad8, putMac, putRaw, putZeros, raw } from './memory.mjs'

const BYTE = 1
const SHORT = 2
const WORD = 3
const MAC = 4
const LONG = 5

/** How a field is encoded: those OpenFlow 1.3 requires, some of Nicira's, with masks where one would use them. */
const kinds = new Map([
  [0x80000004, WORD],
  [0x80000008, WORD],
  [0x80000408, LONG],
  [0x80000606, MAC],
  [0x80000806, MAC],
  [0x80000a02, SHORT],
  [0x80000c02, SHORT],
  [0x80000e01, BYTE],
  [0x80001001, BYTE],
  [0x80001201, BYTE],
  [0x80001401, BYTE],
  [0x80001604, WORD],
  [0x80001804, WORD],
  [0x80001a02, SHORT],
  [0x80001c02, SHORT],
  [0x80001e02, SHORT],
  [0x80002002, SHORT],
  [0x80002601, BYTE],
  [0x80002801, BYTE],
  [0x80002a02, SHORT],
  [0x80002c04, WORD],
  [0x80002e04, WORD],
  [0x80004c08, LONG],
  [0x00000002, SHORT],
  [0x00000206, MAC],
  [0x00000406, MAC],
  [0x00000602, SHORT],
  [0x00000802, SHORT],
  [0x00000c01, BYTE],
  [0x00000e04, WORD],
  [0x00001004, WORD],
  [0x00012008, LONG],
  [0x0001d204, WORD],
  [0x0001d604, WORD],
  ...Array.from({ length: 16 }, (_, i) => [0x00010004 + (i << 9), WORD]),
])

const sizes = [0, 1, 2, 4, 6, 8]

/** The same fields with a mask: the header's mask bit, and twice the length. */
const masked = new Map([...kinds].map(([header, kind]) => [((header | 0x100) >>> 0) + sizes[kind], kind]))

/** A sparse switch over numbers is a chain of comparisons in V8; the fields of nearly all messages come first here. */
function kindOf(header) {
  switch (header) {
    case 0x80000004:
      return WORD
    case 0x80000606:
    case 0x80000806:
      return MAC
    case 0x80000a02:
      return SHORT
    default:
      return kinds.get(header)
  }
}

function value(d, at, kind) {
  switch (kind) {
    case BYTE:
      return d.getUint8(at)
    case SHORT:
      return d.getUint16(at)
    case WORD:
      return d.getUint32(at)
    case MAC:
      return mac(d, at)
    default:
      return d.getBigUint64(at)
  }
}

function putValue(d, at, kind, value) {
  switch (kind) {
    case BYTE:
      return d.setUint8(at, value)
    case SHORT:
      return d.setUint16(at, value)
    case WORD:
      return d.setUint32(at, value)
    case MAC:
      return putMac(d, at, value)
    default:
      return d.setBigUint64(at, value)
  }
}

export function decodeOxm(d, at, end) {
  need(end - at >= 4)
  const header = d.getUint32(at)
  const next = at + 4 + (header & 0xff)
  need(next <= end)
  if ((header & 0x100) === 0) {
    const kind = kindOf(header)
    return kind === undefined ? { header, _extra: raw(d, at + 4, next) } : { header, value: value(d, at + 4, kind) }
  }
  const kind = masked.get(header)
  if (kind === undefined) return { header, _extra: raw(d, at + 4, next) }
  return { header, value: value(d, at + 4, kind), mask: value(d, at + 4 + sizes[kind], kind) }
}

export function putOxm(d, at, oxm) {
  const { header } = oxm
  d.setUint32(at, header)
  const isMasked = (header & 0x100) !== 0
  const kind = isMasked ? masked.get(header) : kindOf(header)
  if (kind === undefined) return putRaw(d, at + 4, oxm._extra)
  putValue(d, at + 4, kind, oxm.value)
  if (isMasked) putValue(d, at + 4 + sizes[kind], kind, oxm.mask)
  return at + 4 + (header & 0xff)
}

export function decodeFields(d, at, end) {
  const fields = []
  for (let p = at; p < end;) {
    fields.push(decodeOxm(d, p, end))
    p += 4 + d.getUint8(p + 3)
  }
  return fields
}

export function putFields(d, at, fields) {
  let p = at
  for (let i = 0; i < fields.length; i++) p = putOxm(d, p, fields[i])
  return p
}

/** Where what follows a match begins. */
export function matchEnd(d, at, end) {
  need(end - at >= 8)
  const length = d.getUint16(at + 2)
  need(length >= 4)
  const next = at + pad8(length)
  need(next <= end)
  return next
}

export function decodeMatch(d, at) {
  return { type: d.getUint16(at), oxm_fields: decodeFields(d, at + 4, at + d.getUint16(at + 2)) }
}

export function putMatch(d, at, match) {
  d.setUint16(at, match.type)
  const end = putFields(d, at + 4, match.oxm_fields)
  d.setUint16(at + 2, end - at)
  return putZeros(d, end, at + pad8(end - at))
}
