import { type Each, family, type Infer, struct } from '@vlcp/struct'
import { messages_since_13, ofp_experimenter } from '../v13/message.ts'
import { ofp_async_config } from '../v14/async.ts'
import { ofp_bundle_add_msg } from '../v14/bundle.ts'
import { messages_since_14 } from '../v14/message.ts'
import { ofp_actions } from './action.ts'
import { ofp_bundle_ctrl_msg } from './bundle.ts'
import { ofp_controller_status, ofp_role_request } from './controller-status.ts'
import { ofp_flow_mod, ofp_flow_removed, ofp_packet_out } from './flow.ts'
import { ofp_header, ofp_type } from './header.ts'
import { ofp_group_mod, ofp_multipart_reply, ofp_multipart_request } from './multipart.ts'
import { ofp_port_status } from './port.ts'

/** Every OpenFlow 1.5 message; one of a type that is not listed keeps its body in `_extra`. */
export const ofp_msg = family('ofp_msg', ofp_header, 'type', {
  ...messages_since_13,
  ...messages_since_14,
  [ofp_type.OFPT_EXPERIMENTER]: ofp_experimenter(ofp_actions),
  [ofp_type.OFPT_FLOW_REMOVED]: ofp_flow_removed,
  [ofp_type.OFPT_PORT_STATUS]: ofp_port_status,
  [ofp_type.OFPT_PACKET_OUT]: ofp_packet_out,
  [ofp_type.OFPT_FLOW_MOD]: ofp_flow_mod,
  [ofp_type.OFPT_GROUP_MOD]: ofp_group_mod,
  [ofp_type.OFPT_MULTIPART_REQUEST]: ofp_multipart_request,
  [ofp_type.OFPT_MULTIPART_REPLY]: ofp_multipart_reply,
  [ofp_type.OFPT_ROLE_REQUEST]: ofp_role_request,
  [ofp_type.OFPT_ROLE_REPLY]: ofp_role_request,
  /* A request may ask for some of the properties only. */
  [ofp_type.OFPT_GET_ASYNC_REQUEST]: ofp_async_config,
  [ofp_type.OFPT_BUNDLE_CONTROL]: ofp_bundle_ctrl_msg,
  [ofp_type.OFPT_BUNDLE_ADD_MESSAGE]: ofp_bundle_add_msg,
  [ofp_type.OFPT_CONTROLLER_STATUS]: struct('ofp_controller_status_header', { status: ofp_controller_status }),
})

export type OfpMsg = Each<Infer<typeof ofp_msg>>
