import { type Field, fieldByName, type FieldName, FIELDS, fieldsOf } from '../../match/fields.ts'
import type { FieldValue, MaskedValue, Match, UnknownField } from '../../match/match.ts'
import { type OfpMatch, ofp_match_type } from '../../oxm/match.ts'
import { ofp_oxm, type OfpOxm, type OxmId } from '../../oxm/oxm.ts'
import { decodeValue, encodeValue, idOf, niciraField } from '../nicira/field.ts'
import {
  experimenterOf,
  fits,
  fitsWide,
  type HeaderMap,
  headerMap,
  type KnownHeader,
  type WireField,
  wireFieldOf,
  wireFields,
  wireValue,
} from './wire-field.ts'

const HEADER_BYTES = 4
const BY_NAME: ReadonlyMap<string, Field> = new Map(FIELDS.map((field) => [field.name, field]))
const HEADERS: HeaderMap = headerMap()

export type MutableMatch = { -readonly [K in keyof Match]: Match[K] }

function encodeUnknown({ header, payload }: UnknownField): OfpOxm {
  const bytes = new Uint8Array(HEADER_BYTES + payload.length)
  new DataView(bytes.buffer).setUint32(0, header)
  bytes.set(payload, HEADER_BYTES)
  return ofp_oxm.decode(bytes)
}

/** Encoded anew, because the message's bytes belong to the connection. */
const unknownField = (oxm: OfpOxm): UnknownField => ({
  header: oxm.header,
  payload: ofp_oxm.encode(oxm).subarray(HEADER_BYTES),
})

function knownHeader(oxm: OfpOxm): KnownHeader | undefined {
  const known = HEADERS.get(oxm.header)
  if (known === undefined || 'field' in known) return known
  return 'experimenter' in oxm && oxm.experimenter !== undefined ? known.get(oxm.experimenter) : undefined
}

/** Ports of OpenFlow 1.0 have 16 bits; the reserved ones are the last of them. */
const widePort = (port: number): number => (port < 0xff00 ? port : 0xffff_0000 + port)

interface Found {
  readonly name: FieldName
  readonly value: FieldValue | MaskedValue
}

/** A field in Nicira's own terms as the field of OpenFlow that means the same. */
function converted({ oxm, field, masked }: KnownHeader, value: FieldValue, mask: FieldValue): Found | undefined {
  if (oxm === 'NXM_OF_IN_PORT')
    return masked || typeof value === 'bigint' ? undefined : { name: field.name, value: widePort(value) }
  if (oxm !== 'NXM_OF_IP_TOS' || typeof value === 'bigint' || typeof mask === 'bigint') return undefined
  // The two lowest bits are ECN's, which this field does not compare.
  if (((value | mask) & 3) !== 0) return undefined
  return { name: 'ip_dscp', value: masked ? { value: value >> 2, mask: mask >> 2 } : value >> 2 }
}

const within = ({ bits }: Field, value: FieldValue): boolean =>
  typeof value === 'number' ? value < 2 ** bits : fitsWide(value, bits)

/** What a match field says; undefined where this package has no name for it, or its value has bits beyond the field's. */
function found(oxm: OfpOxm): Found | undefined {
  const known = knownHeader(oxm)
  if (known === undefined || !('value' in oxm)) return undefined
  const { value, mask } = oxm
  if (known.oxm === 'NXM_OF_IN_PORT' || known.oxm === 'NXM_OF_IP_TOS') return converted(known, value, mask ?? 0)
  if (!within(known.field, value)) return undefined
  if (mask === undefined) return { name: known.field.name, value }
  return within(known.field, mask) ? { name: known.field.name, value: { value, mask } } : undefined
}

const NW_TOS = fieldByName('nw_tos')
const IP_DSCP = fieldByName('ip_dscp')

/** Only Nicira's extension has the whole octet, of which the two lowest bits are another field's and have to be zero. */
function dscpOf(tos: FieldValue): number {
  const value = Number(tos)
  if (Number.isInteger(value) && value >= 0 && value <= 0xff && (value & 3) === 0) return value >>> 2
  throw new RangeError(`nw_tos: ${tos} is not a multiple of 4 up to 252`)
}

/**
 * The header of the port of OpenFlow 1.0. Open vSwitch 3.1 lets actions write that one, and answers OFPBAC_BAD_SET_ARGUMENT where
 * they write OXM_OF_IN_PORT.
 */
const WRITTEN_IN_PORT = niciraField('in_port').header

/** Match fields of one version. */
export class MatchCodec {
  readonly version: number
  readonly #fields: readonly (WireField | undefined)[]

  constructor(version: number) {
    this.version = version
    this.#fields = wireFields(version)
  }

  has(name: FieldName): boolean {
    return this.#fields[fieldByName(name).position] !== undefined
  }

  #oxm(field: Field, value: FieldValue, mask: FieldValue | undefined): OfpOxm {
    if (field === NW_TOS) return this.#oxm(IP_DSCP, dscpOf(value), mask === undefined ? undefined : Number(mask) >>> 2)
    const wire = this.#fields[field.position] ?? wireFieldOf(this.#fields, field, this.version)
    const content = wireValue(wire, value)
    const { experimenter } = wire
    if (experimenter === undefined)
      return mask === undefined
        ? { header: wire.header, value: content }
        : { header: wire.maskedHeader, value: content, mask: wireValue(wire, mask) }
    return mask === undefined
      ? { header: wire.header, experimenter, value: content }
      : { header: wire.maskedHeader, experimenter, value: content, mask: wireValue(wire, mask) }
  }

  /**
   * One field with its value, as actions write it.
   *
   * @throws UnsupportedError or RangeError, naming the field
   */
  encodeField(name: FieldName, value: FieldValue, mask?: FieldValue): OfpOxm {
    if (name === 'in_port') return encodeValue(name, value, mask)
    return this.#oxm(fieldByName(name), value, mask)
  }

  /** A field without value, as copy-field names it. */
  encodeId(name: FieldName): OxmId {
    if (name === 'in_port') return idOf(niciraField(name))
    const { header, experimenter } = wireFieldOf(this.#fields, fieldByName(name), this.version)
    return experimenter === undefined ? { header } : { header, experimenter }
  }

  /** The field as this version itself would write it. */
  #own(known: KnownHeader | undefined): WireField | undefined {
    const wire = known === undefined ? undefined : this.#fields[known.field.position]
    return known === undefined || wire?.experimenter !== experimenterOf(known.oxm) ? undefined : wire
  }

  /** The field of an action, where `encodeField` would give the same bytes for it. */
  decodeField(oxm: OfpOxm): { name: FieldName; value: FieldValue; mask?: FieldValue } | undefined {
    if (oxm.header === WRITTEN_IN_PORT) {
      const value = decodeValue(oxm)?.value
      return value === undefined ? undefined : { name: 'in_port', value }
    }
    const wire = this.#own(knownHeader(oxm))
    if (
      wire === undefined ||
      wire.field.name === 'in_port' ||
      wire.field === NW_TOS ||
      !('value' in oxm) ||
      !fits(wire, oxm.value)
    )
      return undefined
    const { value, mask } = oxm
    if (mask === undefined) return oxm.header === wire.header ? { name: wire.field.name, value } : undefined
    return oxm.header === wire.maskedHeader && fits(wire, mask) ? { name: wire.field.name, value, mask } : undefined
  }

  /** The field of that id, where `encodeId` would give the same bytes for it. */
  decodeId({ header, experimenter }: OxmId): FieldName | undefined {
    if (header === WRITTEN_IN_PORT) return 'in_port'
    const known = HEADERS.get(header)
    const one = known === undefined || 'field' in known ? known : known.get(experimenter ?? 0)
    const wire = this.#own(one)
    return wire?.header === header && wire.field.name !== 'in_port' ? wire.field.name : undefined
  }

  #wanted(field: Field, match: Match): OfpOxm | undefined {
    const wanted = match[field.name]
    if (wanted === undefined) return undefined
    return typeof wanted === 'object'
      ? this.#oxm(field, wanted.value, wanted.mask)
      : this.#oxm(field, wanted, undefined)
  }

  /** The fields of a match in the order of the table, which most have already. */
  encodeFields(match: Match): OfpOxm[] {
    // The first one makes the array, because an empty one that grows gets room for seventeen.
    let made: OfpOxm[] | undefined
    let last = -1
    for (const name in match) {
      const field = BY_NAME.get(name)
      if (field === undefined) continue
      if (field.position < last) return this.#encodeSorted(match)
      last = field.position
      const oxm = this.#wanted(field, match)
      if (oxm === undefined) continue
      if (made === undefined) made = [oxm]
      else made.push(oxm)
    }
    return this.#withUnknown(made ?? [], match)
  }

  #encodeSorted(match: Match): OfpOxm[] {
    const made = fieldsOf(match).flatMap((field) => this.#wanted(field, match) ?? [])
    return this.#withUnknown(made, match)
  }

  #withUnknown(made: OfpOxm[], { unknown }: Match): OfpOxm[] {
    if (unknown !== undefined) for (const field of unknown) made.push(encodeUnknown(field))
    return made
  }

  /** A match in the order of the field table, which puts prerequisites first. */
  encode(match: Match): OfpMatch {
    return { type: ofp_match_type.OFPMT_OXM, oxm_fields: this.encodeFields(match) }
  }
}

/**
 * The fields as names and values; what this package does not know is kept byte for byte.
 *
 * @param again the version that must be able to say the match again; what it has no form for is kept as well
 */
export function decodeFields(oxm_fields: readonly OfpOxm[], again?: MatchCodec): MutableMatch {
  const match: MutableMatch = {}
  let unknown: UnknownField[] | undefined
  for (const oxm of oxm_fields) {
    const known = found(oxm)
    // Of a field that comes twice the second is kept apart, so that nothing of the message is lost.
    if (known !== undefined && match[known.name] === undefined && again?.has(known.name) !== false)
      match[known.name] = known.value
    else (unknown ??= []).push(unknownField(oxm))
  }
  if (unknown !== undefined) match.unknown = unknown
  return match
}

export const decodeMatch = ({ oxm_fields }: Pick<OfpMatch, 'oxm_fields'>, again?: MatchCodec): Match =>
  decodeFields(oxm_fields, again)
