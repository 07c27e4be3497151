/** Bytes from `from` to `to`, negative when `to` lies behind: sequence numbers count modulo 2^32 (RFC 9293, 3.4). */
export function distance(from: number, to: number): number {
  return (to - from) | 0
}

/** The number `bytes` later. */
export function advance(from: number, bytes: number): number {
  return (from + bytes) >>> 0
}

/** The largest window TCP has (RFC 7323, 2.3): what is farther away belongs to another connection. */
export const largestWindow = 2 ** 30
