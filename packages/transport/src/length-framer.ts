import { FrameError } from './errors.ts'
import type { Framer } from './framer.ts'

export interface LengthFramerOptions {
  /** Bytes from the start of the message to its 16-bit big-endian length. */
  readonly lengthOffset: number
  /** Size of the header, in bytes: the smallest length a message can state. The length counts the header. */
  readonly headerSize: number
  /** Largest length accepted, in bytes; 65535 by default. */
  readonly maxLength?: number
}

/**
 * Frames messages whose header holds their whole length in 16 bits, big endian. OpenFlow: length at offset 2, header of
 * 8 bytes (OpenFlow 1.3.5, section 7.1.1).
 */
export function lengthFramer(options: LengthFramerOptions): Framer {
  const { lengthOffset, headerSize, maxLength = 0xffff } = options
  return {
    messageEnd(bytes, start, end) {
      if (end - start < lengthOffset + 2) return -1
      // By octets: calling a method of a Buffer costs more than the rest of this function.
      const at = start + lengthOffset
      const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
      if (length < headerSize) {
        throw new FrameError(`message length ${length} is smaller than its header of ${headerSize} bytes`)
      }
      if (length > maxLength) throw new FrameError(`message length ${length} exceeds the limit of ${maxLength} bytes`)
      return end - start < length ? -1 : start + length
    },
  }
}
