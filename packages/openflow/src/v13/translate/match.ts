import type { Infer } from '@vlcp/struct'
import { type Field, fieldByOxm, fieldsOf } from '../../match/fields.ts'
import type { FieldValue, MaskedValue, Match, UnknownField } from '../../match/match.ts'
import { type ofp_match, ofp_match_type, type ofp_oxm } from '../match.ts'

type OfpMatch = Infer<typeof ofp_match>
type OfpOxm = Infer<typeof ofp_oxm>

/** Values wider than 48 bits are bigints, the others numbers. */
function readValue(field: Field, bytes: Uint8Array): FieldValue {
  if (field.bits > 48) return bytes.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n)
  return bytes.reduce((sum, octet) => sum * 256 + octet, 0)
}

function writeValue(field: Field, value: FieldValue, target: Uint8Array, offset: number): void {
  let rest = BigInt(value)
  for (let at = offset + field.bytes - 1; at >= offset; at--) {
    target[at] = Number(rest & 0xffn)
    rest >>= 8n
  }
  if (rest !== 0n) throw new RangeError(`${field.name}: ${value} does not fit into ${field.bits} bits`)
}

/** One field with its OXM header. */
export function encodeField(field: Field, wanted: FieldValue | MaskedValue): OfpOxm {
  const masked = typeof wanted === 'object'
  const payload = new Uint8Array(masked ? 2 * field.bytes : field.bytes)
  writeValue(field, masked ? wanted.value : wanted, payload, 0)
  if (masked) writeValue(field, wanted.mask, payload, field.bytes)
  return { oxm_class: field.oxmClass, oxm_field: field.oxmField, oxm_hasmask: masked ? 1 : 0, payload }
}

/** The known field of an OXM and its value; undefined when the field is unknown or its size is not the field's. */
export function decodeField(
  oxm: OfpOxm,
): { readonly field: Field; readonly value: FieldValue | MaskedValue } | undefined {
  const field = fieldByOxm(oxm.oxm_class, oxm.oxm_field)
  const masked = oxm.oxm_hasmask === 1
  if (field === undefined || oxm.payload.length !== field.bytes * (masked ? 2 : 1)) return undefined
  const value = readValue(field, oxm.payload.subarray(0, field.bytes))
  return { field, value: masked ? { value, mask: readValue(field, oxm.payload.subarray(field.bytes)) } : value }
}

const headerOf = ({ oxm_class, oxm_field, oxm_hasmask, payload }: OfpOxm): number =>
  ((oxm_class << 16) | (oxm_field << 9) | (oxm_hasmask << 8) | payload.length) >>> 0

/** A match in the order of the field table, which puts prerequisites first. */
export function encodeMatch(match: Match): OfpMatch {
  const oxm_fields: OfpOxm[] = []
  for (const field of fieldsOf(match)) {
    const wanted = match[field.name]
    if (wanted !== undefined) oxm_fields.push(encodeField(field, wanted))
  }
  for (const { header, payload } of match.unknown ?? []) {
    const [oxm_class, oxm_field, oxm_hasmask] = [header >>> 16, (header >>> 9) & 0x7f, (header >>> 8) & 1]
    oxm_fields.push({ oxm_class, oxm_field, oxm_hasmask, payload })
  }
  return { type: ofp_match_type.OFPMT_OXM, oxm_fields }
}

/** The match as names and values; what this package does not know is kept byte for byte. */
export function decodeMatch({ oxm_fields }: OfpMatch): Match {
  const match: Record<string, FieldValue | MaskedValue> = {}
  const unknown: UnknownField[] = []
  for (const oxm of oxm_fields) {
    const known = decodeField(oxm)
    if (known !== undefined) match[known.field.name] = known.value
    // Copied, because the message's bytes belong to the connection.
    else unknown.push({ header: headerOf(oxm), payload: new Uint8Array(oxm.payload) })
  }
  return unknown.length === 0 ? match : { ...match, unknown }
}
