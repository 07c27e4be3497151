import { enumeration, family, length, list, pad, struct, u16, u32, u64, u8 } from '@vlcp/struct'
import { ofp_action } from './action.ts'

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

const ofp_instruction_header = struct('ofp_instruction', { type: ofp_instruction_type, len: length(u16) }, { align: 8 })

const ofp_instruction_actions = struct('ofp_instruction_actions', { _pad: pad(4), actions: list(ofp_action) })

export const ofp_instruction = family('ofp_instruction', ofp_instruction_header, 'type', {
  [ofp_instruction_type.OFPIT_GOTO_TABLE]: struct('ofp_instruction_goto_table', { table_id: u8, _pad: pad(3) }),
  [ofp_instruction_type.OFPIT_WRITE_METADATA]: struct('ofp_instruction_write_metadata', {
    _pad: pad(4),
    metadata: u64,
    metadata_mask: u64,
  }),
  [ofp_instruction_type.OFPIT_WRITE_ACTIONS]: ofp_instruction_actions,
  [ofp_instruction_type.OFPIT_APPLY_ACTIONS]: ofp_instruction_actions,
  [ofp_instruction_type.OFPIT_CLEAR_ACTIONS]: struct('ofp_instruction_clear_actions', { _pad: pad(4) }),
  [ofp_instruction_type.OFPIT_METER]: struct('ofp_instruction_meter', { meter_id: u32 }),
})
