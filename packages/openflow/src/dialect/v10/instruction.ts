import type { Action } from '../../action/action.ts'
import type { Instruction } from '../../action/instruction.ts'
import { nx_action_subtype } from '../../nicira/action/type.ts'
import { NX_EXPERIMENTER_ID } from '../../nicira/experimenter.ts'
import { type OfpAction, ofp_action_type } from '../../v10/action.ts'
import { decodeActions, encodeActions } from './action.ts'
import { unsupported10 } from './unsupported.ts'

const vendor = { type: ofp_action_type.OFPAT_VENDOR, vendor: NX_EXPERIMENTER_ID } as const

/** The order in which a switch carries instructions out. */
const ORDER: Readonly<Record<Instruction['type'], number>> = {
  meter: 0,
  apply_actions: 1,
  clear_actions: 2,
  write_actions: 3,
  write_metadata: 4,
  goto_table: 5,
  unknown: 6,
}

type Written = Extract<Instruction, { readonly type: 'write_metadata' }>

/** Open vSwitch takes NXAST_WRITE_METADATA at the end only, so before another table the metadata are a field that is set. */
function encodeMetadata({ metadata, mask }: Written, isLast: boolean): OfpAction[] {
  if (isLast) return [{ ...vendor, subtype: nx_action_subtype.NXAST_WRITE_METADATA, metadata, mask }]
  return encodeActions([{ type: 'set_field', field: 'metadata', value: metadata & mask, mask }], true)
}

function encodeInstruction(instruction: Instruction, nicira: boolean, isLast: boolean): OfpAction[] {
  if (instruction.type === 'apply_actions') return encodeActions(instruction.actions, nicira)
  if (!nicira) throw unsupported10(instruction.type, "needs OpenFlow 1.1 or Nicira's extensions")
  switch (instruction.type) {
    case 'write_metadata':
      return encodeMetadata(instruction, isLast)
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
  if (instructions.length === 1) return encodeInstruction(first, nicira, true)
  return [...instructions]
    .sort((a, b) => ORDER[a.type] - ORDER[b.type])
    .flatMap((instruction, at) => encodeInstruction(instruction, nicira, at === instructions.length - 1))
}

function writtenMetadata(action: OfpAction | undefined): Written | undefined {
  if (action?.type !== ofp_action_type.OFPAT_VENDOR || action.vendor !== NX_EXPERIMENTER_ID) return undefined
  if (!('subtype' in action) || action.subtype !== nx_action_subtype.NXAST_WRITE_METADATA) return undefined
  return { type: 'write_metadata', metadata: action.metadata, mask: action.mask }
}

const apply = (actions: readonly Action[]): Instruction[] =>
  actions.length === 0 ? [] : [{ type: 'apply_actions', actions }]

/** The reverse: one list of actions, and behind it the metadata that the last one writes. */
export function decodeInstructions(made: readonly OfpAction[], proto?: number): Instruction[] {
  const metadata = writtenMetadata(made.at(-1))
  if (metadata === undefined) return apply(decodeActions(made, proto))
  return [...apply(decodeActions(made.slice(0, -1), proto)), metadata]
}
