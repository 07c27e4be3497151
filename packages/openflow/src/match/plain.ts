import { canonicalMatch } from './canonical.ts'
import { type FieldName, FIELDS } from './fields.ts'
import type { FieldValue, MaskedValue, Match } from './match.ts'
import { fieldsOfTag, vlanTagOf } from './vlan-tag.ts'

type Writable = { [name in FieldName]?: FieldValue | MaskedValue }

/** Fields that are others under a second name, and fields of which some values or masks say the same as others. */
const TWOFOLD = new Set<string>(['nw_tos', 'vlan_tci', 'vlan_pcp', 'packet_type', 'ct_state', 'ip_frag'])

/** Whether a field may say what another one says. */
export const isTwofold = (name: string): boolean => TWOFOLD.has(name) || name.startsWith('x')

const hasTwofold = (match: Match): boolean => {
  for (const name in match) if (isTwofold(name)) return true
  return false
}

interface Bits {
  readonly value: bigint
  readonly mask: bigint
}

const bitsOf = (wanted: FieldValue | MaskedValue, whole: bigint): Bits =>
  typeof wanted === 'object'
    ? { value: BigInt(wanted.value), mask: BigInt(wanted.mask) }
    : { value: BigInt(wanted), mask: whole }

const WORD = 0xffff_ffffn

const registers = (name: RegExp): readonly FieldName[] =>
  FIELDS.flatMap((field) => (name.test(field.name) ? [field.name] : []))

const NARROW = registers(/^reg\d+$/)
const WIDE = registers(/^xreg\d$/)
const WIDEST = registers(/^xxreg\d$/)

/** A wide register is two or four narrow ones, the highest bits first: ovs-fields(7), "Register Fields". */
function splitRegister(match: Writable, name: FieldName, words: number, first: number): void {
  const wanted = match[name]
  if (wanted === undefined) return
  delete match[name]
  const { value, mask } = bitsOf(wanted, (1n << BigInt(words * 32)) - 1n)
  for (let at = 0; at < words; at++) {
    const shift = BigInt((words - 1 - at) * 32)
    const part = { value: (value >> shift) & WORD, mask: (mask >> shift) & WORD }
    const narrow = NARROW[first + at]
    if (narrow === undefined) continue
    const before = match[narrow] === undefined ? { value: 0n, mask: 0n } : bitsOf(match[narrow], WORD)
    const merged = { value: (before.value & ~part.mask) | part.value, mask: before.mask | part.mask }
    if (merged.mask !== 0n) match[narrow] = { value: Number(merged.value), mask: Number(merged.mask) }
  }
}

function splitRegisters(match: Writable): void {
  for (const [at, name] of WIDEST.entries()) splitRegister(match, name, 4, at * 4)
  for (const [at, name] of WIDE.entries()) splitRegister(match, name, 2, at * 2)
}

/** Open vSwitch keeps eight bits of state, and reports them with a mask although it has no more. */
function plainState(match: Writable): void {
  const state = match.ct_state
  if (typeof state === 'object' && Number(state.mask) === 0xff) match.ct_state = Number(state.value)
}

/** A packet that is no fragment is no later one, and a later one is a fragment. */
function plainFragment(match: Writable): void {
  const frag = match.ip_frag
  if (typeof frag !== 'object') return
  if (Number(frag.mask) === 1 && Number(frag.value) === 0) match.ip_frag = 0
  if (Number(frag.mask) === 2 && Number(frag.value) === 2) match.ip_frag = 3
}

function plainTag(match: Writable): void {
  const tag = vlanTagOf(match)
  if (tag === undefined) return
  delete match.vlan_tci
  delete match.vlan_vid
  delete match.vlan_pcp
  Object.assign(match, fieldsOfTag(tag))
}

/**
 * The canonical match in which nothing is said by a second name: `nw_tos` is `ip_dscp`, `vlan_tci` is `vlan_vid` and
 * `vlan_pcp` where those can say it, wide registers are the narrow ones, and the packet type of Ethernet goes without saying.
 * It is what the text form is of.
 */
export function plainMatch(match: Match): Match {
  if (!hasTwofold(match)) return canonicalMatch(match)
  const { unknown, ...canonical } = canonicalMatch(match)
  const plain: Writable = canonical
  if (plain.packet_type === 0) delete plain.packet_type
  if (typeof plain.nw_tos === 'number') {
    plain.ip_dscp = plain.nw_tos >>> 2
    delete plain.nw_tos
  }
  plainTag(plain)
  splitRegisters(plain)
  plainState(plain)
  plainFragment(plain)
  return canonicalMatch(unknown === undefined ? plain : { ...plain, unknown })
}
