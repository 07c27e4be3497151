import { enumeration, u8 } from '@vlcp/struct'
import { message_header } from '../symmetric/header.ts'
import { types_since_13 } from '../v13/header.ts'

export const OFP14_VERSION = 0x05

/** OpenFlow 1.4.1, 7.1. */
export const ofp_type = enumeration('ofp_type', u8, {
  ...types_since_13,
  OFPT_ROLE_STATUS: 30,
  OFPT_TABLE_STATUS: 31,
  OFPT_REQUESTFORWARD: 32,
  OFPT_BUNDLE_CONTROL: 33,
  OFPT_BUNDLE_ADD_MESSAGE: 34,
})

export const ofp_header = message_header(ofp_type)
