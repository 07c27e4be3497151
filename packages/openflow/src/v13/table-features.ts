import {
  bytes,
  enumeration,
  family,
  fixedString,
  type IntType,
  length,
  list,
  pad,
  struct,
  u16,
  u32,
  u64,
} from '@vlcp/struct'
import { oxm_id, type OxmId } from '../oxm/oxm.ts'
import { ofp_prop_experimenter, property_header } from '../property/property.ts'
import { ofp_action_type } from './action.ts'
import { ofp_instruction_type } from './instruction.ts'
import { ofp_table_no } from './modify.ts'
import { ofp_table_config } from './switch.ts'

/** OpenFlow 1.3.5, 7.3.5.5.2. */
export const ofp_table_feature_prop_type = enumeration('ofp_table_feature_prop_type', u16, {
  OFPTFPT_INSTRUCTIONS: 0,
  OFPTFPT_INSTRUCTIONS_MISS: 1,
  OFPTFPT_NEXT_TABLES: 2,
  OFPTFPT_NEXT_TABLES_MISS: 3,
  OFPTFPT_WRITE_ACTIONS: 4,
  OFPTFPT_WRITE_ACTIONS_MISS: 5,
  OFPTFPT_APPLY_ACTIONS: 6,
  OFPTFPT_APPLY_ACTIONS_MISS: 7,
  OFPTFPT_MATCH: 8,
  OFPTFPT_WILDCARDS: 10,
  OFPTFPT_WRITE_SETFIELD: 12,
  OFPTFPT_WRITE_SETFIELD_MISS: 13,
  OFPTFPT_APPLY_SETFIELD: 14,
  OFPTFPT_APPLY_SETFIELD_MISS: 15,
  OFPTFPT_EXPERIMENTER: 0xfffe,
  OFPTFPT_EXPERIMENTER_MISS: 0xffff,
})

const prop = ofp_table_feature_prop_type

/** An action or instruction by its type alone; behind the type of experimenters stands who they are. */
const id = <T extends number>(name: string, type: IntType<T>) => struct(name, { type, len: length(u16), data: bytes() })

const next_tables = struct('ofp_table_feature_prop_next_tables', { next_table_ids: list(ofp_table_no) })
export const ofp_table_feature_prop_oxm = struct('ofp_table_feature_prop_oxm', { oxm_ids: list<OxmId>(oxm_id) })

/** The properties that are the same in OpenFlow 1.3, 1.4 and 1.5, but for the numbers of actions and instructions. */
export const table_features_since_13 = <A extends number, I extends number>(
  action_type: IntType<A>,
  instruction_type: IntType<I>,
) => {
  const instructions = struct('ofp_table_feature_prop_instructions', {
    instruction_ids: list(id('ofp_instruction_id', instruction_type)),
  })
  const actions = struct('ofp_table_feature_prop_actions', { action_ids: list(id('ofp_action_id', action_type)) })
  return {
    [prop.OFPTFPT_INSTRUCTIONS]: instructions,
    [prop.OFPTFPT_INSTRUCTIONS_MISS]: instructions,
    [prop.OFPTFPT_NEXT_TABLES]: next_tables,
    [prop.OFPTFPT_NEXT_TABLES_MISS]: next_tables,
    [prop.OFPTFPT_WRITE_ACTIONS]: actions,
    [prop.OFPTFPT_WRITE_ACTIONS_MISS]: actions,
    [prop.OFPTFPT_APPLY_ACTIONS]: actions,
    [prop.OFPTFPT_APPLY_ACTIONS_MISS]: actions,
    [prop.OFPTFPT_MATCH]: ofp_table_feature_prop_oxm,
    [prop.OFPTFPT_WILDCARDS]: ofp_table_feature_prop_oxm,
    [prop.OFPTFPT_WRITE_SETFIELD]: ofp_table_feature_prop_oxm,
    [prop.OFPTFPT_WRITE_SETFIELD_MISS]: ofp_table_feature_prop_oxm,
    [prop.OFPTFPT_APPLY_SETFIELD]: ofp_table_feature_prop_oxm,
    [prop.OFPTFPT_APPLY_SETFIELD_MISS]: ofp_table_feature_prop_oxm,
    [prop.OFPTFPT_EXPERIMENTER]: ofp_prop_experimenter,
    [prop.OFPTFPT_EXPERIMENTER_MISS]: ofp_prop_experimenter,
  } as const
}

const ofp_table_feature_prop = family(
  'ofp_table_feature_prop',
  property_header('ofp_table_feature_prop', prop),
  'type',
  table_features_since_13(ofp_action_type, ofp_instruction_type),
)

/** OpenFlow 1.3.5, 7.3.5.5.1. */
export const ofp_table_features = struct('ofp_table_features', {
  length: length(u16),
  table_id: ofp_table_no,
  _pad: pad(5),
  name: fixedString(32),
  metadata_match: u64,
  metadata_write: u64,
  config: ofp_table_config,
  max_entries: u32,
  properties: list(ofp_table_feature_prop),
})
