import { type Each, enumeration, family, type Infer, list, u16 } from '@vlcp/struct'
import { instruction_header, instructions_since_11 } from '../v13/instruction.ts'
import { ofp_actions } from './action.ts'

/** OpenFlow 1.1.0, A.2.4. */
export const ofp_instruction_type = enumeration('ofp_instruction_type', u16, {
  OFPIT_GOTO_TABLE: 1,
  OFPIT_WRITE_METADATA: 2,
  OFPIT_WRITE_ACTIONS: 3,
  OFPIT_APPLY_ACTIONS: 4,
  OFPIT_CLEAR_ACTIONS: 5,
  OFPIT_EXPERIMENTER: 0xffff,
})

/** Instructions of experimenters are kept as they are. */
export const ofp_instruction = family(
  'ofp_instruction',
  instruction_header(ofp_instruction_type),
  'type',
  instructions_since_11(ofp_actions),
)

export type OfpInstruction = Each<Infer<typeof ofp_instruction>>

export const ofp_instructions = list<OfpInstruction>(ofp_instruction)
