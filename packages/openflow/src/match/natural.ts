import { parseFieldValue } from '../text/parse/value.ts'
import { TextError } from '../text/text-error.ts'
import { isMaskable } from './field-access.ts'
import type { Field } from './fields.ts'
import { MatchError } from './match-error.ts'
import type { FieldValue, MaskedValue } from './match.ts'

/** A number, or the text ovs-ofctl has for it: `'10.0.0.1'`, `'00:00:00:00:00:01'`, `'0x800'`. */
export type NaturalValue = FieldValue | string

/** A value in natural form; texts may have a mask behind a slash: `'10.0.0.0/8'`, `'fe80::/10'`. */
export type NaturalField = NaturalValue | { readonly value: NaturalValue; readonly mask: NaturalValue }

const ones = (bits: number): bigint => (1n << BigInt(bits)) - 1n

/** A value as a bigint that fits, and whether a text brought a mask. */
function read(field: Field, value: unknown, whole: unknown): { readonly value: bigint; readonly mask: bigint } {
  const all = ones(field.bits)
  if (typeof value === 'string') {
    try {
      return parseFieldValue(field, { text: value, at: 0 })
    } catch (error) {
      if (!(error instanceof TextError)) throw error
      throw new MatchError(field.name, whole, error.message, { cause: error })
    }
  }
  const isNumber = typeof value === 'number' && Number.isSafeInteger(value)
  if (!isNumber && typeof value !== 'bigint') {
    throw new MatchError(field.name, whole, 'expected a whole number, a bigint or a text')
  }
  const bits = BigInt(value)
  if (bits < 0n || bits > all) throw new MatchError(field.name, whole, `${field.name} has ${field.bits} bits`)
  return { value: bits, mask: all }
}

/**
 * A natural value as bigints, the mask all ones where none is given.
 *
 * @throws MatchError that names the field and its value
 */
export function readNatural(field: Field, given: unknown): MaskedValue {
  if (typeof given !== 'object' || given === null) return read(field, given, given)
  if (!('value' in given) || !('mask' in given)) {
    throw new MatchError(field.name, given, 'expected a value, or an object of value and mask')
  }
  const value = read(field, given.value, given).value
  const mask = read(field, given.mask, given).value
  if (mask !== 0n && mask !== ones(field.bits) && !isMaskable(field.name)) {
    throw new MatchError(field.name, given, 'this field cannot be masked')
  }
  return { value, mask }
}
