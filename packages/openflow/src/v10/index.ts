/** OpenFlow 1.0.1. Names are the specification's. */
export { ofp_action, ofp_action_type, ofp_actions, type OfpAction, type OfpActions } from './action.ts'
export {
  ofp_flow_mod,
  ofp_flow_mod_flags,
  ofp_flow_removed,
  ofp_flow_removed_reason,
  ofp_packet_in,
  ofp_packet_in_reason,
  ofp_packet_out,
} from './flow.ts'
export { OFP10_VERSION, ofp_header, ofp_type } from './header.ts'
export {
  ofp_flow_wildcards,
  ofp_match,
  OFP_VLAN_NONE,
  OFPFW_ALL,
  OFPFW_NW_BITS,
  OFPFW_NW_DST_SHIFT,
  OFPFW_NW_SRC_SHIFT,
  type OfpMatch,
} from './match.ts'
export { ofp_msg, type OfpMsg } from './message.ts'
export {
  ofp_phy_port,
  ofp_port_config,
  ofp_port_features,
  ofp_port_mod,
  ofp_port_state,
  ofp_port_status,
  type OfpPhyPort,
} from './port.ts'
export {
  ofp_flow_stats,
  ofp_stats_reply,
  ofp_stats_reply_flags,
  ofp_stats_request,
  ofp_stats_types,
  type OfpStatsReply,
  type OfpStatsRequest,
} from './statistics.ts'
export {
  ofp_capabilities,
  ofp_queue_get_config_reply,
  ofp_queue_get_config_request,
  ofp_switch_features,
} from './switch.ts'
export { ofp10_port_no as ofp_port } from './port-no.ts'
export { ofp10_flow_mod_command as ofp_flow_mod_command } from '../nicira/message/flow.ts'
export { ofp_config_flags, ofp_switch_config } from '../v13/switch.ts'
export { ofp_port_reason } from '../v13/port.ts'
export { ofp_queue_properties } from '../v13/queue.ts'
