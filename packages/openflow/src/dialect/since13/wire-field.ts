import { type Field, FIELDS, fieldByOxm, oxmOf } from '../../match/fields.ts'
import type { FieldValue } from '../../match/match.ts'
import { OXM_FIELDS, type OxmField, oxmHeader, type OxmName } from '../../oxm/fields.ts'
import { UnsupportedError } from '../dialect.ts'
import { versionName } from './version.ts'

/** What a version's wire has for a field; made once, so that nothing is looked up by name when a message is made. */
export interface WireField {
  readonly field: Field
  readonly header: number
  readonly maskedHeader: number
  /** Of fields of experimenters. */
  readonly experimenter: number | undefined
  /** Values are bigints on the wire. */
  readonly wide: boolean
  /** The largest value, of fields that are not wide. */
  readonly max: number
}

/** Values up to 48 bits are numbers on the wire, wider ones bigints. */
const MAX_NUMBER_BITS = 48

export const experimenterOf = (oxm: OxmName): number | undefined => {
  const known: OxmField = OXM_FIELDS[oxm]
  return known.experimenter
}

function wireField(field: Field, version: number): WireField | undefined {
  const oxm = oxmOf(field, version)
  if (oxm === undefined) return undefined
  return {
    field,
    header: oxmHeader(OXM_FIELDS[oxm], false),
    maskedHeader: oxmHeader(OXM_FIELDS[oxm], true),
    experimenter: experimenterOf(oxm),
    wide: field.bits > MAX_NUMBER_BITS,
    max: field.bits > MAX_NUMBER_BITS ? Number.POSITIVE_INFINITY : 2 ** field.bits - 1,
  }
}

/** By the field's position. */
export const wireFields = (version: number): readonly (WireField | undefined)[] =>
  FIELDS.map((field) => wireField(field, version))

/** @throws UnsupportedError when the version has no header for the field */
export function wireFieldOf(fields: readonly (WireField | undefined)[], field: Field, version: number): WireField {
  const wire = fields[field.position]
  if (wire !== undefined) return wire
  throw new UnsupportedError(field.name, `${field.name} has no form in OpenFlow ${versionName(version)}`)
}

export const fitsWide = (value: bigint, bits: number): boolean => value >= 0n && value >> BigInt(bits) === 0n

function misfit({ name, bits }: Field, value: FieldValue): never {
  throw new RangeError(`${name}: ${value} does not fit into ${bits} bits`)
}

/**
 * The value as the wire has it.
 *
 * @throws RangeError when it does not fit the field
 */
export function wireValue({ field, wide, max }: WireField, value: FieldValue): FieldValue {
  if (!wide) {
    const narrow = typeof value === 'number' ? value : Number(value)
    return Number.isInteger(narrow) && narrow >= 0 && narrow <= max ? narrow : misfit(field, value)
  }
  if (typeof value === 'number' && !Number.isInteger(value)) misfit(field, value)
  const large = BigInt(value)
  return fitsWide(large, field.bits) ? large : misfit(field, value)
}

export const fits = ({ field, wide, max }: WireField, value: FieldValue): boolean =>
  typeof value === 'number' ? !wide && value <= max : wide && fitsWide(value, field.bits)

/** A header means a field, with or without mask; experimenters share headers. */
export interface KnownHeader {
  readonly oxm: OxmName
  readonly field: Field
  readonly masked: boolean
}

export type HeaderMap = ReadonlyMap<number, KnownHeader | ReadonlyMap<number, KnownHeader>>

/** All headers of fields with names, also those a version would not choose itself. */
export function headerMap(): HeaderMap {
  const map = new Map<number, KnownHeader | Map<number, KnownHeader>>()
  for (const [oxm, form] of Object.entries(OXM_FIELDS) as [OxmName, OxmField][]) {
    const field = fieldByOxm(oxm)
    if (field === undefined) continue
    for (const masked of [false, true]) {
      const header = oxmHeader(form, masked)
      if (form.experimenter === undefined) map.set(header, { oxm, field, masked })
      else {
        const shared = map.get(header)
        const of = shared instanceof Map ? shared : new Map<number, KnownHeader>()
        map.set(header, of.set(form.experimenter, { oxm, field, masked }))
      }
    }
  }
  return map
}
