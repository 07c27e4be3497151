import { AddressError } from './errors.ts'

/**
 * MAC addresses are numbers below 2^48, most significant octet first (IEEE 802), because a number is compared, hashed
 * and stored without allocation. The canonical text form is six lower-case hexadecimal pairs joined by colons.
 */
const MAC_TEXT = /^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i

/** The individual/group bit of the first octet (IEEE 802-2014, 8.2.2). */
const GROUP_BIT = 0x0100_0000_0000

export const MAC_BROADCAST = 0xffff_ffff_ffff

/** Reads `02:00:00:00:00:01` (or `02-00-…`); throws {@link AddressError} on anything else. */
export function parseMac(text: string): number {
  if (!MAC_TEXT.test(text))
    throw new AddressError('a MAC address', text, 'expected six hexadecimal pairs joined by ":"')
  return Number.parseInt(text.replaceAll(/[:-]/g, ''), 16)
}

/** Writes a MAC address as `02:00:00:00:00:01`. */
export function formatMac(mac: number): string {
  const hex = mac.toString(16).padStart(12, '0')
  return `${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}:${hex.slice(6, 8)}:${hex.slice(8, 10)}:${hex.slice(10, 12)}`
}

/** True for group addresses: multicast and broadcast. */
export function isMulticastMac(mac: number): boolean {
  // Division, because bit operators would cut the number to 32 bits.
  return Math.floor(mac / GROUP_BIT) % 2 === 1
}
