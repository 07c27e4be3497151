import { UnsupportedError } from '../dialect.ts'

/** OFPP_MAX of OpenFlow 1.0, and how far its reserved numbers are from those of later versions. */
const MAX = 0xff00
const OFFSET = 0xffff_0000
const MAX_32 = MAX + OFFSET

/**
 * The 16-bit number of a port, which OpenFlow 1.0 and Nicira's actions have in every version.
 *
 * @throws RangeError for a number that is not reserved and does not fit into 16 bits
 */
export function port16(port: number, what = 'port'): number {
  if (port >= 0 && port < MAX && Number.isInteger(port)) return port
  if (port >= MAX_32 && port <= 0xffff_ffff) return port - OFFSET
  throw new RangeError(`${what}: ${port} is neither a port below ${MAX} nor a reserved port number`)
}

/** The number of the same port in 32 bits, which is its number without version. */
export const port32 = (port: number): number => (port >= MAX ? port + OFFSET : port)

export const unsupported = (what: string, reason: string): UnsupportedError =>
  new UnsupportedError(what, `${what} ${reason}`)
