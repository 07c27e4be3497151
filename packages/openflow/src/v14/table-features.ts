import { enumeration, family, fixedString, length, list, pad, struct, u16, u32, u64 } from '@vlcp/struct'
import { property_header } from '../property/property.ts'
import { ofp_action_type } from '../v13/action.ts'
import { ofp_instruction_type } from '../v13/instruction.ts'
import { ofp_table_no } from '../v13/modify.ts'
import { ofp_table_config } from '../v13/switch.ts'
import {
  ofp_table_feature_prop_type as ofp13_table_feature_prop_type,
  table_features_since_13,
} from '../v13/table-features.ts'

/** OpenFlow 1.4.1, 7.3.5.5.2. */
export const ofp_table_feature_prop_type = enumeration('ofp_table_feature_prop_type', u16, {
  ...ofp13_table_feature_prop_type.members,
  OFPTFPT_TABLE_SYNC_FROM: 16,
})

/** The tables that keep this one in step. */
export const table_sync_from = struct('ofp_table_feature_prop_tables', { table_ids: list(ofp_table_no) })

const ofp_table_feature_prop = family(
  'ofp_table_feature_prop',
  property_header('ofp_table_feature_prop', ofp_table_feature_prop_type),
  'type',
  {
    ...table_features_since_13(ofp_action_type, ofp_instruction_type),
    [ofp_table_feature_prop_type.OFPTFPT_TABLE_SYNC_FROM]: table_sync_from,
  },
)

/** OpenFlow 1.4.1, 7.3.5.5.1. */
export const ofp_table_features = struct('ofp_table_features', {
  length: length(u16),
  table_id: ofp_table_no,
  _pad: pad(5),
  name: fixedString(32),
  metadata_match: u64,
  metadata_write: u64,
  capabilities: ofp_table_config,
  max_entries: u32,
  properties: list(ofp_table_feature_prop),
})
