import { formatIpv4, formatMac } from '@vlcp/address'
import { formatPort } from '../action/reserved-ports.ts'
import { type Field, fieldsOf } from '../match/fields.ts'
import { type FieldValue, type MaskedValue, type Match, OFPVID_PRESENT } from '../match/match.ts'

/** The value of a field as ovs-ofctl writes it, without its name. */
export function formatFieldValue(field: Field, value: FieldValue): string {
  switch (field.form) {
    case 'mac':
      return formatMac(Number(value))
    case 'ipv4':
      return formatIpv4(Number(value))
    case 'port':
      return formatPort(Number(value))
    case 'decimal':
      return String(value)
    case 'ipv6':
      return formatIpv6Groups(BigInt(value))
    case 'hexadecimal':
    case 'vlan':
      // Open vSwitch prints with %#x, which leaves the prefix of a zero away.
      return BigInt(value) === 0n ? '0' : `0x${value.toString(16)}`
    // No default: the compiler checks that every form is handled.
  }
}

/** All eight groups: this text is compared and read in dumps, never shortened. */
function formatIpv6Groups(value: bigint): string {
  const hex = value.toString(16).padStart(32, '0')
  return (hex.match(/.{4}/g) ?? []).join(':')
}

function formatVlan(value: FieldValue): string {
  // ovs-ofctl(8): a present tag with a given id is dl_vlan; vlan_tci 0 is no tag at all.
  const vid = Number(value)
  return (vid & OFPVID_PRESENT) === 0 ? 'vlan_tci=0x0000/0x1fff' : `dl_vlan=${vid & 0xfff}`
}

function formatField(field: Field, wanted: FieldValue | MaskedValue): string {
  if (typeof wanted === 'object') {
    return `${field.text}=${formatFieldValue(field, wanted.value)}/${formatFieldValue(field, wanted.mask)}`
  }
  return field.form === 'vlan' ? formatVlan(wanted) : `${field.text}=${formatFieldValue(field, wanted)}`
}

/** A match in the syntax of ovs-ofctl(8): `reg5=0x1,dl_dst=02:00:00:00:00:01`; the empty text matches everything. */
export function formatMatch(match: Match): string {
  const parts: string[] = []
  for (const field of fieldsOf(match)) {
    const wanted = match[field.name]
    if (wanted !== undefined) parts.push(formatField(field, wanted))
  }
  for (const { header, payload } of match.unknown ?? []) {
    parts.push(`oxm_0x${header.toString(16).padStart(8, '0')}=0x${Buffer.from(payload).toString('hex')}`)
  }
  return parts.join(',')
}
