import type { Action } from '../../action/action.ts'
import type { Instruction } from '../../action/instruction.ts'
import type { Match } from '../../match/match.ts'
import type { OfpAction } from '../../v13/action.ts'
import { ofp_instruction_type as type, type OfpInstruction } from '../../v13/instruction.ts'
import type { OfpAction as Ofp15Action } from '../../v15/action.ts'
import type { OfpInstruction as Ofp15Instruction } from '../../v15/instruction.ts'
import type { ActionCodec } from './action.ts'
import { checked, unsupported } from './unsupported.ts'

/** An instruction whose actions are the version's. */
export type WireInstruction<A> =
  | Extract<OfpInstruction, { type: typeof type.OFPIT_GOTO_TABLE | typeof type.OFPIT_WRITE_METADATA }>
  | Extract<OfpInstruction, { type: typeof type.OFPIT_CLEAR_ACTIONS | typeof type.OFPIT_METER }>
  | { type: typeof type.OFPIT_WRITE_ACTIONS | typeof type.OFPIT_APPLY_ACTIONS; actions: (A | OfpAction)[] }

/** Any instruction that a version decodes, with actions of the version. */
export type DecodedInstruction<A> =
  | Exclude<Ofp15Instruction, { type: typeof type.OFPIT_WRITE_ACTIONS } | { type: typeof type.OFPIT_APPLY_ACTIONS }>
  | { type: typeof type.OFPIT_WRITE_ACTIONS | typeof type.OFPIT_APPLY_ACTIONS; actions: A[] }

/** What differs between the versions in instructions. */
export interface InstructionForm<I> {
  readonly version: number
  /** OpenFlow 1.5 has an action, the others an instruction. */
  readonly meterIsAction: boolean
  bytesOf(instruction: I): Uint8Array
  ofBytes(bytes: Uint8Array): I
}

const isApply = ({ type: name }: Instruction): boolean => name === 'apply_actions'

/** The instruction as the first action that is applied. */
function meterAsAction(instructions: readonly Instruction[]): readonly Instruction[] {
  const meters = instructions.filter((one) => one.type === 'meter')
  if (meters.length === 0) return instructions
  const rest = instructions.filter((one) => one.type !== 'meter')
  const at = rest.findIndex(isApply)
  const apply = rest[at]
  const actions = [...meters, ...(apply?.type === 'apply_actions' ? apply.actions : [])]
  return at < 0 ? [{ type: 'apply_actions', actions }, ...rest] : rest.with(at, { type: 'apply_actions', actions })
}

const isMeter = ({ type: name }: Action): boolean => name === 'meter'

/** A meter that comes before all other actions is the same as the instruction, which is executed first. */
function meterAsInstruction(instructions: readonly Instruction[]): readonly Instruction[] {
  const at = instructions.findIndex(isApply)
  const apply = instructions[at]
  if (apply?.type !== 'apply_actions' || instructions.some(({ type: name }) => name === 'meter')) return instructions
  const [first, ...actions] = apply.actions
  if (first?.type !== 'meter' || actions.some(isMeter)) return instructions
  return [
    first,
    ...(actions.length === 0 ? instructions.toSpliced(at, 1) : instructions.with(at, { ...apply, actions })),
  ]
}

const usesMeter = (instruction: Instruction): boolean =>
  instruction.type === 'meter' || (instruction.type === 'apply_actions' && instruction.actions.some(isMeter))

/** Instructions of one version. */
export class InstructionCodec<A extends Ofp15Action, I extends DecodedInstruction<A>> {
  readonly #actions: ActionCodec<A>
  readonly #form: InstructionForm<I>

  constructor(actions: ActionCodec<A>, form: InstructionForm<I>) {
    this.#actions = actions
    this.#form = form
  }

  /** @throws UnsupportedError for an action or instruction without form, RangeError for a value that does not fit */
  encode(instructions: readonly Instruction[], match: Match): (WireInstruction<A> | I)[] {
    const [only] = instructions
    if (instructions.length === 1 && only !== undefined && !usesMeter(only)) return [this.#encodeOne(only, match)]
    const fitting = !instructions.some(usesMeter)
      ? instructions
      : this.#form.meterIsAction
        ? meterAsAction(instructions)
        : meterAsInstruction(instructions)
    return fitting.map((instruction) => this.#encodeOne(instruction, match))
  }

  #encodeOne(instruction: Instruction, match: Match): WireInstruction<A> | I {
    switch (instruction.type) {
      case 'apply_actions':
        return { type: type.OFPIT_APPLY_ACTIONS, actions: this.#actions.encode(instruction.actions, match) }
      case 'goto_table':
        return { type: type.OFPIT_GOTO_TABLE, table_id: checked('table', instruction.table, 8) }
      case 'write_metadata': {
        const { metadata, mask } = instruction
        return { type: type.OFPIT_WRITE_METADATA, metadata, metadata_mask: mask }
      }
      case 'write_actions':
        // They are done when the packet leaves the pipeline; whatever was matched here may have changed by then.
        return { type: type.OFPIT_WRITE_ACTIONS, actions: this.#actions.encode(instruction.actions) }
      case 'clear_actions':
        return { type: type.OFPIT_CLEAR_ACTIONS }
      case 'meter':
        if (this.#form.meterIsAction) throw unsupported('meter', this.#form.version)
        return { type: type.OFPIT_METER, meter_id: checked('meter', instruction.meter, 32) }
      case 'unknown':
        return this.#form.ofBytes(instruction.bytes)
    }
  }

  decode(instructions: readonly I[]): Instruction[] {
    return instructions.map((instruction) => this.#decodeOne(instruction))
  }

  #decodeOne(instruction: I): Instruction {
    // Octets beyond the instruction's own would be lost.
    if ('_extra' in instruction) return this.#unknown(instruction)
    switch (instruction.type) {
      case type.OFPIT_GOTO_TABLE:
        return { type: 'goto_table', table: instruction.table_id }
      case type.OFPIT_WRITE_METADATA:
        return { type: 'write_metadata', metadata: instruction.metadata, mask: instruction.metadata_mask }
      case type.OFPIT_WRITE_ACTIONS:
        return { type: 'write_actions', actions: this.#actions.decode(instruction.actions) }
      case type.OFPIT_APPLY_ACTIONS:
        return { type: 'apply_actions', actions: this.#actions.decode(instruction.actions) }
      case type.OFPIT_CLEAR_ACTIONS:
        return { type: 'clear_actions' }
      case type.OFPIT_METER:
        if (!this.#form.meterIsAction) return { type: 'meter', meter: instruction.meter_id }
        return this.#unknown(instruction)
      default:
        return this.#unknown(instruction)
    }
  }

  #unknown(instruction: I): Instruction {
    return { type: 'unknown', bytes: this.#form.bytesOf(instruction) }
  }
}
