import { enumeration, u8 } from '@vlcp/struct'
import { message_header } from '../symmetric/header.ts'

export const OFP11_VERSION = 0x02

/** What has the same number in every version since OpenFlow 1.1. */
export const types_since_11 = {
  OFPT_HELLO: 0,
  OFPT_ERROR: 1,
  OFPT_ECHO_REQUEST: 2,
  OFPT_ECHO_REPLY: 3,
  OFPT_EXPERIMENTER: 4,
  OFPT_FEATURES_REQUEST: 5,
  OFPT_FEATURES_REPLY: 6,
  OFPT_GET_CONFIG_REQUEST: 7,
  OFPT_GET_CONFIG_REPLY: 8,
  OFPT_SET_CONFIG: 9,
  OFPT_PACKET_IN: 10,
  OFPT_FLOW_REMOVED: 11,
  OFPT_PORT_STATUS: 12,
  OFPT_PACKET_OUT: 13,
  OFPT_FLOW_MOD: 14,
  OFPT_GROUP_MOD: 15,
  OFPT_PORT_MOD: 16,
  OFPT_TABLE_MOD: 17,
  OFPT_BARRIER_REQUEST: 20,
  OFPT_BARRIER_REPLY: 21,
} as const

/** OpenFlow 1.1.0, A.1. */
export const ofp_type = enumeration('ofp_type', u8, {
  ...types_since_11,
  OFPT_STATS_REQUEST: 18,
  OFPT_STATS_REPLY: 19,
  OFPT_QUEUE_GET_CONFIG_REQUEST: 22,
  OFPT_QUEUE_GET_CONFIG_REPLY: 23,
})

export const ofp_header = message_header(ofp_type)
