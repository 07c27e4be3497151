import type { LearnAction, LearnSource, LearnSpecification } from '../../action/learn.ts'
import {
  NX_LEARN_DST_LOAD,
  NX_LEARN_DST_MATCH,
  NX_LEARN_DST_OUTPUT,
  nx_learn_flags as flag,
  NX_LEARN_SRC_FIELD,
  NX_LEARN_SRC_IMMEDIATE,
  type NxFlowModSpec,
} from '../../nicira/action/learn.ts'
import { nx_action_subtype as subtype } from '../../nicira/action/type.ts'
import type { OxmId } from '../../oxm/oxm.ts'
import type { PlainBody } from './body.ts'
import { fieldOfId, headerOf, idOf, type Part, partOf, subfieldOf } from './field.ts'
import { bitOf } from './register.ts'

/** A header of 32 bits, as Open vSwitch reads it in specifications. */
const id32 = (part: Part): OxmId => ({ header: headerOf(part.written, 'learn') })

const immediateBytes = (bits: number): number => 2 * Math.ceil(bits / 16)

function encodeImmediate(value: bigint, bits: number): Uint8Array {
  if (value < 0n || value >> BigInt(bits) !== 0n)
    throw new RangeError(`learn: ${value} does not fit into the ${bits} bits of its target`)
  const immediate = new Uint8Array(immediateBytes(bits))
  let rest = value
  for (let at = immediate.length - 1; rest > 0n; at--, rest >>= 8n) immediate[at] = Number(rest & 0xffn)
  return immediate
}

function encodeSource(
  source: LearnSource,
  bits: number,
): Pick<NxFlowModSpec, 'src' | 'src_field' | 'src_ofs' | 'immediate'> {
  if ('value' in source) return { src: NX_LEARN_SRC_IMMEDIATE, immediate: encodeImmediate(source.value, bits) }
  const part = partOf(source.source)
  if (part.bits !== bits)
    throw new RangeError(`learn: ${part.bits} bits of ${part.field} do not fit the ${bits} bits of their target`)
  return { src: NX_LEARN_SRC_FIELD, src_field: id32(part), src_ofs: part.start }
}

function encodeSpecification(spec: LearnSpecification): NxFlowModSpec {
  if (spec.kind === 'output') {
    const part = partOf(spec.source)
    return {
      src: NX_LEARN_SRC_FIELD,
      dst: NX_LEARN_DST_OUTPUT,
      n_bits: part.bits,
      src_field: id32(part),
      src_ofs: part.start,
    }
  }
  const part = partOf(spec.target)
  return {
    ...encodeSource(spec, part.bits),
    dst: spec.kind === 'match' ? NX_LEARN_DST_MATCH : NX_LEARN_DST_LOAD,
    n_bits: part.bits,
    dst_field: id32(part),
    dst_ofs: part.start,
  }
}

type LearnBody = PlainBody<typeof subtype.NXAST_LEARN> | PlainBody<typeof subtype.NXAST_LEARN2>

export function encodeLearn(action: LearnAction): LearnBody {
  const { limit, result } = action
  const learned = {
    idle_timeout: action.idleTimeoutS ?? 0,
    hard_timeout: action.hardTimeoutS ?? 0,
    priority: action.priority,
    cookie: action.cookie ?? 0n,
    flags:
      (action.sendFlowRemoved === true ? flag.NX_LEARN_F_SEND_FLOW_REM : 0) |
      (action.deleteLearned === true ? flag.NX_LEARN_F_DELETE_LEARNED : 0) |
      (result === undefined ? 0 : flag.NX_LEARN_F_WRITE_RESULT),
    table_id: action.table,
    fin_idle_timeout: action.finIdleTimeoutS ?? 0,
    fin_hard_timeout: action.finHardTimeoutS ?? 0,
    specs: action.specifications.map(encodeSpecification),
  }
  if (result === undefined)
    return limit === undefined
      ? { subtype: subtype.NXAST_LEARN, ...learned }
      : { subtype: subtype.NXAST_LEARN2, ...learned, limit, result_dst_ofs: 0 }
  const { start, written } = bitOf(result, 'learn')
  return {
    subtype: subtype.NXAST_LEARN2,
    ...learned,
    limit: limit ?? 0,
    result_dst_ofs: start,
    result_dst: idOf(written),
  }
}

function decodeSource(spec: NxFlowModSpec): LearnSource | undefined {
  const { n_bits, src_field, src_ofs = 0, immediate } = spec
  if (src_field !== undefined) {
    const field = fieldOfId(src_field)
    const source = subfieldOf(field, src_ofs, n_bits)
    return source === undefined || field?.experimenter !== undefined ? undefined : { source }
  }
  let value = 0n
  for (const octet of immediate ?? []) value = (value << 8n) | BigInt(octet)
  return value >> BigInt(n_bits) === 0n ? { value } : undefined
}

function decodeSpecification(spec: NxFlowModSpec): LearnSpecification | undefined {
  const from = decodeSource(spec)
  if (from === undefined) return undefined
  if (spec.dst === NX_LEARN_DST_OUTPUT) return 'source' in from ? { kind: 'output', source: from.source } : undefined
  const field = spec.dst_field === undefined ? undefined : fieldOfId(spec.dst_field)
  const target = subfieldOf(field, spec.dst_ofs ?? 0, spec.n_bits)
  if (target === undefined || field?.experimenter !== undefined) return undefined
  if (spec.dst === NX_LEARN_DST_MATCH) return { kind: 'match', target, ...from }
  return spec.dst === NX_LEARN_DST_LOAD ? { kind: 'load', target, ...from } : undefined
}

function decodeSpecifications(specs: readonly NxFlowModSpec[]): LearnSpecification[] | undefined {
  const specifications: LearnSpecification[] = []
  for (const spec of specs) {
    const decoded = decodeSpecification(spec)
    if (decoded === undefined) return undefined
    specifications.push(decoded)
  }
  return specifications
}

const KNOWN_FLAGS = 0x7

function decodeLimit(body: PlainBody<typeof subtype.NXAST_LEARN2>): Pick<LearnAction, 'limit' | 'result'> | undefined {
  const { limit, result_dst, result_dst_ofs } = body
  const limited = limit === 0 ? {} : { limit }
  // Without result only a limit, even 0, says that this is the second form of the action.
  if (result_dst === undefined) return result_dst_ofs === 0 ? { limit } : undefined
  const result = subfieldOf(fieldOfId(result_dst), result_dst_ofs, 1)
  return result === undefined ? undefined : { ...limited, result }
}

export function decodeLearn(body: LearnBody): LearnAction | undefined {
  const specifications = decodeSpecifications(body.specs)
  const second = body.subtype === subtype.NXAST_LEARN2 ? decodeLimit(body) : {}
  if (specifications === undefined || second === undefined || (body.flags & ~KNOWN_FLAGS) !== 0) return undefined
  if (body.subtype === subtype.NXAST_LEARN && (body.flags & flag.NX_LEARN_F_WRITE_RESULT) !== 0) return undefined
  return {
    type: 'learn',
    table: body.table_id,
    priority: body.priority,
    ...(body.cookie === 0n ? {} : { cookie: body.cookie }),
    ...(body.idle_timeout === 0 ? {} : { idleTimeoutS: body.idle_timeout }),
    ...(body.hard_timeout === 0 ? {} : { hardTimeoutS: body.hard_timeout }),
    ...(body.fin_idle_timeout === 0 ? {} : { finIdleTimeoutS: body.fin_idle_timeout }),
    ...(body.fin_hard_timeout === 0 ? {} : { finHardTimeoutS: body.fin_hard_timeout }),
    ...((body.flags & flag.NX_LEARN_F_SEND_FLOW_REM) === 0 ? {} : { sendFlowRemoved: true }),
    ...((body.flags & flag.NX_LEARN_F_DELETE_LEARNED) === 0 ? {} : { deleteLearned: true }),
    ...second,
    specifications,
  }
}
