import { formatIpv4, formatMac } from '@vlcp/address'
import type { Field, FieldForm } from '../../match/fields.ts'
import type { FieldValue } from '../../match/match.ts'
import {
  CT_STATE_BITS,
  formatBits,
  formatFragment,
  formatMaskedBits,
  TCP_FLAG_BITS,
  TUNNEL_FLAG_BITS,
} from '../bits.ts'
import { formatIpv6 } from '../ipv6.ts'
import { formatPort } from '../../action/reserved-ports.ts'

/** printf's `%#x`: zero has no prefix. */
export const hex = (value: FieldValue): string => (value == 0 ? '0' : `0x${value.toString(16)}`)

export const hexOctets = (octets: Uint8Array, separator = ''): string =>
  Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join(separator)

/** How many leading bits a mask has where it has no others, undefined for other masks. */
export function prefixLength(mask: bigint, bits: number): number | undefined {
  const clear = ((1n << BigInt(bits)) - 1n) ^ mask
  return (clear & (clear + 1n)) === 0n ? bits - (clear === 0n ? 0 : clear.toString(2).length) : undefined
}

function formatMaskedAddress(value: FieldValue, mask: FieldValue, bits: 32 | 128): string {
  const write = (address: FieldValue): string =>
    bits === 32 ? formatIpv4(Number(address)) : formatIpv6(BigInt(address))
  return `${write(value)}/${prefixLength(BigInt(mask), bits) ?? write(mask)}`
}

function formatPacketType(value: FieldValue): string {
  const half = (bits: number): string => (bits > 9 ? `0x${bits.toString(16)}` : String(bits))
  return `(${half(Number(value) >>> 16)},${half(Number(value) & 0xffff)})`
}

const BITS: Partial<Record<FieldForm, readonly string[]>> = {
  ct_state: CT_STATE_BITS,
  tcp_flags: TCP_FLAG_BITS,
  tunnel_flags: TUNNEL_FLAG_BITS,
}

/** The value of a field as ovs-ofctl writes it in an action, without its name. */
export function formatFieldValue(field: Field, value: FieldValue): string {
  switch (field.form) {
    case 'mac':
      return formatMac(Number(value))
    case 'ipv4':
      return formatIpv4(Number(value))
    case 'ipv6':
      return formatIpv6(BigInt(value))
    case 'port':
      return formatPort(Number(value))
    case 'decimal':
    case 'vlan':
      return String(value)
    case 'hexadecimal':
      return hex(value)
    case 'frag':
      return formatFragment(Number(value), 3)
    case 'packet_type':
      return formatPacketType(value)
    case 'ct_state':
    case 'tcp_flags':
    case 'tunnel_flags':
      return formatBits(Number(value), BITS[field.form] ?? [])
  }
}

/** A value of which only the bits of a mask count, as ovs-ofctl writes it in an action. */
export function formatMaskedValue(field: Field, value: FieldValue, mask: FieldValue): string {
  switch (field.form) {
    case 'ipv4':
      return formatMaskedAddress(value, mask, 32)
    case 'ipv6':
      return formatMaskedAddress(value, mask, 128)
    case 'mac':
      return `${formatMac(Number(value))}/${formatMac(Number(mask))}`
    case 'frag':
      return formatFragment(Number(value), Number(mask))
    case 'ct_state':
    case 'tcp_flags':
    case 'tunnel_flags':
      return formatMaskedBits(Number(value), Number(mask), BITS[field.form] ?? [])
    case 'hexadecimal':
      return `${hex(value)}/${hex(mask)}`
    case 'decimal':
    case 'vlan':
    case 'port':
    case 'packet_type':
      return `${value}/${hex(mask)}`
  }
}
