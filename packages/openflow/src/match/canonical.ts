import { type Field, fieldsOf } from './fields.ts'
import type { FieldValue, MaskedValue, Match } from './match.ts'

const allOnes = (field: Field): bigint => (1n << BigInt(field.bits)) - 1n

/** Plain value where every bit counts, undefined where none does, otherwise value and mask without ignored bits. */
function canonicalField(field: Field, wanted: FieldValue | MaskedValue): FieldValue | MaskedValue | undefined {
  if (typeof wanted !== 'object') return wanted
  const mask = BigInt(wanted.mask) & allOnes(field)
  if (mask === 0n) return undefined
  const value = BigInt(wanted.value) & mask
  const narrow = (bits: bigint): FieldValue => (field.bits > 48 ? bits : Number(bits))
  return mask === allOnes(field) ? narrow(value) : { value: narrow(value), mask: narrow(mask) }
}

/**
 * The form in which a switch reports a match: full masks left out, empty masks dropped, ignored bits zero, fields in
 * their order. Two matches select the same packets exactly when their canonical forms are equal.
 */
export function canonicalMatch(match: Match): Match {
  const canonical: Record<string, FieldValue | MaskedValue> = {}
  for (const field of fieldsOf(match)) {
    const wanted = match[field.name]
    const kept = wanted === undefined ? undefined : canonicalField(field, wanted)
    if (kept !== undefined) canonical[field.name] = kept
  }
  return match.unknown === undefined || match.unknown.length === 0
    ? canonical
    : { ...canonical, unknown: match.unknown }
}
