/**
 * OpenFlow 1.2. Names are the specification's. What is the same in OpenFlow 1.3 is 1.3's, with the few numbers that 1.3 added:
 * actions for PBB, the instruction for meters.
 */
export { ofp_flow_stats, ofp_packet_in, ofp_table_stats } from './flow.ts'
export { OFP12_VERSION, ofp_header, ofp_type } from './header.ts'
export { ofp_msg, type OfpMsg, ofp_switch_features } from './message.ts'
export {
  ofp_stats_reply,
  ofp_stats_request,
  ofp_stats_types,
  type OfpStatsReply,
  type OfpStatsRequest,
} from './statistics.ts'
export { ofp_match, ofp_match_type, type OfpMatch } from '../oxm/match.ts'
export { ofp_port_no } from '../port-no.ts'
export { ofp_hello_elem_type } from '../symmetric/hello.ts'
export { ofp_stats_reply_flags } from '../v10/statistics.ts'
export { ofp_table_config, ofp_table_mod } from '../v11/table.ts'
export {
  ofp_action,
  ofp_action_type,
  type OfpAction,
  type OfpActions,
  OFPCML_MAX,
  OFPCML_NO_BUFFER,
} from '../v13/action.ts'
export { ofp_instruction, ofp_instruction_type, type OfpInstruction } from '../v13/instruction.ts'
export {
  ofp_bucket,
  ofp_buffer_id,
  ofp_flow_mod,
  ofp_flow_mod_command,
  ofp_flow_mod_flags,
  ofp_group_desc,
  ofp_group_mod,
  ofp_group_mod_command,
  ofp_group_no,
  ofp_group_type,
  OFP_NO_BUFFER,
  ofp_table_no,
  OFPG_ANY,
  OFPTT_ALL,
} from '../v13/modify.ts'
export { ofp_flow_removed, ofp_flow_removed_reason, ofp_packet_in_reason, ofp_packet_out } from '../v13/packet.ts'
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
export {
  ofp_queue_get_config_reply,
  ofp_queue_get_config_request,
  ofp_queue_no,
  ofp_queue_properties,
} from '../v13/queue.ts'
export { ofp_flow_stats_request, ofp_group_capabilities, ofp_group_features } from '../v13/statistics.ts'
export {
  ofp_capabilities,
  ofp_config_flags,
  ofp_controller_role,
  ofp_role_request,
  ofp_switch_config,
} from '../v13/switch.ts'
