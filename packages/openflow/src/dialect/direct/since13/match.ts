import type { FieldName } from '../../../match/fields.ts'
import type { Match } from '../../../match/match.ts'
import { ofp_match_type } from '../../../oxm/match.ts'
import { type WireField, wireFields } from '../../since13/wire-field.ts'
import { DECLINED } from '../direct.ts'
import { put16, put32, put48 } from '../octets.ts'
import { LENGTH_AT } from '../place.ts'

// Enumerations of many names are dictionaries: what is read from them for every packet is read once.
const { OFPMT_OXM } = ofp_match_type

/** OpenFlow 1.3.5, 7.2.3.1 and 7.2.3.2. */
const MATCH_HEADER_BYTES = 4
export const OXM_HEADER_BYTES = 4
const MOST_FIELDS = 8

/** The value of a field; its size is part of the OXM header. */
function putValue(target: Uint8Array, at: number, size: number, value: number): boolean {
  switch (size) {
    case 1:
      target[at] = value
      return true
    case 2:
      put16(target, at, value)
      return true
    case 4:
      put32(target, at, value)
      return true
    case 6:
      put48(target, at, value)
      return true
    default:
      return false
  }
}

const roundUp8 = (size: number): number => (size + 7) & ~7

/** A field that is a plain number. */
export interface PlainField {
  readonly position: number
  readonly header: number
  /** Octets of its value. */
  readonly size: number
  readonly max: number
}

/** Those of a version; `nw_tos` is another field in disguise. */
export const plainFields = (version: number): ReadonlyMap<string, PlainField> =>
  new Map(
    wireFields(version).flatMap((wire) =>
      wire === undefined || wire.wide || wire.experimenter !== undefined || wire.field.name === 'nw_tos'
        ? []
        : [[wire.field.name, plainField(wire)]],
    ),
  )

const plainField = ({ field: { position }, header, max }: WireField): PlainField => ({
  position,
  header,
  size: header & 0xff,
  max,
})

/** Whole numbers in the order of the table; returns where the match and its padding end. */
export function putMatch(
  fields: ReadonlyMap<string, PlainField>,
  match: Match,
  target: Uint8Array,
  start: number,
): number {
  let at = start + MATCH_HEADER_BYTES
  let last = -1
  let count = 0
  for (const name in match) {
    const field = fields.get(name)
    const value = match[name as FieldName]
    if (field === undefined || field.position <= last || typeof value !== 'number') return DECLINED
    if (!(value >= 0 && value <= field.max && Number.isInteger(value)) || ++count > MOST_FIELDS) return DECLINED
    last = field.position
    put32(target, at, field.header)
    if (!putValue(target, at + OXM_HEADER_BYTES, field.size, value)) return DECLINED
    at += OXM_HEADER_BYTES + field.size
  }
  put16(target, start, OFPMT_OXM)
  put16(target, start + LENGTH_AT, at - start)
  const end = start + roundUp8(at - start)
  while (at < end) target[at++] = 0
  return end
}
