import { enumeration, u8 } from '@vlcp/struct'
import { message_header } from '../symmetric/header.ts'
import { ofp_type as ofp11_type } from '../v11/header.ts'

export const OFP12_VERSION = 0x03

/** OpenFlow 1.2, A.1. */
export const ofp_type = enumeration('ofp_type', u8, {
  ...ofp11_type.members,
  OFPT_ROLE_REQUEST: 24,
  OFPT_ROLE_REPLY: 25,
})

export const ofp_header = message_header(ofp_type)
