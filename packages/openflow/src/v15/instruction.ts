import { type Each, enumeration, family, flags, type Infer, list, struct, u16, u32 } from '@vlcp/struct'
import {
  instruction_header,
  instructions_since_13,
  ofp_instruction_type as ofp13_instruction_type,
} from '../v13/instruction.ts'
import { ofp_actions } from './action.ts'
import { ofp_stats } from './stats.ts'

/** OpenFlow 1.5.1, 7.2.5. OFPIT_METER is deprecated: there is an action now. */
export const ofp_instruction_type = enumeration('ofp_instruction_type', u16, {
  ...ofp13_instruction_type.members,
  OFPIT_STAT_TRIGGER: 7,
})

export const ofp_stat_trigger_flags = flags('ofp_stat_trigger_flags', u32, {
  OFPSTF_PERIODIC: 1 << 0,
  OFPSTF_ONLY_FIRST: 1 << 1,
})

export const ofp_instruction = family('ofp_instruction', instruction_header(ofp_instruction_type), 'type', {
  ...instructions_since_13(ofp_actions),
  [ofp_instruction_type.OFPIT_STAT_TRIGGER]: struct('ofp_instruction_stat_trigger', {
    flags: ofp_stat_trigger_flags,
    thresholds: ofp_stats,
  }),
})

export type OfpInstruction = Each<Infer<typeof ofp_instruction>>

export const ofp_instructions = list<OfpInstruction>(ofp_instruction)
