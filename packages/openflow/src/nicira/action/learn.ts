import {
  bits,
  bytes,
  custom,
  type Each,
  flags,
  type Infer,
  optional,
  pad,
  struct,
  u16,
  u32,
  u64,
  u8,
} from '@vlcp/struct'
import { oxm_id, type OxmId } from '../../oxm/oxm.ts'

export const nx_learn_flags = flags('nx_learn_flags', u16, {
  NX_LEARN_F_SEND_FLOW_REM: 1 << 0,
  NX_LEARN_F_DELETE_LEARNED: 1 << 1,
  NX_LEARN_F_WRITE_RESULT: 1 << 2,
})

/** Bit 13 of a specification's header. */
export const NX_LEARN_SRC_FIELD = 0
export const NX_LEARN_SRC_IMMEDIATE = 1

/** Bits 11 and 12 of a specification's header. */
export const NX_LEARN_DST_MATCH = 0
export const NX_LEARN_DST_LOAD = 1
export const NX_LEARN_DST_OUTPUT = 2

interface Head {
  readonly src: number
  readonly dst: number
  readonly n_bits: number
}

const fromField = ({ src }: Head): boolean => src === NX_LEARN_SRC_FIELD
const hasTarget = ({ dst }: Head): boolean => dst !== NX_LEARN_DST_OUTPUT

/** One thing the learned flow matches or does: from a field or a value to a field, or to the output. */
export const nx_flow_mod_spec = struct('nx_flow_mod_spec', {
  _header: bits(u16, { _reserved: 2, src: 1, dst: 2, n_bits: 11 }),
  src_field: optional(oxm_id, fromField),
  src_ofs: optional(u16, fromField),
  /* As many 16-bit words as n_bits need, the value in the low bits. */
  immediate: optional(
    bytes((v: Head) => 2 * Math.ceil(v.n_bits / 16)),
    (v: Head) => !fromField(v),
  ),
  dst_field: optional(oxm_id, hasTarget),
  dst_ofs: optional(u16, hasTarget),
})

export type NxFlowModSpec = Each<Infer<typeof nx_flow_mod_spec>>

function readSpecs(source: Uint8Array): NxFlowModSpec[] {
  const specs: NxFlowModSpec[] = []
  let at = 0
  // A header of zero, as in the padding of the action, ends the list.
  while (source.length - at >= 2 && (source[at] !== 0 || source[at + 1] !== 0)) {
    const { value, length } = nx_flow_mod_spec.parse(source, at)
    if (value === undefined) throw new RangeError(`specification ${specs.length} is cut off`)
    specs.push(value)
    at += length
  }
  if (source.length - at >= 8 || source.subarray(at).some((octet) => octet !== 0))
    throw new RangeError('octets other than padding follow the last specification')
  return specs
}

const idSize = (id: OxmId | undefined): number => (id === undefined ? 0 : id?.experimenter === undefined ? 6 : 10)

/**
 * Octets of a specification. Counted here, because the struct would encode it once more to find out, at four times the cost.
 * What is no specification counts as little as possible: writing it says what is wrong.
 */
function specSize(spec: NxFlowModSpec): number {
  const immediate = spec?.immediate instanceof Uint8Array ? spec.immediate.length : 0
  return 2 + idSize(spec?.src_field) + immediate + idSize(spec?.dst_field)
}

const specs = custom<NxFlowModSpec[]>({
  name: 'nx_flow_mod_spec[]',
  measure: (rest) => rest.length,
  read: readSpecs,
  sizeOf: (list) => list.reduce((sum, spec) => sum + specSize(spec), 0),
  write(list, target) {
    let at = 0
    for (const spec of list) at += nx_flow_mod_spec.encodeInto(spec, target, at)
  },
})

const learned = struct('nx_learned_flow', {
  /* In seconds; zero: never. */
  idle_timeout: u16,
  hard_timeout: u16,
  priority: u16,
  cookie: u64,
  flags: nx_learn_flags,
  table_id: u8,
  _pad: pad(1),
  fin_idle_timeout: u16,
  fin_hard_timeout: u16,
})

/** NXAST_LEARN: adds a flow made of fields of the packet. */
export const nx_action_learn = struct('nx_action_learn', { _learned: learned, specs })

/** NXAST_LEARN2: at most `limit` flows, and a bit that says whether the flow is there. */
export const nx_action_learn2 = struct('nx_action_learn2', {
  _learned: learned,
  limit: u32,
  result_dst_ofs: u16,
  _pad: pad(2),
  result_dst: optional(oxm_id, (v: { flags: number }) => (v.flags & nx_learn_flags.NX_LEARN_F_WRITE_RESULT) !== 0),
  specs,
})
