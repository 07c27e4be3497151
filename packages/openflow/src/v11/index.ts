/** OpenFlow 1.1.0. Names are the specification's. */
export { ofp_action, ofp_action_type, ofp_actions, type OfpAction, type OfpActions } from './action.ts'
export {
  ofp_bucket,
  ofp_flow_mod,
  ofp_flow_removed,
  ofp_flow_stats,
  ofp_flow_stats_request,
  ofp_group_desc,
  ofp_group_mod,
  ofp_packet_in,
  ofp_packet_out,
} from './flow.ts'
export { OFP11_VERSION, ofp_header, ofp_type } from './header.ts'
export { ofp_instruction, ofp_instruction_type, ofp_instructions, type OfpInstruction } from './instruction.ts'
export { ofp_flow_wildcards, ofp_match, OFPFW_ALL, type OfpMatch, OFPVID_ANY, OFPVID_NONE } from './match.ts'
export { ofp_msg, type OfpMsg } from './message.ts'
export {
  ofp_stats_reply,
  ofp_stats_request,
  ofp_stats_types,
  type OfpStatsReply,
  type OfpStatsRequest,
} from './statistics.ts'
export { ofp_capabilities, ofp_queue_get_config_reply, ofp_switch_features } from './switch.ts'
export { ofp_flow_match_fields, ofp_table_config, ofp_table_mod, ofp_table_stats } from './table.ts'
export { ofp_match_type } from '../oxm/match.ts'
export { ofp_port_no } from '../port-no.ts'
export { ofp_hello_elem_type } from '../symmetric/hello.ts'
export { ofp_stats_reply_flags } from '../v10/statistics.ts'
export {
  ofp_buffer_id,
  OFP_NO_BUFFER,
  ofp_flow_mod_command,
  ofp_flow_mod_flags,
  ofp_group_mod_command,
  ofp_group_no,
  ofp_group_type,
  ofp_table_no,
  OFPG_ANY,
} from '../v13/modify.ts'
export { ofp_flow_removed_reason, ofp_packet_in_reason } from '../v13/packet.ts'
export {
  ofp_port,
  ofp_port_config,
  ofp_port_features,
  ofp_port_mod,
  ofp_port_reason,
  ofp_port_state,
  ofp_port_status,
  type OfpPort,
} from '../v13/port.ts'
export { ofp_queue_get_config_request, ofp_queue_no, ofp_queue_properties } from '../v13/queue.ts'
export { ofp_config_flags, ofp_switch_config } from '../v13/switch.ts'
