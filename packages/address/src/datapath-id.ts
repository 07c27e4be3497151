import { AddressError } from './errors.ts'

/**
 * Reads a datapath id (OpenFlow 1.3.5, 7.3.1: a 64-bit number) from the text forms in use: sixteen hexadecimal digits
 * as Open vSwitch writes them, with or without `0x`, or with colons between the octets.
 */
export function parseDatapathId(text: string): bigint {
  const hex = text.replace(/^0x/i, '').replaceAll(':', '')
  if (!/^[0-9a-f]{1,16}$/i.test(hex)) {
    throw new AddressError('a datapath id', text, 'expected up to sixteen hexadecimal digits')
  }
  return BigInt(`0x${hex}`)
}

/** Writes a datapath id as sixteen lower-case hexadecimal digits, the form of OVSDB's `Bridge.datapath_id`. */
export function formatDatapathId(datapathId: bigint): string {
  return datapathId.toString(16).padStart(16, '0')
}
