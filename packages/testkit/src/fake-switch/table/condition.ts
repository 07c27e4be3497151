import { type FieldName, type FieldValue, FIELDS, type MaskedValue, type Match } from '@vlcp/openflow'
import { registerParts } from '../field-alias.ts'
import { ones } from '../frame/bits.ts'
import type { PacketState } from '../packet-state.ts'

/** Bits of one field that must have a value. */
export interface Condition {
  readonly field: FieldName
  readonly value: bigint
  readonly mask: bigint
}

/** Conditions by field; fields of two names come under one of them, so that equal matches are equal here. */
export type Conditions = ReadonlyMap<FieldName, Condition>

function* basic(field: FieldName, value: bigint, mask: bigint): Iterable<Condition> {
  const parts = registerParts(field)
  for (const part of parts) {
    const shift = BigInt(part.shift)
    yield { field: part.field, value: (value >> shift) & ones(32), mask: (mask >> shift) & ones(32) }
  }
  if (parts.length > 0) return
  if (field === 'vlan_vid') yield { field: 'vlan_tci', value: value & 0x1fffn, mask: mask & 0x1fffn }
  // A priority needs a tag (OpenFlow 1.3.5, table 12).
  else if (field === 'vlan_pcp')
    yield { field: 'vlan_tci', value: (value << 13n) | 0x1000n, mask: (mask << 13n) | 0x1000n }
  else if (field === 'nw_tos') yield { field: 'ip_dscp', value: value >> 2n, mask: mask >> 2n }
  else yield { field, value, mask }
}

const isMasked = (wanted: FieldValue | MaskedValue): wanted is MaskedValue => typeof wanted === 'object'

/** What a match demands of a packet. */
export function conditionsOf(match: Match): Conditions {
  const conditions = new Map<FieldName, Condition>()
  for (const { name, bits } of FIELDS) {
    const wanted = match[name]
    if (wanted === undefined) continue
    const mask = (isMasked(wanted) ? BigInt(wanted.mask) : ones(bits)) & ones(bits)
    for (const part of basic(name, BigInt(isMasked(wanted) ? wanted.value : wanted) & mask, mask)) {
      const { value, mask: bitsSet } = conditions.get(part.field) ?? { value: 0n, mask: 0n }
      if (part.mask !== 0n) {
        conditions.set(part.field, { field: part.field, value: value | part.value, mask: bitsSet | part.mask })
      }
    }
  }
  return conditions
}

/** Conditions as text: equal where they select the same packets. */
export function keyOf(conditions: Conditions): string {
  const parts = [...conditions.values()].map(({ field, value, mask }) => `${field}=${value}/${mask}`)
  return parts.toSorted().join()
}

export function holds(conditions: Iterable<Condition>, packet: PacketState): boolean {
  for (const { field, value, mask } of conditions) if ((packet.get(field) & mask) !== value) return false
  return true
}

/** Whether every packet that fulfils `narrow` fulfils `wide` too. */
export function isWithin(narrow: Conditions, wide: Conditions): boolean {
  return [...wide.values()].every(({ field, value, mask }) => {
    const own = narrow.get(field)
    return own !== undefined && (own.mask & mask) === mask && (own.value & mask) === value
  })
}

/** Whether some packet could fulfil both. */
export function overlaps(one: Conditions, other: Conditions): boolean {
  return [...one.values()].every(({ field, value, mask }) => {
    const against = other.get(field)
    return against === undefined || ((value ^ against.value) & mask & against.mask) === 0n
  })
}
