import type { Subfield } from '../../action/subfield.ts'
import { fieldByAnyName, fieldTexts } from '../field-names.ts'
import { fail, part, quoted, suggestion, type Word } from '../text-error.ts'
import type { Field } from '../../match/fields.ts'

const RANGE = /^\[(?:([0-9]{1,4})(?:\.\.([0-9]{1,4}))?)?\]$/

/** The field an action names, by any of its names. */
export function parseField(word: Word): Field {
  const field = fieldByAnyName(word.text)
  if (field !== undefined) return field
  return fail(word, `no field is called ${quoted(word.text)}${suggestion(word.text, fieldTexts())}`)
}

/** Open vSwitch's port of OpenFlow 1.0 has 16 bits; only the header of later versions means all 32. */
const widthOf = ({ name, bits }: Field, word: string): number =>
  name === 'in_port' && word !== 'OXM_OF_IN_PORT' && word !== 'in_port_oxm' ? 16 : bits

/**
 * Reads `reg0`, `reg0[]`, `NXM_NX_REG0[3]` or `reg0[0..15]`.
 *
 * @throws TextError for unknown fields and bits that are not inside
 */
export function parseSubfield(word: Word): Subfield {
  const bracket = word.text.indexOf('[')
  const name = bracket < 0 ? word : part(word, 0, bracket)
  const field = parseField(name)
  const width = widthOf(field, name.text)
  const range = bracket < 0 ? ['[]'] : RANGE.exec(word.text.slice(bracket))
  if (range === null) {
    fail(part(word, bracket), `bits are written [], [3] or [0..15], not ${quoted(word.text.slice(bracket))}`)
  }
  const [, first, last] = range
  const start = Number(first ?? 0)
  const end = Number(last ?? first ?? width - 1)
  if (start > end || end >= width) {
    fail(word, `${name.text} has bits 0 to ${width - 1}; ${start} to ${end} are not inside`)
  }
  return start === 0 && end === field.bits - 1 && field.name !== 'in_port'
    ? { field: field.name }
    : { field: field.name, start, bits: end - start + 1 }
}
