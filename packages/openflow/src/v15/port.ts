import { enumeration, family, type Infer, list, pad, struct, u16 } from '@vlcp/struct'
import { ofp_port_no } from '../port-no.ts'
import { property_header } from '../property/property.ts'
import { ofp_port_reason } from '../v13/port.ts'
import { ofp_table_feature_prop_oxm } from '../v13/table-features.ts'
import {
  ofp_port_desc_prop_type as ofp14_port_desc_prop_type,
  port_desc_props_since_14,
  port_since_14,
} from '../v14/port.ts'

/** OpenFlow 1.5.1, 7.2.1.2. */
export const ofp_port_desc_prop_type = enumeration('ofp_port_desc_prop_type', u16, {
  ...ofp14_port_desc_prop_type.members,
  OFPPDPT_PIPELINE_INPUT: 2,
  OFPPDPT_PIPELINE_OUTPUT: 3,
  OFPPDPT_RECIRCULATE: 4,
})

const ofp_port_desc_prop = family(
  'ofp_port_desc_prop',
  property_header('ofp_port_desc_prop', ofp_port_desc_prop_type),
  'type',
  {
    ...port_desc_props_since_14,
    [ofp_port_desc_prop_type.OFPPDPT_PIPELINE_INPUT]: ofp_table_feature_prop_oxm,
    [ofp_port_desc_prop_type.OFPPDPT_PIPELINE_OUTPUT]: ofp_table_feature_prop_oxm,
    [ofp_port_desc_prop_type.OFPPDPT_RECIRCULATE]: struct('ofp_port_desc_prop_recirculate', {
      port_nos: list(ofp_port_no),
    }),
  },
)

/** OpenFlow 1.5.1, 7.2.1. */
export const ofp_port = port_since_14(ofp_port_desc_prop)

export interface OfpPort extends Infer<typeof ofp_port> {}

/** OpenFlow 1.5.1, 7.4.3. */
export const ofp_port_status = struct('ofp_port_status', { reason: ofp_port_reason, _pad: pad(7), desc: ofp_port })
