// What an expert would write by hand for these messages. Lengths are checked; ranges of numbers, missing and unknown fields,
// which @vlcp/openflow checks when it encodes, are not.
import { need, viewOf, written } from './memory.mjs'
import { decode10, put10 } from './v10.mjs'
import { decode13, put13 } from './v13.mjs'

export function decodeMessage(bytes) {
  const d = viewOf(bytes)
  const o = bytes.byteOffset
  const end = o + bytes.length
  need(bytes.length >= 8 && d.getUint16(o + 2) === bytes.length)
  switch (d.getUint8(o)) {
    case 1:
      return decode10(d, o, end)
    case 4:
      return decode13(d, o, end)
    default:
      throw new RangeError('another version')
  }
}

export function encodeMessage(message) {
  return written(message.version === 1 ? put10 : put13, message)
}
