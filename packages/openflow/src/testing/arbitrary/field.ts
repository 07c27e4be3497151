import fc from 'fast-check'
import { isMaskable } from '../../match/field-access.ts'
import type { Field } from '../../match/fields.ts'
import type { FieldValue, MaskedValue } from '../../match/match.ts'

const ones = (bits: number): bigint => (1n << BigInt(bits)) - 1n

/** A value in the form that its width has: a number up to 48 bits, else a bigint. */
export const narrow = (bits: number, value: bigint): FieldValue => (bits > 48 ? value : Number(value))

/** Ports of OpenFlow 1.0 are below 0xff00; the others are reserved. */
export const portNumber = fc.oneof(
  fc.integer({ min: 0, max: 0xfeff }),
  fc.constantFrom(0xffff_fff8, 0xffff_fffa, 0xffff_fffb, 0xffff_fffc, 0xffff_fffe),
)

/** Whole values of a field, those with few bits often. */
export function fieldNumber({ bits, form, name }: Field): fc.Arbitrary<bigint> {
  if (form === 'port') return portNumber.map(BigInt)
  if (form === 'vlan') return fc.integer({ min: 0, max: 0xfff }).map((vid) => BigInt(vid | 0x1000))
  if (form === 'frag') return fc.constantFrom(0n, 1n, 3n)
  if (form === 'ct_state') return fc.bigInt({ min: 0n, max: 0xffn })
  if (name === 'arp_op') return fc.bigInt({ min: 0n, max: 0xffn })
  if (name === 'nsh_ttl') return fc.bigInt({ min: 0n, max: 63n })
  const high = fc.integer({ min: 0, max: bits - 1 }).map((bit) => 1n << BigInt(bit))
  return fc.oneof(fc.bigInt({ min: 0n, max: ones(bits) }), fc.bigInt({ min: 0n, max: ones(Math.min(bits, 4)) }), high)
}

/** Masks with some bits set and some clear: prefixes and any others. */
function maskOf({ bits, form }: Field): fc.Arbitrary<bigint> {
  if (form === 'ct_state') return fc.bigInt({ min: 1n, max: 0xfen })
  const prefix = fc.integer({ min: 1, max: bits - 1 }).map((length) => ones(bits) ^ ones(bits - length))
  return fc.oneof(prefix, fc.bigInt({ min: 1n, max: ones(bits) - 1n }))
}

/** What a match can ask of a field, in canonical form: the whole value, or bits of it. */
export function wantedValue(field: Field): fc.Arbitrary<FieldValue | MaskedValue> {
  const whole = fieldNumber(field).map((value) => narrow(field.bits, value))
  if (!isMaskable(field.name) || field.bits === 1) return whole
  if (field.form === 'frag') return fc.oneof(whole, fc.constantFrom({ value: 1, mask: 1 }, { value: 0, mask: 2 }))
  const masked = fc
    .tuple(fc.bigInt({ min: 0n, max: ones(field.bits) }), maskOf(field))
    .map(([value, mask]) => ({ value: narrow(field.bits, value & mask), mask: narrow(field.bits, mask) }))
  return fc.oneof(whole, masked)
}
