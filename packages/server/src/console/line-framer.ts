import type { Framer } from '@vlcp/transport'

const newline = 0x0a

/**
 * Frames lines, each with its newline. Of a line that is longer than `longest` it gives pieces without newline, so that
 * who reads them can refuse the line and go on with the next.
 */
export function lineFramer(longest: number): Framer {
  let seen = 0
  return {
    messageEnd(bytes, start, end) {
      const at = bytes.subarray(0, end).indexOf(newline, start + seen)
      const found = at >= 0 && at - start < longest ? at + 1 : end - start >= longest ? start + longest : -1
      seen = found < 0 ? end - start : 0
      return found
    },
  }
}
