import { enumeration, u8 } from '@vlcp/struct'
import { message_header } from '../symmetric/header.ts'
import { ofp_type as ofp14_type } from '../v14/header.ts'

export const OFP15_VERSION = 0x06

/** OpenFlow 1.5.1, 7.1. */
export const ofp_type = enumeration('ofp_type', u8, { ...ofp14_type.members, OFPT_CONTROLLER_STATUS: 35 })

export const ofp_header = message_header(ofp_type)
