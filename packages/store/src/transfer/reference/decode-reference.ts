import { inflateSync } from 'node:zlib'
import { decodePickle, isPickle } from './pickle.ts'
import { parseReferenceJson } from './reference-json.ts'
import { type ReferenceValue, ReferenceValueError } from './reference-value.ts'

/** The reference never stored more: its own limit for one value in Redis was 64 MiB. */
const longestValue = 64 << 20

/**
 * The value of a key in a Redis or ZooKeeper database of the reference. Its codec was a choice of its configuration
 * (JSON or pickle, deflated or not), so each value is asked what it is.
 *
 * @throws ReferenceValueError
 */
export function decodeReference(bytes: Uint8Array): ReferenceValue {
  const plain = inflated(bytes)
  if (isPickle(plain)) return decodePickle(plain)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(plain)
  } catch {
    throw new ReferenceValueError('neither JSON nor a pickle')
  }
  return parseReferenceJson(text)
}

/** The reference inflates what it can, and takes everything else as it is; the checksum of zlib makes that safe. */
function inflated(bytes: Uint8Array): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: longestValue })
  } catch {
    return bytes
  }
}
