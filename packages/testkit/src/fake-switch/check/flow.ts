import { type Flow, fieldByName, type Instruction, type Match } from '@vlcp/openflow'
import { badInstruction, badMatch, flowModFailed, NotExecutableError, type Refusal } from '../errors.ts'
import { ones } from '../frame/bits.ts'
import { conditionsOf } from '../table/condition.ts'
import { checkActions, type Surroundings } from './action.ts'
import { type Known, knownOf, missingFor } from './prerequisite.ts'

/** Table 255 stands for all of them. */
export const LAST_TABLE = 254
/** No frame of the fake switch has these, so a flow that asks for them would never be met. */
const NEVER = /^(nsh|pbb|tun_erspan|tun_gtpu)_|^(dp_hash|recirc_id|packet_type)$/

function checkMatch(match: Match, known: Known): Refusal | undefined {
  const [unknown] = match.unknown ?? []
  if (unknown !== undefined) throw new NotExecutableError(`the unknown field 0x${unknown.header.toString(16)}`)
  for (const name of Object.keys(match) as (keyof Match)[]) {
    if (name === 'unknown') continue
    const field = fieldByName(name)
    const wanted = match[name]
    if (wanted === undefined) continue
    if (NEVER.test(name)) throw new NotExecutableError(`matches of ${name}`)
    const value = BigInt(typeof wanted === 'object' ? wanted.value : wanted)
    if (value < 0n || value > ones(field.bits)) return badMatch('OFPBMC_BAD_VALUE', `${name} has ${field.bits} bits`)
    if (typeof wanted === 'object' && (value & ~BigInt(wanted.mask)) !== 0n) {
      return badMatch('OFPBMC_BAD_WILDCARDS', `${name} has bits set that its mask ignores`)
    }
    const missing = missingFor(name, known)
    if (missing !== undefined && name !== 'vlan_pcp') return badMatch('OFPBMC_BAD_PREREQ', `${name} needs ${missing}`)
  }
  return undefined
}

function checkInstruction(
  instruction: Instruction,
  { table, known, around }: { table: number; known: Known; around: Surroundings },
): Refusal | undefined {
  switch (instruction.type) {
    case 'goto_table':
      return instruction.table > table && instruction.table <= LAST_TABLE
        ? undefined
        : badInstruction('OFPBIC_BAD_TABLE_ID', `goto_table leads from table ${table} to ${instruction.table}`)
    case 'apply_actions':
      return checkActions(instruction.actions, known, around)
    case 'write_actions':
      // What the packet is when the action set runs is not known here.
      return checkActions(instruction.actions, { ...known }, around)
    case 'write_metadata':
    case 'clear_actions':
    case 'meter':
      return undefined
    case 'unknown':
      throw new NotExecutableError(`the unknown instruction 0x${Buffer.from(instruction.bytes).toString('hex')}`)
  }
}

/** Whether Open vSwitch would take the flow. @throws NotExecutableError for what only a real switch can do */
export function checkFlow(
  { table, match, instructions }: Pick<Flow, 'table' | 'match' | 'instructions'>,
  around: Surroundings,
): Refusal | undefined {
  if (!Number.isInteger(table) || table < 0 || table > LAST_TABLE) {
    return flowModFailed('OFPFMFC_BAD_TABLE_ID', `there is no table ${table}`)
  }
  const known = knownOf(conditionsOf(match))
  const bad = checkMatch(match, known)
  if (bad !== undefined) return bad
  for (const instruction of instructions) {
    const refusal = checkInstruction(instruction, { table, known, around })
    if (refusal !== undefined) return refusal
  }
  return undefined
}
