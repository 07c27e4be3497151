import { enumeration, u8 } from '@vlcp/struct'
import { message_header } from '../symmetric/header.ts'
import { types_since_11 } from '../v11/header.ts'

export const OFP13_VERSION = 0x04

/** What has the same number in every version since OpenFlow 1.3. */
export const types_since_13 = {
  ...types_since_11,
  OFPT_MULTIPART_REQUEST: 18,
  OFPT_MULTIPART_REPLY: 19,
  OFPT_ROLE_REQUEST: 24,
  OFPT_ROLE_REPLY: 25,
  OFPT_GET_ASYNC_REQUEST: 26,
  OFPT_GET_ASYNC_REPLY: 27,
  OFPT_SET_ASYNC: 28,
  OFPT_METER_MOD: 29,
} as const

/** OpenFlow 1.3.5, 7.1. */
export const ofp_type = enumeration('ofp_type', u8, {
  ...types_since_13,
  OFPT_QUEUE_GET_CONFIG_REQUEST: 22,
  OFPT_QUEUE_GET_CONFIG_REPLY: 23,
})

/** OpenFlow 1.3.5, 7.1: every message begins with it. */
export const ofp_header = message_header(ofp_type)
