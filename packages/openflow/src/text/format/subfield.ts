import { bitRange, type Subfield } from '../../action/subfield.ts'
import { fieldByName } from '../../match/fields.ts'

/** Bits of a field as Open vSwitch prints them, by the oldest name of its header: `NXM_NX_REG0[0..15]`. */
export function formatSubfield(subfield: Subfield): string {
  // The port of OpenFlow 1.0 has 16 bits, and is another field to Open vSwitch than that of later versions. Its actions know
  // only the former, so that without numbers it is meant.
  const whole = subfield.field === 'in_port' && subfield.bits === undefined
  const { field: name, start, bits } = bitRange(whole ? { ...subfield, bits: 16 - (subfield.start ?? 0) } : subfield)
  const field = fieldByName(name)
  const oldPort = name === 'in_port' && start + bits <= 16
  const [header, width] =
    name === 'in_port' && !oldPort ? [field.oxm, 32] : [field.nxm ?? field.oxm ?? name, oldPort ? 16 : field.bits]
  if (start === 0 && bits === width) return `${header}[]`
  return bits === 1 ? `${header}[${start}]` : `${header}[${start}..${start + bits - 1}]`
}
