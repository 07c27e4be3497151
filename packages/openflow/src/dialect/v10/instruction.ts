import type { Action } from '../../action/action.ts'
import type { Instruction } from '../../action/instruction.ts'
import { nx_action_subtype } from '../../nicira/action/type.ts'
import { NX_EXPERIMENTER_ID } from '../../nicira/experimenter.ts'
import { type OfpAction, ofp_action_type } from '../../v10/action.ts'
import { decodeActions, encodeActions } from './action.ts'
import { unsupported10 } from './unsupported.ts'

const vendor = { type: ofp_action_type.OFPAT_VENDOR, vendor: NX_EXPERIMENTER_ID } as const

/** Actions first, then metadata, then the next table: the order in which a switch carries instructions out. */
const ORDER: Readonly<Record<Instruction['type'], number>> = {
  apply_actions: 0,
  write_metadata: 1,
  goto_table: 2,
  meter: 3,
  clear_actions: 3,
  write_actions: 3,
  unknown: 3,
}

function encodeInstruction(instruction: Instruction, nicira: boolean): OfpAction[] {
  if (instruction.type === 'apply_actions') return encodeActions(instruction.actions, nicira)
  if (!nicira) throw unsupported10(instruction.type, "needs OpenFlow 1.1 or Nicira's extensions")
  switch (instruction.type) {
    case 'write_metadata': {
      const { metadata, mask } = instruction
      return [{ ...vendor, subtype: nx_action_subtype.NXAST_WRITE_METADATA, metadata, mask }]
    }
    case 'goto_table':
      return encodeActions([{ type: 'resubmit', table: instruction.table }], nicira)
    default:
      throw unsupported10(instruction.type, 'needs OpenFlow 1.1 or later')
  }
}

/**
 * Instructions as the actions they are in OpenFlow 1.0.
 *
 * @throws UnsupportedError for what is more than that
 */
export function encodeInstructions(instructions: readonly Instruction[], nicira: boolean): OfpAction[] {
  const [first] = instructions
  if (first === undefined) return []
  if (instructions.length === 1) return encodeInstruction(first, nicira)
  return [...instructions]
    .sort((a, b) => ORDER[a.type] - ORDER[b.type])
    .flatMap((instruction) => encodeInstruction(instruction, nicira))
}

type Written = Extract<Instruction, { readonly type: 'write_metadata' }>

function writtenMetadata(action: OfpAction | undefined): Written | undefined {
  if (action?.type !== ofp_action_type.OFPAT_VENDOR || action.vendor !== NX_EXPERIMENTER_ID) return undefined
  if (!('subtype' in action) || action.subtype !== nx_action_subtype.NXAST_WRITE_METADATA) return undefined
  return { type: 'write_metadata', metadata: action.metadata, mask: action.mask }
}

const nextTable = (action: Action | undefined): number | undefined =>
  action?.type === 'resubmit' && action.port === undefined && action.conntrack === undefined ? action.table : undefined

const apply = (actions: readonly Action[]): Instruction[] =>
  actions.length === 0 ? [] : [{ type: 'apply_actions', actions }]

/** The reverse: one list of actions, and metadata where it is written at the end or before the next table. */
export function decodeInstructions(made: readonly OfpAction[], proto?: number): Instruction[] {
  const actions = decodeActions(made, proto)
  const last = writtenMetadata(made.at(-1))
  if (last !== undefined) return [...apply(actions.slice(0, -1)), last]
  const before = writtenMetadata(made.at(-2))
  const table = nextTable(actions.at(-1))
  return before === undefined || table === undefined
    ? apply(actions)
    : [...apply(actions.slice(0, -2)), before, { type: 'goto_table', table }]
}
