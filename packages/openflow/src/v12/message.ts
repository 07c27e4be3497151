import { type Each, family, type Infer, list } from '@vlcp/struct'
import { messages_since_11 } from '../v11/message.ts'
import { ofp_experimenter } from '../v11/nicira.ts'
import { switch_features } from '../v11/switch.ts'
import { ofp_action, type OfpAction } from '../v13/action.ts'
import { ofp_flow_mod, ofp_group_mod } from '../v13/modify.ts'
import { ofp_flow_removed, ofp_packet_out } from '../v13/packet.ts'
import { ofp_queue_get_config_reply } from '../v13/queue.ts'
import { ofp_capabilities, ofp_role_request } from '../v13/switch.ts'
import { ofp_packet_in } from './flow.ts'
import { ofp_header, ofp_type } from './header.ts'
import { ofp_stats_reply, ofp_stats_request } from './statistics.ts'

/** OpenFlow 1.2, A.3.1. */
export const ofp_switch_features = switch_features(ofp_capabilities)

/** Every OpenFlow 1.2 message; one of a type that is not listed keeps its body in `_extra`. */
export const ofp_msg = family('ofp_msg', ofp_header, 'type', {
  ...messages_since_11,
  [ofp_type.OFPT_EXPERIMENTER]: ofp_experimenter(list<OfpAction>(ofp_action)),
  [ofp_type.OFPT_FEATURES_REPLY]: ofp_switch_features,
  [ofp_type.OFPT_PACKET_IN]: ofp_packet_in,
  [ofp_type.OFPT_FLOW_REMOVED]: ofp_flow_removed,
  [ofp_type.OFPT_PACKET_OUT]: ofp_packet_out,
  [ofp_type.OFPT_FLOW_MOD]: ofp_flow_mod,
  [ofp_type.OFPT_GROUP_MOD]: ofp_group_mod,
  [ofp_type.OFPT_STATS_REQUEST]: ofp_stats_request,
  [ofp_type.OFPT_STATS_REPLY]: ofp_stats_reply,
  [ofp_type.OFPT_QUEUE_GET_CONFIG_REPLY]: ofp_queue_get_config_reply,
  [ofp_type.OFPT_ROLE_REQUEST]: ofp_role_request,
  [ofp_type.OFPT_ROLE_REPLY]: ofp_role_request,
})

export type OfpMsg = Each<Infer<typeof ofp_msg>>
