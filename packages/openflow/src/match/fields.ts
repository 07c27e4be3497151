import { OXM_BYTES, OXM_FIELDS, type OxmName } from '../oxm/fields.ts'
import { MATCH_FIELDS, type FieldName } from './field-table.ts'

export type { FieldName } from './field-table.ts'

/**
 * How a value reads in the text form of ovs-ofctl(8). A `vlan` value has OFPVID_PRESENT where there is a tag; `frag`,
 * `ct_state`, `tcp_flags`, `tunnel_flags` and `packet_type` have words for their values or bits.
 */
export type FieldForm =
  | 'decimal'
  | 'hexadecimal'
  | 'mac'
  | 'ipv4'
  | 'ipv6'
  | 'port'
  | 'vlan'
  | 'frag'
  | 'ct_state'
  | 'tcp_flags'
  | 'tunnel_flags'
  | 'packet_type'

export interface Field {
  readonly name: FieldName
  /** Position in the table, by which matches are ordered on the wire: prerequisites before the fields that need them. */
  readonly position: number
  /** The name in a match that ovs-ofctl prints, which keeps OpenFlow 1.0 names for old fields. */
  readonly text: string
  /** The name in an action that ovs-ofctl prints (`set_field:…->eth_dst`). */
  readonly ovsName: string
  /** OpenFlow's own header for the field, from `since` on. */
  readonly oxm?: OxmName
  /** Nicira's header, the only one in OpenFlow 1.0. */
  readonly nxm?: OxmName
  /** The first wire version whose switches know `oxm`. */
  readonly since: number
  readonly bits: number
  /** Octets of a value on the wire. */
  readonly bytes: number
  readonly form: FieldForm
}

export const FIELDS: readonly Field[] = MATCH_FIELDS.map((row, position) => {
  const [name, text, ovsName, oxm, nxm, bits, form, since = 0x03] = row
  const wire = oxm ?? nxm
  const names = { ...(oxm === null ? {} : { oxm }), ...(nxm === null ? {} : { nxm }) }
  const bytes = wire === null ? Math.ceil(bits / 8) : OXM_BYTES[OXM_FIELDS[wire].kind]
  return { name, position, text, ovsName, ...names, since, bits, bytes, form }
})

const BY_NAME = new Map<string, Field>(FIELDS.map((field) => [field.name, field]))
const BY_OXM = new Map<string, Field>()
for (const field of FIELDS) {
  if (field.nxm !== undefined) BY_OXM.set(field.nxm, field)
  if (field.oxm !== undefined) BY_OXM.set(field.oxm, field)
}
const ALTERNATIVES: readonly (readonly [OxmName, FieldName])[] = [
  ['ONFOXM_ET_TCP_FLAGS', 'tcp_flags'],
  ['ONFOXM_ET_ACTSET_OUTPUT', 'actset_output'],
]
for (const [oxm, name] of ALTERNATIVES) BY_OXM.set(oxm, fieldByName(name))

/**
 * The field of that name.
 *
 * @throws RangeError for a name that is not in the table; the type already guarantees that it is
 */
export function fieldByName(name: FieldName): Field {
  const field = BY_NAME.get(name)
  if (field === undefined) throw new RangeError(`no match field is called ${String(name)}`)
  return field
}

/** The field with that header, or undefined for one this package does not know. */
export const fieldByOxm = (name: OxmName): Field | undefined => BY_OXM.get(name)

/** The header of a field in a version: in OpenFlow 1.0 Nicira's, later OpenFlow's own; undefined where it has none. */
export function oxmOf(field: Field, version: number): OxmName | undefined {
  if (version === 0x01) return field.nxm ?? (field.since <= 0x04 ? field.oxm : undefined)
  // EXT-109 and EXT-233 gave them headers of the ONF's before they became OpenFlow's own.
  if (version === 0x04 || version === 0x05) {
    const early = ALTERNATIVES.find(([, name]) => name === field.name)
    if (early !== undefined) return early[0]
  }
  return field.oxm !== undefined && field.since <= version ? field.oxm : field.nxm
}

/** The fields a match names, in the order of the table: its other keys are passed over. Costs by what the match names. */
export function fieldsOf(match: object): readonly Field[] {
  const fields: Field[] = []
  for (const name in match) {
    const field = BY_NAME.get(name)
    if (field !== undefined) insert(fields, field)
  }
  return fields
}

/** Puts a field where it belongs: matches have few, and most name them in order. */
function insert(fields: Field[], field: Field): void {
  let at = fields.length
  fields.push(field)
  for (let before = fields[at - 1]; before !== undefined && before.position > field.position; before = fields[at - 1]) {
    fields[at] = before
    fields[--at] = field
  }
}
