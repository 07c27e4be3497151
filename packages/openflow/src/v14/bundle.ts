import { bytes, enumeration, family, flags, list, pad, struct, u16, u32 } from '@vlcp/struct'
import { OFPPT_EXPERIMENTER, ofp_prop_experimenter, property_header } from '../property/property.ts'

/** OpenFlow 1.4.1, 7.3.9.2. */
export const ofp_bundle_ctrl_type = enumeration('ofp_bundle_ctrl_type', u16, {
  OFPBCT_OPEN_REQUEST: 0,
  OFPBCT_OPEN_REPLY: 1,
  OFPBCT_CLOSE_REQUEST: 2,
  OFPBCT_CLOSE_REPLY: 3,
  OFPBCT_COMMIT_REQUEST: 4,
  OFPBCT_COMMIT_REPLY: 5,
  OFPBCT_DISCARD_REQUEST: 6,
  OFPBCT_DISCARD_REPLY: 7,
})

/** OFPBF_TIME is of OpenFlow 1.5. */
export const ofp_bundle_flags = flags('ofp_bundle_flags', u16, {
  OFPBF_ATOMIC: 1 << 0,
  OFPBF_ORDERED: 1 << 1,
  OFPBF_TIME: 1 << 2,
})

export const ofp_bundle_prop_type = enumeration('ofp_bundle_prop_type', u16, {
  OFPBPT_EXPERIMENTER: OFPPT_EXPERIMENTER,
})

/** A control message but for its properties. */
export const bundle_ctrl_since_14 = struct('bundle_ctrl_since_14', {
  bundle_id: u32,
  /* `type` in the specification; the header of the message has a field of that name. */
  ctrl_type: ofp_bundle_ctrl_type,
  flags: ofp_bundle_flags,
})

const ofp_bundle_prop = family('ofp_bundle_prop', property_header('ofp_bundle_prop', ofp_bundle_prop_type), 'type', {
  [ofp_bundle_prop_type.OFPBPT_EXPERIMENTER]: ofp_prop_experimenter,
})

export const ofp_bundle_ctrl_msg = struct('ofp_bundle_ctrl_msg', {
  _control: bundle_ctrl_since_14,
  properties: list(ofp_bundle_prop),
})

/** OpenFlow 1.4.1, 7.3.9.6. */
export const ofp_bundle_add_msg = struct('ofp_bundle_add_msg', {
  bundle_id: u32,
  _pad: pad(2),
  flags: ofp_bundle_flags,
  /* A whole message with the same xid as this one; then, if there are any, padding and properties. */
  message: bytes(),
})
