import { AddressError } from './errors.ts'

/** Reads dotted decimal into a number below 2^32; leading zeros are refused because some readers take them as octal. */
export function parseIpv4(text: string): number {
  const octets = text.split('.')
  if (octets.length !== 4) throw new AddressError('an IPv4 address', text, 'expected four decimal octets joined by "."')
  let value = 0
  for (const octet of octets) {
    if (!/^(?:0|[1-9][0-9]{0,2})$/.test(octet) || Number(octet) > 255) {
      throw new AddressError('an IPv4 address', text, `octet ${JSON.stringify(octet.slice(0, 16))} is not in 0…255`)
    }
    value = value * 256 + Number(octet)
  }
  return value
}

/** Writes a number below 2^32 as dotted decimal. */
export function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`
}
