import { fieldByOxm, type Field, type FieldName, fieldByName, FIELDS } from '../match/fields.ts'
import { OXM_FIELDS, type OxmName } from '../oxm/fields.ts'

/** Names of Open vSwitch (ovs-fields(7)) that no column of the field table has. */
const OTHER_NAMES: readonly (readonly [string, FieldName])[] = [
  ['in_port_oxm', 'in_port'],
  ['gtpu_flags', 'tun_gtpu_flags'],
  ['gtpu_msgtype', 'tun_gtpu_msgtype'],
  ['nsp', 'nsh_spi'],
  ['nsi', 'nsh_si'],
  ['nshc1', 'nsh_c1'],
  ['nshc2', 'nsh_c2'],
  ['nshc3', 'nsh_c3'],
  ['nshc4', 'nsh_c4'],
]

const BY_NAME = new Map<string, Field>()
// Where several fields share a name (`tp_src`), the first of the table has it.
for (const field of FIELDS) if (!BY_NAME.has(field.text)) BY_NAME.set(field.text, field)
for (const field of FIELDS) BY_NAME.set(field.ovsName, field)
for (const field of FIELDS) BY_NAME.set(field.name, field)
for (const [name, field] of OTHER_NAMES) BY_NAME.set(name, fieldByName(field))

const isOxmName = (name: string): name is OxmName => Object.hasOwn(OXM_FIELDS, name)

/** The field of a name in a text: OpenFlow's, Open vSwitch's, OpenFlow 1.0's. */
export const fieldByText = (name: string): Field | undefined => BY_NAME.get(name)

/** Also by the name of its header, with `_W` or without: `NXM_NX_REG0`. */
export function fieldByAnyName(name: string): Field | undefined {
  const bare = name.endsWith('_W') ? name.slice(0, -2) : name
  return BY_NAME.get(name) ?? (isOxmName(bare) ? fieldByOxm(bare) : undefined)
}

/** What a misspelt name is compared with. */
export const fieldTexts = (): Iterable<string> => BY_NAME.keys()
