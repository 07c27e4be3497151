import { bytes, enumeration, flags, pad, struct, u16, u32 } from '@vlcp/struct'

/** EXT-230: bundles in OpenFlow 1.3, numbered as Open vSwitch's ofp-msgs.h has them. */
export const ONF_ET_BUNDLE_CONTROL = 2300
export const ONF_ET_BUNDLE_ADD_MESSAGE = 2301

export const onf_bundle_ctrl_type = enumeration('onf_bundle_ctrl_type', u16, {
  ONF_BCT_OPEN_REQUEST: 0,
  ONF_BCT_OPEN_REPLY: 1,
  ONF_BCT_CLOSE_REQUEST: 2,
  ONF_BCT_CLOSE_REPLY: 3,
  ONF_BCT_COMMIT_REQUEST: 4,
  ONF_BCT_COMMIT_REPLY: 5,
  ONF_BCT_DISCARD_REQUEST: 6,
  ONF_BCT_DISCARD_REPLY: 7,
})

export const onf_bundle_flags = flags('onf_bundle_flags', u16, { ONF_BF_ATOMIC: 1 << 0, ONF_BF_ORDERED: 1 << 1 })

/** Properties, which nobody has defined for OpenFlow 1.3, are kept in `_extra`. */
export const onf_bundle_ctrl_msg = struct('onf_bundle_ctrl_msg', {
  bundle_id: u32,
  ctrl_type: onf_bundle_ctrl_type,
  flags: onf_bundle_flags,
})

export const onf_bundle_add_msg = struct('onf_bundle_add_msg', {
  bundle_id: u32,
  _pad: pad(2),
  flags: onf_bundle_flags,
  /* A whole message with the same xid as this one, then properties. */
  message: bytes(),
})
