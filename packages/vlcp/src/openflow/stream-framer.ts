import { isDefined } from './decode-one.ts'
import { isPublishedVersion, versionName } from '@vlcp/openflow'

/** A message of a stream, or why some of the stream cannot be read. */
export type StreamItem = { readonly bytes: Uint8Array } | { readonly bytes?: undefined; readonly error: string }

const headerSize = 8

/** The largest type of any version: OFPT_CONTROLLER_STATUS of OpenFlow 1.5. Only for guesses. */
const largestType = 35

/**
 * Cuts a stream of OpenFlow into messages. OpenFlow has no mark by which one could find the next message after a loss, but
 * mostly a message begins where a segment does: the framer passes over segments until one looks like messages.
 *
 *     framing ── a header that cannot be one, or a gap ──► searching ── a segment of messages ──► framing
 *        └─── TLS ──► closed
 */
export class StreamFramer {
  #state: 'framing' | 'searching' | 'closed'
  /** The beginning of a message whose end has not come. */
  #pending: Uint8Array = new Uint8Array(0)
  #used = 0
  /** Bytes passed over in search of a message. */
  #skipped = 0

  /** `beginning`: whether the first byte to come is the first one of the connection. */
  constructor(beginning: boolean) {
    this.#state = beginning ? 'framing' : 'searching'
  }

  /** Takes the next bytes; `boundary` says whether a segment begins with them. The items are views of `data` or copies. */
  *push(data: Uint8Array, boundary: boolean): Generator<StreamItem> {
    if (this.#state === 'closed') return
    if (this.#state === 'searching') {
      if (boundary && isTls(data)) {
        yield this.#close()
        return
      }
      if (!boundary || !looksLikeMessages(data)) {
        this.#skipped += data.length
        return
      }
      yield* this.#reportSkipped('were passed over in search of the next message')
      this.#state = 'framing'
    }
    yield* this.#frame(data)
  }

  /** So many bytes of the stream are missing. */
  *gap(missing: number): Generator<StreamItem> {
    if (this.#state === 'closed') return
    yield* this.#reportSkipped('in front of a gap are no message')
    const cut = this.#used === 0 ? '' : `, and so is the rest of a message of which ${this.#used} bytes are there`
    this.#search()
    yield { error: `${missing} bytes of the stream are not in the capture${cut}` }
  }

  /** The stream is over. */
  *end(): Generator<StreamItem> {
    if (this.#used > 0) yield { error: `the stream ends within a message of which ${this.#used} bytes are there` }
    yield* this.#reportSkipped('at the end of the stream are no message')
    this.#state = 'closed'
  }

  *#frame(data: Uint8Array): Generator<StreamItem> {
    const joined = this.#used > 0
    const bytes = joined ? this.#append(data) : data
    let at = 0
    while (bytes.length - at >= headerSize) {
      const rest = bytes.subarray(at)
      const error = headerError(rest)
      if (error !== undefined) {
        yield isTls(rest) ? this.#close() : { error }
        this.#search()
        this.#skipped = rest.length
        return
      }
      const size = sizeOf(rest)
      if (size > rest.length) break
      yield { bytes: joined ? new Uint8Array(rest.subarray(0, size)) : rest.subarray(0, size) }
      at += size
    }
    this.#keep(bytes.subarray(at))
  }

  /** Adds to what is kept, at a constant cost a byte, and returns all of it. */
  #append(data: Uint8Array): Uint8Array {
    const size = this.#used + data.length
    if (size > this.#pending.length) {
      const larger = new Uint8Array(size * 2)
      larger.set(this.#pending.subarray(0, this.#used))
      this.#pending = larger
    }
    this.#pending.set(data, this.#used)
    this.#used = size
    return this.#pending.subarray(0, size)
  }

  #keep(rest: Uint8Array): void {
    if (rest.buffer !== this.#pending.buffer) {
      this.#pending = new Uint8Array(rest)
    } else if (rest.byteOffset > this.#pending.byteOffset) {
      this.#pending.copyWithin(0, rest.byteOffset - this.#pending.byteOffset, this.#used)
    }
    this.#used = rest.length
  }

  #search(): void {
    if (this.#state !== 'closed') this.#state = 'searching'
    this.#used = 0
  }

  #close(): StreamItem {
    this.#state = 'closed'
    this.#skipped = 0
    return { error: 'the connection is encrypted with TLS, nothing in it can be read' }
  }

  *#reportSkipped(what: string): Generator<StreamItem> {
    const skipped = this.#skipped
    this.#skipped = 0
    if (skipped > 0 && this.#state !== 'closed') yield { error: `${skipped} bytes ${what}` }
  }
}

function sizeOf(bytes: Uint8Array): number {
  return (bytes[2] ?? 0) * 256 + (bytes[3] ?? 0)
}

/** Why these bytes cannot be the header of a message; undefined if they can. */
function headerError(bytes: Uint8Array): string | undefined {
  const [version = 0, type = 0] = bytes
  if (!isDefined(version, type))
    return `ofp_header.version at byte 0: ${versionName(version)} is no OpenFlow version; the stream has lost its beat`
  const size = sizeOf(bytes)
  if (size >= headerSize) return undefined
  return `ofp_header.length at byte 2: ${size} is less than the ${headerSize} bytes of the header; where the next message begins is not known`
}

/** A TLS record of a published version (RFC 8446, 5.1). */
function isTls([type = 0, major = 0, minor = 0]: Uint8Array): boolean {
  return type >= 20 && type <= 23 && major === 3 && minor <= 4
}

/** Whether the bytes are messages from here on, as far as headers tell. */
function looksLikeMessages(bytes: Uint8Array): boolean {
  let at = 0
  while (bytes.length - at >= headerSize) {
    const [version = 0, type = 0] = bytes.subarray(at)
    const size = sizeOf(bytes.subarray(at))
    if (!isPublishedVersion(version) || type > largestType || size < headerSize) return false
    at += size
  }
  return at > 0
}
