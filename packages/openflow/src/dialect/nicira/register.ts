import type { Action } from '../../action/action.ts'
import type { Subfield } from '../../action/subfield.ts'
import { nx_action_subtype as subtype } from '../../nicira/action/type.ts'
import { OFP10_VERSION } from '../../v10/header.ts'
import type { PlainBody } from './body.ts'
import {
  decodeValue,
  encodeValue,
  fieldOfHeader,
  fieldOfId,
  fits,
  headerOf,
  idOf,
  offsetAndWidth,
  type Part,
  partOf,
  subfieldOf,
} from './field.ts'
import { port16, port32 } from './port.ts'

type Of<T extends Action['type']> = Extract<Action, { readonly type: T }>

type LoadBody = PlainBody<typeof subtype.NXAST_REG_LOAD> | PlainBody<typeof subtype.NXAST_REG_LOAD2>

/** Of in_port as a whole the value is a port, which has another number in 16 bits. */
const isPort = ({ field, bits }: Part): boolean => field === 'in_port' && bits === 16

export function encodeLoad({ value, target }: Of<'load'>): LoadBody {
  const part = partOf(target)
  const { written, field, start, bits } = part
  const wire = isPort(part) ? BigInt(port16(Number(value), 'in_port')) : value
  if (!fits(wire, bits)) throw new RangeError(`load: ${value} does not fit into ${bits} bits of ${field}`)
  if (written.experimenter === undefined && bits <= 64)
    return { subtype: subtype.NXAST_REG_LOAD, ...offsetAndWidth(part), dst: written.header, value: wire }
  const mask = bits === written.bits ? undefined : ((1n << BigInt(bits)) - 1n) << BigInt(start)
  return { subtype: subtype.NXAST_REG_LOAD2, field: encodeValue(field, wire << BigInt(start), mask) }
}

export function decodeLoad(body: PlainBody<typeof subtype.NXAST_REG_LOAD>): Action | undefined {
  const bits = body.n_bits_less_1 + 1
  const target = subfieldOf(fieldOfHeader(body.dst), body.ofs, bits)
  if (target === undefined || !fits(body.value, bits)) return undefined
  const whole = target.field === 'in_port' && bits === 16
  return { type: 'load', value: whole ? BigInt(port32(Number(body.value))) : body.value, target }
}

export const encodeSetField = ({ field, value, mask }: Of<'set_field'>): PlainBody<typeof subtype.NXAST_REG_LOAD2> => ({
  subtype: subtype.NXAST_REG_LOAD2,
  field: encodeValue(field, value, mask),
})

export function decodeLoad2({ field }: PlainBody<typeof subtype.NXAST_REG_LOAD2>, version: number): Action | undefined {
  const known = decodeValue(field)
  if (known === undefined) return undefined
  // Of these OpenFlow 1.0 has actions of their own, and would not write this one again.
  const { field: name, mask } = known
  if (version === OFP10_VERSION && mask === undefined && (name === 'mpls_label' || name === 'mpls_tc')) return undefined
  return { type: 'set_field', ...known }
}

export function encodeMove({ source, target }: Of<'move'>): PlainBody<typeof subtype.NXAST_REG_MOVE> {
  const [from, to] = [partOf(source), partOf(target)]
  if (from.bits !== to.bits)
    throw new RangeError(`move: ${from.bits} bits of ${from.field} do not fit ${to.bits} bits of ${to.field}`)
  return {
    subtype: subtype.NXAST_REG_MOVE,
    n_bits: from.bits,
    src_ofs: from.start,
    dst_ofs: to.start,
    src: idOf(from.written),
    dst: idOf(to.written),
  }
}

export function decodeMove(body: PlainBody<typeof subtype.NXAST_REG_MOVE>): Action | undefined {
  const source = subfieldOf(fieldOfId(body.src), body.src_ofs, body.n_bits)
  const target = subfieldOf(fieldOfId(body.dst), body.dst_ofs, body.n_bits)
  return source === undefined || target === undefined ? undefined : { type: 'move', source, target }
}

type StackBody = PlainBody<typeof subtype.NXAST_STACK_PUSH> | PlainBody<typeof subtype.NXAST_STACK_POP>

export function encodeStack({ type, subfield }: Of<'push' | 'pop'>): StackBody {
  const { start, bits, written } = partOf(subfield)
  return {
    subtype: type === 'push' ? subtype.NXAST_STACK_PUSH : subtype.NXAST_STACK_POP,
    offset: start,
    field: idOf(written),
    n_bits: bits,
  }
}

export function decodeStack(body: StackBody): Action | undefined {
  const subfield = subfieldOf(fieldOfId(body.field), body.offset, body.n_bits)
  if (subfield === undefined) return undefined
  return { type: body.subtype === subtype.NXAST_STACK_PUSH ? 'push' : 'pop', subfield }
}

type OutputBody = PlainBody<typeof subtype.NXAST_OUTPUT_REG> | PlainBody<typeof subtype.NXAST_OUTPUT_REG2>

/** The largest length: the whole packet. */
const WHOLE = 0xffff

export function encodeOutputRegister({ source, maxLength = WHOLE }: Of<'output_reg'>): OutputBody {
  const part = partOf(source)
  const { written } = part
  return written.experimenter === undefined
    ? { subtype: subtype.NXAST_OUTPUT_REG, ...offsetAndWidth(part), src: written.header, max_len: maxLength }
    : { subtype: subtype.NXAST_OUTPUT_REG2, ...offsetAndWidth(part), src: idOf(written), max_len: maxLength }
}

export function decodeOutputRegister(body: OutputBody): Action | undefined {
  const field = body.subtype === subtype.NXAST_OUTPUT_REG ? fieldOfHeader(body.src) : fieldOfId(body.src)
  // A field that the older action can name would come back as that action.
  if (body.subtype === subtype.NXAST_OUTPUT_REG2 && field?.experimenter === undefined) return undefined
  const source = subfieldOf(field, body.ofs, body.n_bits_less_1 + 1)
  if (source === undefined) return undefined
  return body.max_len === WHOLE
    ? { type: 'output_reg', source }
    : { type: 'output_reg', source, maxLength: body.max_len }
}

/** A target that must be a single bit. */
export function bitOf(target: Subfield, action: string): Part {
  const part = partOf(target)
  if (part.bits !== 1) throw new RangeError(`${action}: the target has ${part.bits} bits and must have one`)
  return part
}

export function encodeCheckLarger({
  length,
  target,
}: Of<'check_pkt_larger'>): PlainBody<typeof subtype.NXAST_CHECK_PKT_LARGER> {
  const { start, written } = bitOf(target, 'check_pkt_larger')
  return { subtype: subtype.NXAST_CHECK_PKT_LARGER, pkt_len: length, offset: start, dst: idOf(written) }
}

export function decodeCheckLarger(body: PlainBody<typeof subtype.NXAST_CHECK_PKT_LARGER>): Action | undefined {
  const target = subfieldOf(fieldOfId(body.dst), body.offset, 1)
  return target === undefined ? undefined : { type: 'check_pkt_larger', length: body.pkt_len, target }
}

/** Of a target whose header must have 32 bits: offset, width and header. */
export function target32(target: Subfield, action: string): { ofs: number; n_bits_less_1: number; dst: number } {
  const part = partOf(target)
  return { ...offsetAndWidth(part), dst: headerOf(part.written, action) }
}
