import { type Each, family, type Infer, list, struct, type Type, u32 } from '@vlcp/struct'
import { NX_EXPERIMENTER_ID } from '../nicira/experimenter.ts'
import { nx_message } from '../nicira/message/message.ts'
import { ONF_EXPERIMENTER_ID } from '../onf/experimenter.ts'
import { onf_message } from '../onf/message.ts'
import { ofp_echo, ofp_empty, ofp_error_msg } from '../symmetric/body.ts'
import { ofp_hello } from '../symmetric/hello.ts'
import { ofp_action, type OfpAction } from './action.ts'
import { ofp_header, ofp_type } from './header.ts'
import { ofp_meter_mod } from './meter.ts'
import { ofp_flow_mod, ofp_group_mod } from './modify.ts'
import { ofp_multipart_reply, ofp_multipart_request } from './multipart.ts'
import { ofp_flow_removed, ofp_packet_in, ofp_packet_out } from './packet.ts'
import { ofp_port_mod, ofp_port_status } from './port.ts'
import { ofp_queue_get_config_reply, ofp_queue_get_config_request } from './queue.ts'
import { ofp_async_config, ofp_role_request, ofp_switch_config, ofp_switch_features, ofp_table_mod } from './switch.ts'

/** OpenFlow 1.3.5, 7.5.4. What other experimenters than Nicira and the ONF send is kept as it is. */
export const ofp_experimenter = <A>(actions: Type<A>) =>
  family('ofp_experimenter', struct('ofp_experimenter_header', { experimenter: u32 }), 'experimenter', {
    [ONF_EXPERIMENTER_ID]: onf_message,
    [NX_EXPERIMENTER_ID]: nx_message(actions),
  })

/** The messages that are the same in OpenFlow 1.3, 1.4 and 1.5. */
export const messages_since_13 = {
  [ofp_type.OFPT_HELLO]: ofp_hello,
  [ofp_type.OFPT_ERROR]: ofp_error_msg,
  [ofp_type.OFPT_ECHO_REQUEST]: ofp_echo,
  [ofp_type.OFPT_ECHO_REPLY]: ofp_echo,
  [ofp_type.OFPT_FEATURES_REQUEST]: ofp_empty,
  [ofp_type.OFPT_FEATURES_REPLY]: ofp_switch_features,
  [ofp_type.OFPT_GET_CONFIG_REQUEST]: ofp_empty,
  [ofp_type.OFPT_GET_CONFIG_REPLY]: ofp_switch_config,
  [ofp_type.OFPT_SET_CONFIG]: ofp_switch_config,
  [ofp_type.OFPT_BARRIER_REQUEST]: ofp_empty,
  [ofp_type.OFPT_BARRIER_REPLY]: ofp_empty,
  [ofp_type.OFPT_METER_MOD]: ofp_meter_mod,
} as const

/** Every OpenFlow 1.3 message; one of a type that is not listed keeps its body in `_extra`. */
export const ofp_msg = family('ofp_msg', ofp_header, 'type', {
  ...messages_since_13,
  [ofp_type.OFPT_EXPERIMENTER]: ofp_experimenter(list<OfpAction>(ofp_action)),
  [ofp_type.OFPT_PACKET_IN]: ofp_packet_in,
  [ofp_type.OFPT_FLOW_REMOVED]: ofp_flow_removed,
  [ofp_type.OFPT_PORT_STATUS]: ofp_port_status,
  [ofp_type.OFPT_PACKET_OUT]: ofp_packet_out,
  [ofp_type.OFPT_FLOW_MOD]: ofp_flow_mod,
  [ofp_type.OFPT_GROUP_MOD]: ofp_group_mod,
  [ofp_type.OFPT_PORT_MOD]: ofp_port_mod,
  [ofp_type.OFPT_TABLE_MOD]: ofp_table_mod,
  [ofp_type.OFPT_MULTIPART_REQUEST]: ofp_multipart_request,
  [ofp_type.OFPT_MULTIPART_REPLY]: ofp_multipart_reply,
  [ofp_type.OFPT_QUEUE_GET_CONFIG_REQUEST]: ofp_queue_get_config_request,
  [ofp_type.OFPT_QUEUE_GET_CONFIG_REPLY]: ofp_queue_get_config_reply,
  [ofp_type.OFPT_ROLE_REQUEST]: ofp_role_request,
  [ofp_type.OFPT_ROLE_REPLY]: ofp_role_request,
  [ofp_type.OFPT_GET_ASYNC_REQUEST]: ofp_empty,
  [ofp_type.OFPT_GET_ASYNC_REPLY]: ofp_async_config,
  [ofp_type.OFPT_SET_ASYNC]: ofp_async_config,
})

export type OfpMsg = Each<Infer<typeof ofp_msg>>
