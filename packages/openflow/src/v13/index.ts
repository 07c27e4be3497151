/** OpenFlow 1.3.5. Names are the specification's. */
export {
  ofp_action,
  ofp_action_experimenter,
  ofp_action_type,
  OFPCML_MAX,
  OFPCML_NO_BUFFER,
  type OfpAction,
  type OfpActions,
} from './action.ts'
export { OFP13_VERSION, ofp_header, ofp_type } from './header.ts'
export { ofp_instruction, ofp_instruction_type, type OfpInstruction } from './instruction.ts'
export { ofp_experimenter, ofp_msg, type OfpMsg } from './message.ts'
export {
  ofp_meter_band,
  ofp_meter_band_type,
  ofp_meter_config,
  ofp_meter_features,
  ofp_meter_flags,
  ofp_meter_mod,
  ofp_meter_mod_command,
  ofp_meter_multipart_request,
  ofp_meter_no,
  ofp_meter_stats,
} from './meter.ts'
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
} from './modify.ts'
export {
  ofp_multipart_reply,
  ofp_multipart_reply_experimenter,
  ofp_multipart_reply_flags,
  ofp_multipart_request,
  ofp_multipart_request_experimenter,
  ofp_multipart_request_flags,
  ofp_multipart_type,
  type OfpMultipartReply,
  type OfpMultipartRequest,
} from './multipart.ts'
export {
  ofp_flow_removed,
  ofp_flow_removed_reason,
  ofp_packet_in,
  ofp_packet_in_reason,
  ofp_packet_out,
} from './packet.ts'
export {
  ofp_port,
  ofp_port_config,
  ofp_port_ethernet,
  ofp_port_features,
  ofp_port_mod,
  ofp_port_reason,
  ofp_port_state,
  ofp_port_status,
  type OfpPort,
} from './port.ts'
export {
  ofp_queue_get_config_reply,
  ofp_queue_get_config_request,
  ofp_queue_no,
  ofp_queue_prop,
  ofp_queue_properties,
} from './queue.ts'
export {
  ofp_aggregate_stats_reply,
  ofp_desc,
  ofp_flow_stats,
  ofp_flow_stats_request,
  ofp_group_capabilities,
  ofp_group_features,
  ofp_group_stats,
  ofp_group_stats_request,
  ofp_port_stats,
  ofp_port_stats_request,
  ofp_queue_stats,
  ofp_queue_stats_request,
  ofp_table_stats,
  port_counters,
  port_ethernet_counters,
} from './statistics.ts'
export {
  ofp_async_config,
  ofp_capabilities,
  ofp_config_flags,
  ofp_controller_role,
  ofp_role_request,
  ofp_switch_config,
  ofp_switch_features,
  ofp_table_config,
  ofp_table_mod,
} from './switch.ts'
export { ofp_table_feature_prop_oxm, ofp_table_feature_prop_type, ofp_table_features } from './table-features.ts'
export { ofp_match, ofp_match_type, type OfpMatch } from '../oxm/match.ts'
export { ofp_port_no } from '../port-no.ts'
export { ofp_hello_elem_type } from '../symmetric/hello.ts'
