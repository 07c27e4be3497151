import { fieldByName, type FieldName } from '../match/fields.ts'

/** Neighbouring bits of a field: `reg0[0..15]` in ovs-ofctl's text. */
export interface Subfield {
  readonly field: FieldName
  /** The lowest bit; 0 unless given. */
  readonly start?: number
  /** How many bits; to the end of the field unless given. */
  readonly bits?: number
}

/** A subfield with nothing left to defaults. */
export interface BitRange {
  readonly field: FieldName
  readonly start: number
  readonly bits: number
}

/**
 * The bits a subfield stands for.
 *
 * @throws RangeError when they are not all inside the field
 */
export function bitRange({ field, start = 0, bits }: Subfield): BitRange {
  const width = fieldByName(field).bits
  const count = bits ?? width - start
  if (!Number.isInteger(start) || !Number.isInteger(count) || start < 0 || count < 1 || start + count > width)
    throw new RangeError(`${field} has bits 0 to ${width - 1}; ${count} bits from ${start} are not inside`)
  return { field, start, bits: count }
}
