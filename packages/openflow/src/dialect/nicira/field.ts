import { type BitRange, bitRange, type Subfield } from '../../action/subfield.ts'
import { type Field, fieldByName, type FieldName, FIELDS } from '../../match/fields.ts'
import type { FieldValue } from '../../match/match.ts'
import { OXM_FIELDS, type OxmName } from '../../oxm/fields.ts'
import { oxm_header, type OfpOxm, type OxmId } from '../../oxm/oxm.ts'
import { port16, port32, unsupported } from './port.ts'

/** How a field is written inside Nicira's actions. */
export interface NiciraField {
  readonly field: Field
  readonly header: number
  /** Of a field with a header of 64 bits. */
  readonly experimenter?: number
  /** How many bits of the field actions can name; in_port is of 16 bits here, vlan_vid without its flag. */
  readonly bits: number
  /** Where the value is a bigint on the wire. */
  readonly wide: boolean
}

const WIDTHS = new Map<FieldName, number>([
  ['in_port', 16],
  ['vlan_vid', 12],
])

/** Whatever the version, Open vSwitch writes the oldest header a field has inside Nicira's actions. */
function oldestHeader({ name, nxm, oxm }: Field): OxmName | undefined {
  if (name === 'actset_output') return 'ONFOXM_ET_ACTSET_OUTPUT'
  return nxm ?? oxm
}

const BY_NAME = new Map<FieldName, NiciraField>()
const BY_HEADER = new Map<number, NiciraField | Map<number, NiciraField>>()

for (const field of FIELDS) {
  const name = oldestHeader(field)
  if (name === undefined) continue
  const { experimenter, kind } = OXM_FIELDS[name]
  const header = oxm_header[name]
  const bits = WIDTHS.get(field.name) ?? field.bits
  const written: NiciraField = {
    field,
    header,
    bits,
    wide: kind === 'u64' || kind === 'u128' || kind === 'ipv6',
    ...(experimenter === undefined ? {} : { experimenter }),
  }
  BY_NAME.set(field.name, written)
  if (experimenter === undefined) BY_HEADER.set(header, written)
  else {
    const shared = BY_HEADER.get(header)
    if (shared instanceof Map) shared.set(experimenter, written)
    else BY_HEADER.set(header, new Map([[experimenter, written]]))
  }
}

/** @throws UnsupportedError for a field without header */
export function niciraField(name: FieldName): NiciraField {
  const written = BY_NAME.get(name)
  if (written === undefined) throw unsupported(fieldByName(name).name, 'has no form in actions of Open vSwitch')
  return written
}

/** The field of a header; undefined for headers that Open vSwitch does not write in actions. */
export function fieldOfHeader(header: number, experimenter?: number): NiciraField | undefined {
  const found = BY_HEADER.get(header)
  if (!(found instanceof Map)) return found
  return experimenter === undefined ? undefined : found.get(experimenter)
}

export const fieldOfId = ({ header, experimenter }: OxmId): NiciraField | undefined =>
  fieldOfHeader(header, experimenter)

export const idOf = ({ header, experimenter }: NiciraField): OxmId =>
  experimenter === undefined ? { header } : { header, experimenter }

/** @throws UnsupportedError for a field of an experimenter, whose header does not fit */
export function headerOf({ field, header, experimenter }: NiciraField, action: string): number {
  if (experimenter !== undefined) throw unsupported(field.name, `is of an experimenter; ${action} has no room for it`)
  return header
}

/** Part of a field as Nicira's actions write it. */
export interface Part extends BitRange {
  readonly written: NiciraField
}

/** @throws RangeError when the bits are not all inside the field */
export function partOf(subfield: Subfield): Part {
  const written = niciraField(subfield.field)
  const { start = 0, bits } = subfield
  const whole = start === 0 && (bits === undefined || bits === written.field.bits)
  if (whole) return { field: subfield.field, start, bits: written.bits, written }
  const range = bitRange({ ...subfield, bits: bits ?? written.bits - start })
  if (range.start + range.bits > written.bits)
    throw new RangeError(`${range.field} has bits 0 to ${written.bits - 1} in actions of Open vSwitch`)
  return { ...range, written }
}

/** The subfield, with nothing that is a default; undefined when the field is not known or the bits are not inside it. */
export function subfieldOf(written: NiciraField | undefined, start: number, bits: number): Subfield | undefined {
  if (written === undefined || start + bits > written.bits || bits < 1) return undefined
  const { name } = written.field
  return start === 0 && bits === written.bits ? { field: name } : { field: name, start, bits }
}

/** What NXAST_REG_LOAD and others have in 16 bits: a number of bits that is at most 64. */
export function offsetAndWidth({ field, start, bits }: BitRange): { ofs: number; n_bits_less_1: number } {
  if (bits > 64) throw new RangeError(`${field}: ${bits} bits are more than the 64 an action can name`)
  return { ofs: start, n_bits_less_1: bits - 1 }
}

const POWERS: readonly number[] = Array.from({ length: 129 }, (_, bits) => 2 ** bits)

/** Whether a value is a whole number of so many bits, at most 128. Comparing a bigint with a number makes no other bigint. */
export const fits = (value: FieldValue, bits: number): boolean =>
  value >= 0 && value < (POWERS[bits] ?? 0) && (typeof value === 'bigint' || Number.isInteger(value))

/** @throws RangeError when the value does not fit */
function wireValue({ field, wide }: NiciraField, value: FieldValue): FieldValue {
  if (!fits(value, field.bits)) throw new RangeError(`${field.name}: ${value} does not fit into ${field.bits} bits`)
  if (field.name === 'in_port') return port16(Number(value), field.name)
  if (wide) return typeof value === 'bigint' ? value : BigInt(value)
  return typeof value === 'number' ? value : Number(value)
}

/** The header of the same field with a mask: its flag, and twice the length of its value. */
const masked = (header: number, experimenterBytes: number): number =>
  ((header | 0x100) + (header & 0xff) - experimenterBytes) >>> 0

/** A field and its value as OXM. */
export function encodeValue(name: FieldName, wanted: FieldValue, wantedMask?: FieldValue): OfpOxm {
  const written = niciraField(name)
  const { header, experimenter } = written
  const value = wireValue(written, wanted)
  if (wantedMask === undefined) return experimenter === undefined ? { header, value } : { header, experimenter, value }
  if (name === 'in_port') {
    if (BigInt(wantedMask) !== 0xffff_ffffn) throw unsupported('in_port', 'cannot be set in part')
    return { header, value }
  }
  const mask = wireValue(written, wantedMask)
  return experimenter === undefined
    ? { header: masked(header, 0), value, mask }
    : { header: masked(header, 4), experimenter, value, mask }
}

const unmasked = (header: number, experimenterBytes: number): number =>
  ((header & 0xffff_fe00) | (((header & 0xff) - experimenterBytes) / 2 + experimenterBytes)) >>> 0

export interface FieldAndValue {
  readonly field: FieldName
  readonly value: FieldValue
  readonly mask?: FieldValue
}

/** The reverse; undefined when there is a field, or a bit of a value, that this package does not know. */
export function decodeValue(oxm: OfpOxm): FieldAndValue | undefined {
  if (!('value' in oxm)) return undefined
  const { header, value, mask } = oxm
  const experimenter = 'experimenter' in oxm ? oxm.experimenter : undefined
  const plain = mask === undefined ? header : unmasked(header, experimenter === undefined ? 0 : 4)
  const written = fieldOfHeader(plain, experimenter)
  if (written === undefined || !fits(value, written.field.bits)) return undefined
  const { name, bits } = written.field
  if (name === 'in_port') return mask === undefined ? { field: name, value: port32(Number(value)) } : undefined
  if (mask === undefined) return { field: name, value }
  return fits(mask, bits) ? { field: name, value, mask } : undefined
}
