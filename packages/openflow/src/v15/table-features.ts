import { enumeration, family, fixedString, flags, length, list, struct, u16, u32, u64, u8 } from '@vlcp/struct'
import { oxm_fields } from '../oxm/oxm.ts'
import { property_header } from '../property/property.ts'
import { ofp_table_no } from '../v13/modify.ts'
import { ofp_table_config } from '../v13/switch.ts'
import { ofp_table_feature_prop_oxm, table_features_since_13 } from '../v13/table-features.ts'
import { ofp_table_feature_prop_type as ofp14_table_feature_prop_type, table_sync_from } from '../v14/table-features.ts'
import { ofp_action_type } from './action.ts'
import { ofp_instruction_type } from './instruction.ts'

/** OpenFlow 1.5.1, 7.3.5.18.2. */
export const ofp_table_feature_prop_type = enumeration('ofp_table_feature_prop_type', u16, {
  ...ofp14_table_feature_prop_type.members,
  OFPTFPT_WRITE_COPYFIELD: 18,
  OFPTFPT_WRITE_COPYFIELD_MISS: 19,
  OFPTFPT_APPLY_COPYFIELD: 20,
  OFPTFPT_APPLY_COPYFIELD_MISS: 21,
  OFPTFPT_PACKET_TYPES: 22,
})

const prop = ofp_table_feature_prop_type

const ofp_table_feature_prop = family(
  'ofp_table_feature_prop',
  property_header('ofp_table_feature_prop', prop),
  'type',
  {
    ...table_features_since_13(ofp_action_type, ofp_instruction_type),
    [prop.OFPTFPT_TABLE_SYNC_FROM]: table_sync_from,
    [prop.OFPTFPT_WRITE_COPYFIELD]: ofp_table_feature_prop_oxm,
    [prop.OFPTFPT_WRITE_COPYFIELD_MISS]: ofp_table_feature_prop_oxm,
    [prop.OFPTFPT_APPLY_COPYFIELD]: ofp_table_feature_prop_oxm,
    [prop.OFPTFPT_APPLY_COPYFIELD_MISS]: ofp_table_feature_prop_oxm,
    [prop.OFPTFPT_PACKET_TYPES]: struct('ofp_table_feature_prop_oxm_values', { oxm_values: oxm_fields }),
  },
)

export const ofp_table_features_command = enumeration('ofp_table_features_command', u8, {
  OFPTFC_REPLACE: 0,
  OFPTFC_MODIFY: 1,
  OFPTFC_ENABLE: 2,
  OFPTFC_DISABLE: 3,
})

export const ofp_table_feature_flag = flags('ofp_table_feature_flag', u32, {
  OFPTFF_INGRESS_TABLE: 1 << 0,
  OFPTFF_EGRESS_TABLE: 1 << 1,
  OFPTFF_FIRST_EGRESS: 1 << 4,
})

/** OpenFlow 1.5.1, 7.3.5.18.1. */
export const ofp_table_features = struct('ofp_table_features', {
  length: length(u16),
  table_id: ofp_table_no,
  command: ofp_table_features_command,
  features: ofp_table_feature_flag,
  name: fixedString(32),
  metadata_match: u64,
  metadata_write: u64,
  capabilities: ofp_table_config,
  max_entries: u32,
  properties: list(ofp_table_feature_prop),
})
