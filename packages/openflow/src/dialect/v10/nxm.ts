import { canonicalMatch } from '../../match/canonical.ts'
import { fieldsOf } from '../../match/fields.ts'
import type { FieldValue, MaskedValue, Match, UnknownField } from '../../match/match.ts'
import { ofp_oxm, oxm_header, type OfpOxm } from '../../oxm/oxm.ts'
import { decodeValue, encodeValue } from '../nicira/field.ts'
import { fieldsOfTci, tciOf } from './vlan.ts'

const HEADER_BYTES = 4

function encodeUnknown({ header, payload }: UnknownField): OfpOxm {
  const bytes = new Uint8Array(HEADER_BYTES + payload.length)
  new DataView(bytes.buffer).setUint32(0, header)
  bytes.set(payload, HEADER_BYTES)
  return ofp_oxm.decode(bytes)
}

/** A switch refuses a value with bits that are not compared. */
function compared({ value, mask }: MaskedValue): FieldValue {
  return typeof value === 'number' && typeof mask === 'number' && value < 2 ** 31 && mask < 2 ** 31
    ? value & mask
    : BigInt(value) & BigInt(mask)
}

function encodeVlan(match: Match): OfpOxm | undefined {
  const wanted = tciOf(match)
  if (wanted === undefined || wanted.mask === 0) return undefined
  return wanted.mask === 0xffff
    ? { header: oxm_header.NXM_OF_VLAN_TCI, value: wanted.tci }
    : { header: oxm_header.NXM_OF_VLAN_TCI_W, value: wanted.tci, mask: wanted.mask }
}

function encodeDscp(wanted: FieldValue | MaskedValue): OfpOxm {
  const value = Number(typeof wanted === 'object' ? compared(wanted) : wanted)
  if (value > 0x3f) throw new RangeError(`ip_dscp: ${value} does not fit into 6 bits`)
  return encodeValue('nw_tos', value << 2, typeof wanted === 'object' ? Number(wanted.mask) << 2 : undefined)
}

/**
 * The match as Nicira's extensible match. The order is that of the field table, prerequisites first.
 *
 * @throws RangeError for a value that does not fit
 */
export function encodeNxm(match: Match): OfpOxm[] {
  const list: OfpOxm[] = []
  let vlan = encodeVlan(match)
  for (const { name } of fieldsOf(match)) {
    const wanted = match[name]
    if (wanted === undefined || (typeof wanted === 'object' && Number(wanted.mask) === 0)) continue
    if (name === 'vlan_vid' || name === 'vlan_pcp' || name === 'vlan_tci') {
      if (vlan !== undefined) list.push(vlan)
      vlan = undefined
    } else if (name === 'ip_dscp') list.push(encodeDscp(wanted))
    else if (typeof wanted === 'object') list.push(encodeValue(name, compared(wanted), wanted.mask))
    else list.push(encodeValue(name, wanted))
  }
  for (const field of match.unknown ?? []) list.push(encodeUnknown(field))
  return list
}

type Fields = Record<string, FieldValue | MaskedValue>

function decodeField(fields: Fields, oxm: OfpOxm): boolean {
  if (!('value' in oxm)) return false
  switch (oxm.header) {
    case oxm_header.NXM_OF_VLAN_TCI:
    case oxm_header.NXM_OF_VLAN_TCI_W: {
      const mask = Number(oxm.mask ?? 0xffff)
      Object.assign(fields, fieldsOfTci({ tci: Number(oxm.value) & mask, mask }))
      return true
    }
    // What Open vSwitch says of a packet in NXT_PACKET_IN2 has the port of later versions.
    case oxm_header.OXM_OF_IN_PORT:
      fields['in_port'] = Number(oxm.value)
      return true
    case oxm_header.NXM_OF_IP_TOS:
      fields['ip_dscp'] = Number(oxm.value) >> 2
      return true
    default: {
      const known = decodeValue(oxm)
      if (known === undefined) return false
      fields[known.field] = known.mask === undefined ? known.value : { value: known.value, mask: known.mask }
      return true
    }
  }
}

/** The fields by name, canonical; what this package does not know is kept byte for byte. */
export function decodeNxm(list: readonly OfpOxm[]): Match {
  const fields: Fields = {}
  const unknown: UnknownField[] = []
  let masked = false
  for (const oxm of list) {
    // Encoded anew, because the message's bytes belong to the connection.
    if (!decodeField(fields, oxm))
      unknown.push({ header: oxm.header, payload: ofp_oxm.encode(oxm).slice(HEADER_BYTES) })
    else if ('mask' in oxm) masked = true
  }
  const match: Match = unknown.length === 0 ? fields : { ...fields, unknown }
  return masked ? canonicalMatch(match) : match
}
