import {
  type Each,
  enumeration,
  family,
  type Infer,
  type IntType,
  length,
  list,
  pad,
  struct,
  type Type,
  u16,
  u32,
  u64,
  u8,
} from '@vlcp/struct'
import { ofp_action, type OfpAction } from './action.ts'

/** OpenFlow 1.3.5, 7.2.4. */
export const ofp_instruction_type = enumeration('ofp_instruction_type', u16, {
  OFPIT_GOTO_TABLE: 1,
  OFPIT_WRITE_METADATA: 2,
  OFPIT_WRITE_ACTIONS: 3,
  OFPIT_APPLY_ACTIONS: 4,
  OFPIT_CLEAR_ACTIONS: 5,
  OFPIT_METER: 6,
  OFPIT_EXPERIMENTER: 0xffff,
})

export const instruction_header = <T extends number>(type: IntType<T>) =>
  struct('ofp_instruction', { type, len: length(u16) }, { align: 8 })

/** The instructions that are the same in OpenFlow 1.1 to 1.5, but for their actions. */
export const instructions_since_11 = <A>(actions: Type<A>) => {
  const ofp_instruction_actions = struct('ofp_instruction_actions', { _pad: pad(4), actions })
  return {
    [ofp_instruction_type.OFPIT_GOTO_TABLE]: struct('ofp_instruction_goto_table', { table_id: u8, _pad: pad(3) }),
    [ofp_instruction_type.OFPIT_WRITE_METADATA]: struct('ofp_instruction_write_metadata', {
      _pad: pad(4),
      metadata: u64,
      metadata_mask: u64,
    }),
    [ofp_instruction_type.OFPIT_WRITE_ACTIONS]: ofp_instruction_actions,
    [ofp_instruction_type.OFPIT_APPLY_ACTIONS]: ofp_instruction_actions,
    [ofp_instruction_type.OFPIT_CLEAR_ACTIONS]: struct('ofp_instruction_clear_actions', { _pad: pad(4) }),
  } as const
}

/** The instructions that are the same in OpenFlow 1.3, 1.4 and 1.5, but for their actions. */
export const instructions_since_13 = <A>(actions: Type<A>) =>
  ({
    ...instructions_since_11(actions),
    [ofp_instruction_type.OFPIT_METER]: struct('ofp_instruction_meter', { meter_id: u32 }),
  }) as const

/** Instructions of experimenters are kept as they are. */
export const ofp_instruction = family(
  'ofp_instruction',
  instruction_header(ofp_instruction_type),
  'type',
  instructions_since_13(list<OfpAction>(ofp_action)),
)

export type OfpInstruction = Each<Infer<typeof ofp_instruction>>
