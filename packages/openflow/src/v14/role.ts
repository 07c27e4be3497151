import { enumeration, family, list, pad, struct, u16, u64, u8 } from '@vlcp/struct'
import { ofp_prop_experimenter, property_header } from '../property/property.ts'
import { ofp_controller_role } from '../v13/switch.ts'

export const ofp_controller_role_reason = enumeration('ofp_controller_role_reason', u8, {
  OFPCRR_MASTER_REQUEST: 0,
  OFPCRR_CONFIG: 1,
  OFPCRR_EXPERIMENTER: 2,
})

export const ofp_role_prop_type = enumeration('ofp_role_prop_type', u16, { OFPRPT_EXPERIMENTER: 0xffff })

const ofp_role_prop = family('ofp_role_prop', property_header('ofp_role_prop', ofp_role_prop_type), 'type', {
  [ofp_role_prop_type.OFPRPT_EXPERIMENTER]: ofp_prop_experimenter,
})

/** OpenFlow 1.4.1, 7.4.4. */
export const ofp_role_status = struct('ofp_role_status', {
  role: ofp_controller_role,
  reason: ofp_controller_role_reason,
  _pad: pad(3),
  generation_id: u64,
  properties: list(ofp_role_prop),
})
