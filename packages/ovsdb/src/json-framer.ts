import { FrameError, type Framer } from '@vlcp/transport'

export interface JsonFramerOptions {
  /** Largest message, in bytes; 64 MiB by default: the first answer of a large database comes as one message. */
  readonly maxBytes?: number
  /** Deepest nesting of objects and arrays; 100 by default. RFC 7047 needs about ten. */
  readonly maxDepth?: number
}

export const DEFAULT_MAX_BYTES = 64 * 1024 * 1024
const DEFAULT_MAX_DEPTH = 100

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/**
 * Frames a stream of JSON objects by counting brackets outside strings. Strings, most of the bytes, are skipped by
 * `indexOf`. Whether the text between the brackets is JSON is for the parser to say.
 */
export function jsonFramer(options: JsonFramerOptions = {}): Framer {
  const { maxBytes = DEFAULT_MAX_BYTES, maxDepth = DEFAULT_MAX_DEPTH } = options
  // Where to go on, relative to the start of the message, and in what state.
  let offset = 0
  let depth = 0
  let inString = false

  const scan = (bytes: Buffer, start: number, end: number): number => {
    let at = start + offset
    while (at < end) {
      if (inString) {
        at = stringEnd(bytes, at, end)
        if (at < 0) break
        inString = false
        continue
      }
      const byte = bytes[at++]
      if (byte === QUOTE && depth > 0) inString = true
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (depth === 0 && byte !== OPEN_BRACE) throw new FrameError('expected a JSON object, got an array')
        if (++depth > maxDepth) throw new FrameError(`JSON is nested deeper than ${maxDepth} levels`)
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (--depth === 0) return at
        if (depth < 0) throw new FrameError('JSON closes a bracket that was not opened')
      } else if (depth === 0 && !isSpace(byte ?? 0)) {
        throw new FrameError(`expected a JSON object, got byte 0x${(byte ?? 0).toString(16)}`)
      }
    }
    return -1
  }

  return {
    messageEnd(bytes, start, end) {
      const found = scan(bytes, start, end)
      if ((found < 0 ? end : found) - start > maxBytes) {
        throw new FrameError(`a JSON message is larger than ${maxBytes} bytes`)
      }
      offset = found < 0 ? end - start : 0
      if (found >= 0) depth = 0
      return found
    },
  }
}

/** Index just behind the quote that ends the string around `from`, or -1. All of the string so far is in `bytes`. */
function stringEnd(bytes: Buffer, from: number, end: number): number {
  const received = bytes.subarray(0, end)
  let at = from
  for (;;) {
    const quote = received.indexOf(QUOTE, at)
    if (quote < 0) return -1
    let first = quote
    while (received[first - 1] === BACKSLASH) first -= 1
    at = quote + 1
    if ((quote - first) % 2 === 0) return at
  }
}
