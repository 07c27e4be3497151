import type { Action } from '../../action/action.ts'
import { type BitRange, bitRange, type Subfield } from '../../action/subfield.ts'
import { fieldByName, type FieldName } from '../../match/fields.ts'
import type { OxmId } from '../../oxm/oxm.ts'
import { partOf } from '../nicira/field.ts'
import type { MatchCodec } from './match.ts'
import { fitsWide } from './wire-field.ts'

export interface CopyField {
  n_bits: number
  src_offset: number
  dst_offset: number
  src: OxmId
  dst: OxmId
}

/** The port that actions can name has 16 bits. */
const rangeOf = (subfield: Subfield): BitRange => (subfield.field === 'in_port' ? partOf(subfield) : bitRange(subfield))

const widthOf = (field: FieldName): number => (field === 'in_port' ? partOf({ field }).bits : fieldByName(field).bits)

/** The arguments of copy-field. @throws RangeError where the two parts differ in width */
export function encodeCopy(source: Subfield, target: Subfield, match: MatchCodec): CopyField {
  const [from, to] = [rangeOf(source), rangeOf(target)]
  if (from.bits !== to.bits)
    throw new RangeError(`move: ${from.bits} bits of ${from.field} do not go into ${to.bits} bits of ${to.field}`)
  const [src, dst] = [match.encodeId(from.field), match.encodeId(to.field)]
  return { n_bits: from.bits, src_offset: from.start, dst_offset: to.start, src, dst }
}

/** The part of a field, the whole of it without its numbers; undefined where the part is not inside the field. */
function subfield(id: OxmId, start: number, bits: number, match: MatchCodec): Subfield | undefined {
  const field = match.decodeId(id)
  if (field === undefined || bits === 0 || start + bits > widthOf(field)) return undefined
  return start === 0 && bits === widthOf(field) ? { field } : { field, start, bits }
}

export function decodeCopy(copy: CopyField, match: MatchCodec): Action | undefined {
  const source = subfield(copy.src, copy.src_offset, copy.n_bits, match)
  const target = subfield(copy.dst, copy.dst_offset, copy.n_bits, match)
  return source === undefined || target === undefined ? undefined : { type: 'move', source, target }
}

/** A load as the masked set_field that does the same. @throws RangeError where the value does not fit */
export function loadAsSetField(value: bigint, target: Subfield): Extract<Action, { readonly type: 'set_field' }> {
  const { field, start, bits } = rangeOf(target)
  // Its value has 32 bits all the same.
  if (field === 'in_port' && bits === widthOf(field)) return { type: 'set_field', field, value: Number(value) }
  if (!fitsWide(value, bits)) throw new RangeError(`load: ${value} does not fit into ${bits} bits of ${field}`)
  if (bits === fieldByName(field).bits) return { type: 'set_field', field, value }
  const mask = ((1n << BigInt(bits)) - 1n) << BigInt(start)
  return { type: 'set_field', field, value: value << BigInt(start), mask }
}
