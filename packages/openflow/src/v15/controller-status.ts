import { bytes, enumeration, family, length, list, pad, struct, u16, u64, u8 } from '@vlcp/struct'
import { OFPPT_EXPERIMENTER, ofp_prop_experimenter, property_header } from '../property/property.ts'
import { ofp_controller_role } from '../v13/switch.ts'

/** OpenFlow 1.5.1, 7.3.9: `short_id` is a number the controller chooses for itself. */
export const ofp_role_request = struct('ofp_role_request', {
  role: ofp_controller_role,
  short_id: u16,
  _pad: pad(2),
  generation_id: u64,
})

/** OpenFlow 1.5.1, 7.3.5.20. */
export const ofp_controller_status_reason = enumeration('ofp_controller_status_reason', u8, {
  OFPCSR_REQUEST: 0,
  OFPCSR_CHANNEL_STATUS: 1,
  OFPCSR_ROLE: 2,
  OFPCSR_CONTROLLER_ADDED: 3,
  OFPCSR_CONTROLLER_REMOVED: 4,
  OFPCSR_SHORT_ID: 5,
  OFPCSR_EXPERIMENTER: 6,
})

export const ofp_control_channel_status = enumeration('ofp_control_channel_status', u8, {
  OFPCT_STATUS_UP: 0,
  OFPCT_STATUS_DOWN: 1,
})

export const ofp_controller_status_prop_type = enumeration('ofp_controller_status_prop_type', u16, {
  OFPCSPT_URI: 0,
  OFPCSPT_EXPERIMENTER: OFPPT_EXPERIMENTER,
})

const ofp_controller_status_prop = family(
  'ofp_controller_status_prop',
  property_header('ofp_controller_status_prop', ofp_controller_status_prop_type),
  'type',
  {
    /* The URI of the connection, without a zero at its end; bytes, because nothing says how it is encoded. */
    [ofp_controller_status_prop_type.OFPCSPT_URI]: struct('ofp_controller_status_prop_uri', { uri: bytes() }),
    [ofp_controller_status_prop_type.OFPCSPT_EXPERIMENTER]: ofp_prop_experimenter,
  },
)

export const ofp_controller_status = struct('ofp_controller_status', {
  length: length(u16),
  short_id: u16,
  role: ofp_controller_role,
  reason: ofp_controller_status_reason,
  channel_status: ofp_control_channel_status,
  _pad: pad(6),
  properties: list(ofp_controller_status_prop),
})
