import { type Each, family, type Infer } from '@vlcp/struct'
import { ofp_echo, ofp_empty, ofp_error_msg } from '../symmetric/body.ts'
import { ofp_hello } from '../symmetric/hello.ts'
import { ofp_port_mod, ofp_port_status } from '../v13/port.ts'
import { ofp_queue_get_config_request } from '../v13/queue.ts'
import { ofp_switch_config } from '../v13/switch.ts'
import { ofp_actions } from './action.ts'
import { ofp_flow_mod, ofp_flow_removed, ofp_group_mod, ofp_packet_in, ofp_packet_out } from './flow.ts'
import { ofp_header, ofp_type } from './header.ts'
import { ofp_experimenter } from './nicira.ts'
import { ofp_stats_reply, ofp_stats_request } from './statistics.ts'
import { ofp_queue_get_config_reply, ofp_switch_features } from './switch.ts'
import { ofp_table_mod } from './table.ts'

/** The messages that are the same in OpenFlow 1.1 and 1.2. */
export const messages_since_11 = {
  [ofp_type.OFPT_HELLO]: ofp_hello,
  [ofp_type.OFPT_ERROR]: ofp_error_msg,
  [ofp_type.OFPT_ECHO_REQUEST]: ofp_echo,
  [ofp_type.OFPT_ECHO_REPLY]: ofp_echo,
  [ofp_type.OFPT_FEATURES_REQUEST]: ofp_empty,
  [ofp_type.OFPT_GET_CONFIG_REQUEST]: ofp_empty,
  [ofp_type.OFPT_GET_CONFIG_REPLY]: ofp_switch_config,
  [ofp_type.OFPT_SET_CONFIG]: ofp_switch_config,
  [ofp_type.OFPT_PORT_STATUS]: ofp_port_status,
  [ofp_type.OFPT_PORT_MOD]: ofp_port_mod,
  [ofp_type.OFPT_TABLE_MOD]: ofp_table_mod,
  [ofp_type.OFPT_BARRIER_REQUEST]: ofp_empty,
  [ofp_type.OFPT_BARRIER_REPLY]: ofp_empty,
  [ofp_type.OFPT_QUEUE_GET_CONFIG_REQUEST]: ofp_queue_get_config_request,
} as const

/** Every OpenFlow 1.1 message; one of a type that is not listed keeps its body in `_extra`. */
export const ofp_msg = family('ofp_msg', ofp_header, 'type', {
  ...messages_since_11,
  [ofp_type.OFPT_EXPERIMENTER]: ofp_experimenter(ofp_actions),
  [ofp_type.OFPT_FEATURES_REPLY]: ofp_switch_features,
  [ofp_type.OFPT_PACKET_IN]: ofp_packet_in,
  [ofp_type.OFPT_FLOW_REMOVED]: ofp_flow_removed,
  [ofp_type.OFPT_PACKET_OUT]: ofp_packet_out,
  [ofp_type.OFPT_FLOW_MOD]: ofp_flow_mod,
  [ofp_type.OFPT_GROUP_MOD]: ofp_group_mod,
  [ofp_type.OFPT_STATS_REQUEST]: ofp_stats_request,
  [ofp_type.OFPT_STATS_REPLY]: ofp_stats_reply,
  [ofp_type.OFPT_QUEUE_GET_CONFIG_REPLY]: ofp_queue_get_config_reply,
})

export type OfpMsg = Each<Infer<typeof ofp_msg>>
