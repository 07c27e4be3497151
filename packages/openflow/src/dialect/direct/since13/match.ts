import type { FieldName } from '../../../match/fields.ts'
import type { NaturalMatch } from '../../../match/build.ts'
import { ofp_match_type } from '../../../oxm/match.ts'
import { type WireField, wireFields } from '../../since13/wire-field.ts'
import { DECLINED } from '../direct.ts'
import { put48 } from '../octets.ts'
import { LENGTH_AT } from '../place.ts'

// Enumerations of many names are dictionaries: what is read from them for every packet is read once.
const { OFPMT_OXM } = ofp_match_type

/** OpenFlow 1.3.5, 7.2.3.1 and 7.2.3.2. */
const MATCH_HEADER_BYTES = 4
export const OXM_HEADER_BYTES = 4
const MOST_FIELDS = 8

/** The value of a field; its size is part of the OXM header. */
function putValue(view: DataView, at: number, size: number, value: number): boolean {
  switch (size) {
    case 1:
      view.setUint8(at, value)
      return true
    case 2:
      view.setUint16(at, value)
      return true
    case 4:
      view.setUint32(at, value)
      return true
    case 6:
      put48(view, at, value)
      return true
    default:
      return false
  }
}

const roundUp8 = (size: number): number => (size + 7) & ~7

/** A field that is a plain number. */
export interface PlainField {
  readonly name: string
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

const plainField = ({ field: { name, position }, header, max }: WireField): PlainField => ({
  name,
  position,
  header,
  size: header & 0xff,
  max,
})

/** Puts a match from `start` on; returns where it and its padding end, or DECLINED. */
export type MatchWriter = (match: NaturalMatch, view: DataView, start: number) => number

/** Writes whole numbers in the order of the table. */
export function matchWriter(fields: ReadonlyMap<string, PlainField>): MatchWriter {
  // One match mostly has the fields of the one before, and comparing names costs less than looking them up.
  const before: PlainField[] = []
  const fieldAt = (place: number, name: string): PlainField | undefined => {
    const same = before[place]
    if (same?.name === name) return same
    const field = fields.get(name)
    if (field !== undefined && place < MOST_FIELDS) before[place] = field
    return field
  }
  return function putMatch(match: NaturalMatch, view: DataView, start: number): number {
    let at = start + MATCH_HEADER_BYTES
    let last = -1
    let count = 0
    for (const name in match) {
      const field = fieldAt(count, name)
      const value = match[name as FieldName]
      if (field === undefined || field.position <= last || typeof value !== 'number') return DECLINED
      if (!(value >= 0 && value <= field.max && Number.isInteger(value)) || ++count > MOST_FIELDS) return DECLINED
      last = field.position
      view.setUint32(at, field.header)
      if (!putValue(view, at + OXM_HEADER_BYTES, field.size, value)) return DECLINED
      at += OXM_HEADER_BYTES + field.size
    }
    view.setUint16(start, OFPMT_OXM)
    view.setUint16(start + LENGTH_AT, at - start)
    const end = start + roundUp8(at - start)
    // Seven octets at most, and there is room for more.
    for (; at < end; at++) view.setUint8(at, 0)
    return end
  }
}
