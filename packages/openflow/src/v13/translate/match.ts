import { type Field, fieldByOxm, fieldsOf } from '../../match/fields.ts'
import type { FieldValue, MaskedValue, Match, UnknownField } from '../../match/match.ts'
import { type OfpMatch, ofp_match_type } from '../../oxm/match.ts'
import { ofp_oxm, type OfpOxm } from '../../oxm/oxm.ts'

/** The header of the same field with a mask: its flag, and twice the length. */
const withMask = (header: number): number => ((header | 0x100) + (header & 0xff)) >>> 0

/** One field with its OXM header. */
export function encodeField(field: Field, wanted: FieldValue | MaskedValue): OfpOxm {
  const { value, mask } = typeof wanted === 'object' ? wanted : { value: wanted }
  for (const part of [value, mask ?? 0])
    if (BigInt(part) >> BigInt(8 * field.bytes) !== 0n)
      throw new RangeError(`${field.name}: ${part} does not fit into ${field.bits} bits`)
  return mask === undefined ? { header: field.header, value } : { header: withMask(field.header), value, mask }
}

/** The known field of an OXM and its value; undefined when the field is unknown or its size is not the field's. */
export function decodeField(
  oxm: OfpOxm,
): { readonly field: Field; readonly value: FieldValue | MaskedValue } | undefined {
  const field = fieldByOxm(oxm.header >>> 16, (oxm.header >>> 9) & 0x7f)
  if (field === undefined || !('value' in oxm)) return undefined
  return { field, value: oxm.mask === undefined ? oxm.value : { value: oxm.value, mask: oxm.mask } }
}

const HEADER_BYTES = 4

function encodeUnknown({ header, payload }: UnknownField): OfpOxm {
  const bytes = new Uint8Array(HEADER_BYTES + payload.length)
  new DataView(bytes.buffer).setUint32(0, header)
  bytes.set(payload, HEADER_BYTES)
  return ofp_oxm.decode(bytes)
}

/** A match in the order of the field table, which puts prerequisites first. */
export function encodeMatch(match: Match): OfpMatch {
  const oxm_fields: OfpOxm[] = []
  for (const field of fieldsOf(match)) {
    const wanted = match[field.name]
    if (wanted !== undefined) oxm_fields.push(encodeField(field, wanted))
  }
  for (const field of match.unknown ?? []) oxm_fields.push(encodeUnknown(field))
  return { type: ofp_match_type.OFPMT_OXM, oxm_fields }
}

/** The match as names and values; what this package does not know is kept byte for byte. */
export function decodeMatch({ oxm_fields }: Pick<OfpMatch, 'oxm_fields'>): Match {
  const match: Record<string, FieldValue | MaskedValue> = {}
  const unknown: UnknownField[] = []
  for (const oxm of oxm_fields) {
    const known = decodeField(oxm)
    if (known !== undefined) match[known.field.name] = known.value
    // Encoded anew, because the message's bytes belong to the connection.
    else unknown.push({ header: oxm.header, payload: ofp_oxm.encode(oxm).subarray(HEADER_BYTES) })
  }
  return unknown.length === 0 ? match : { ...match, unknown }
}
