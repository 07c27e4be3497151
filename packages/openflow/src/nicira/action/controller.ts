import { bytes, enumeration, family, list, pad, struct, u16, u32, u8 } from '@vlcp/struct'
import { property_header } from '../../property/property.ts'

/** Why a packet comes: OFPR_* of OpenFlow 1.3.5, 7.4.1, and of OpenFlow 1.4.1. */
export const nx_packet_in_reason = enumeration('nx_packet_in_reason', u8, {
  OFPR_NO_MATCH: 0,
  OFPR_ACTION: 1,
  OFPR_INVALID_TTL: 2,
  OFPR_ACTION_SET: 3,
  OFPR_GROUP: 4,
  OFPR_PACKET_OUT: 5,
})

/** NXAST_CONTROLLER. */
export const nx_action_controller = struct('nx_action_controller', {
  max_len: u16,
  controller_id: u16,
  reason: nx_packet_in_reason,
  _zero: pad(1),
})

export const nx_action_controller2_prop_type = enumeration('nx_action_controller2_prop_type', u16, {
  NXAC2PT_MAX_LEN: 0,
  NXAC2PT_CONTROLLER_ID: 1,
  NXAC2PT_REASON: 2,
  NXAC2PT_USERDATA: 3,
  NXAC2PT_PAUSE: 4,
  NXAC2PT_METER_ID: 5,
})

const prop = nx_action_controller2_prop_type

const nx_action_controller2_prop = family(
  'nx_action_controller2_prop',
  property_header('nx_action_controller2_prop', prop),
  'type',
  {
    [prop.NXAC2PT_MAX_LEN]: struct('max_len', { max_len: u16, _pad: pad(2) }),
    [prop.NXAC2PT_CONTROLLER_ID]: struct('controller_id', { controller_id: u16, _pad: pad(2) }),
    [prop.NXAC2PT_REASON]: struct('reason', { reason: nx_packet_in_reason }),
    [prop.NXAC2PT_USERDATA]: struct('userdata', { userdata: bytes() }),
    [prop.NXAC2PT_PAUSE]: struct('pause', {}),
    [prop.NXAC2PT_METER_ID]: struct('meter_id', { meter_id: u32 }),
  },
)

/** NXAST_CONTROLLER2. */
export const nx_action_controller2 = struct('nx_action_controller2', {
  _pad: pad(6),
  properties: list(nx_action_controller2_prop),
})
