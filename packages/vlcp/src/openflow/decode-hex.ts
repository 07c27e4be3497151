import { decodeOne, isDefined } from './decode-one.ts'
import { parseHex } from './hex-text.ts'
import type { Result } from './result.ts'

const headerSize = 8

/** Decodes hexadecimal text that holds one message or several, one behind the other. */
export function* decodeHex(text: string): Generator<Result> {
  const read = parseHex(text)
  if (read.bytes === undefined) {
    const { error, offset } = read
    yield { outcome: { ok: false, error, offset } }
    return
  }
  const { bytes } = read
  for (let start = 0; start < bytes.length;) {
    const size = sizeOf(bytes.subarray(start))
    const message = bytes.subarray(start, start + (size ?? bytes.length))
    yield { outcome: decodeOne(message), start }
    if (size === undefined) return
    start += size
  }
}

/** The size of the message in front; undefined when its header cannot be right, so that nobody knows where the next one is. */
function sizeOf(bytes: Uint8Array): number | undefined {
  const [version = 0, type = 0, high = 0, low = 0] = bytes
  const size = high * 256 + low
  const isWhole = bytes.length >= headerSize && size >= headerSize && size <= bytes.length
  return isWhole && isDefined(version, type) ? size : undefined
}
