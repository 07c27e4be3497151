import { type Each, family, type Infer, list } from '@vlcp/struct'
import { ofp_empty } from '../symmetric/body.ts'
import { ofp_action, type OfpAction } from '../v13/action.ts'
import { messages_since_13, ofp_experimenter } from '../v13/message.ts'
import { ofp_group_mod } from '../v13/modify.ts'
import { ofp_flow_removed, ofp_packet_out } from '../v13/packet.ts'
import { ofp_role_request } from '../v13/switch.ts'
import { ofp_async_config } from './async.ts'
import { ofp_bundle_add_msg, ofp_bundle_ctrl_msg } from './bundle.ts'
import { ofp_flow_mod, ofp_packet_in } from './flow.ts'
import { ofp_header, ofp_type } from './header.ts'
import { ofp_multipart_reply, ofp_multipart_request } from './multipart.ts'
import { ofp_port_mod, ofp_port_status } from './port.ts'
import { ofp_requestforward } from './requestforward.ts'
import { ofp_role_status } from './role.ts'
import { ofp_table_mod, ofp_table_status } from './table.ts'

/** The messages that OpenFlow 1.4 and 1.5 share and 1.3 does not have. */
export const messages_since_14 = {
  [ofp_type.OFPT_PACKET_IN]: ofp_packet_in,
  [ofp_type.OFPT_PORT_MOD]: ofp_port_mod,
  [ofp_type.OFPT_TABLE_MOD]: ofp_table_mod,
  [ofp_type.OFPT_GET_ASYNC_REPLY]: ofp_async_config,
  [ofp_type.OFPT_SET_ASYNC]: ofp_async_config,
  [ofp_type.OFPT_ROLE_STATUS]: ofp_role_status,
  [ofp_type.OFPT_TABLE_STATUS]: ofp_table_status,
  [ofp_type.OFPT_REQUESTFORWARD]: ofp_requestforward,
} as const

/** Every OpenFlow 1.4 message; one of a type that is not listed keeps its body in `_extra`. */
export const ofp_msg = family('ofp_msg', ofp_header, 'type', {
  ...messages_since_13,
  ...messages_since_14,
  [ofp_type.OFPT_EXPERIMENTER]: ofp_experimenter(list<OfpAction>(ofp_action)),
  [ofp_type.OFPT_FLOW_REMOVED]: ofp_flow_removed,
  [ofp_type.OFPT_PORT_STATUS]: ofp_port_status,
  [ofp_type.OFPT_PACKET_OUT]: ofp_packet_out,
  [ofp_type.OFPT_FLOW_MOD]: ofp_flow_mod,
  [ofp_type.OFPT_GROUP_MOD]: ofp_group_mod,
  [ofp_type.OFPT_MULTIPART_REQUEST]: ofp_multipart_request,
  [ofp_type.OFPT_MULTIPART_REPLY]: ofp_multipart_reply,
  [ofp_type.OFPT_ROLE_REQUEST]: ofp_role_request,
  [ofp_type.OFPT_ROLE_REPLY]: ofp_role_request,
  [ofp_type.OFPT_GET_ASYNC_REQUEST]: ofp_empty,
  [ofp_type.OFPT_BUNDLE_CONTROL]: ofp_bundle_ctrl_msg,
  [ofp_type.OFPT_BUNDLE_ADD_MESSAGE]: ofp_bundle_add_msg,
})

export type OfpMsg = Each<Infer<typeof ofp_msg>>
