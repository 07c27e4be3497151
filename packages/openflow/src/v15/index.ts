/** OpenFlow 1.5.1. Names are the specification's. */
export { ofp_action, ofp_action_type, ofp_actions, type OfpAction, type OfpActions } from './action.ts'
export {
  ofp_bundle_ctrl_msg,
  ofp_bundle_feature_flags,
  ofp_bundle_features,
  ofp_bundle_features_prop_type,
  ofp_bundle_features_request,
  ofp_bundle_prop_type,
} from './bundle.ts'
export {
  ofp_control_channel_status,
  ofp_controller_status,
  ofp_controller_status_prop_type,
  ofp_controller_status_reason,
  ofp_role_request,
} from './controller-status.ts'
export {
  ofp_flow_desc,
  ofp_flow_mod,
  ofp_flow_removed,
  ofp_flow_stats,
  ofp_flow_stats_reason,
  ofp_packet_out,
} from './flow.ts'
export {
  NTR_EXPERIMENTER_ID,
  NTRT_SELECTION_METHOD,
  ofp_bucket_no,
  ofp_group_bucket_prop_type,
  ofp_group_mod_command,
  ofp_group_prop_type,
} from './group.ts'
export { OFP15_VERSION, ofp_header, ofp_type } from './header.ts'
export {
  ofp_instruction,
  ofp_instruction_type,
  ofp_instructions,
  ofp_stat_trigger_flags,
  type OfpInstruction,
} from './instruction.ts'
export { ofp_msg, type OfpMsg } from './message.ts'
export {
  ofp_multipart_reply,
  ofp_multipart_request,
  ofp_multipart_type,
  type OfpMultipartReply,
  type OfpMultipartRequest,
} from './multipart.ts'
export { ofp_port, ofp_port_desc_prop_type, ofp_port_status, type OfpPort } from './port.ts'
export { ofp_oxs, ofp_stats, oxs_header, type OfpOxs, type OfpStats } from './stats.ts'
export {
  ofp_table_feature_flag,
  ofp_table_feature_prop_type,
  ofp_table_features,
  ofp_table_features_command,
} from './table-features.ts'
export { ofp_match, ofp_match_type, type OfpMatch } from '../oxm/match.ts'
export { ofp_port_no } from '../port-no.ts'
export { ofp_hello_elem_type } from '../symmetric/hello.ts'
export { OFPCML_MAX, OFPCML_NO_BUFFER } from '../v13/action.ts'
export {
  ofp_buffer_id,
  OFP_NO_BUFFER,
  ofp_flow_mod_command,
  ofp_flow_mod_flags,
  ofp_group_no,
  ofp_group_type,
  ofp_table_no,
  OFPG_ANY,
  OFPTT_ALL,
} from '../v13/modify.ts'
export { ofp_flow_removed_reason } from '../v13/packet.ts'
export { ofp_meter_band_type, ofp_meter_flags, ofp_meter_mod_command, ofp_meter_no } from '../v13/meter.ts'
export { ofp_multipart_reply_flags, ofp_multipart_request_flags } from '../v13/multipart.ts'
export { ofp_port_config, ofp_port_features, ofp_port_reason, ofp_port_state } from '../v13/port.ts'
export { ofp_queue_no } from '../v13/queue.ts'
export { ofp_capabilities, ofp_config_flags, ofp_controller_role, ofp_table_config } from '../v13/switch.ts'
export { ofp_group_capabilities } from '../v13/statistics.ts'
export { ofp_async_config_prop_type } from '../v14/async.ts'
export { ofp_bundle_ctrl_type, ofp_bundle_flags } from '../v14/bundle.ts'
export { ofp_packet_in_reason } from '../v14/flow.ts'
export { ofp_flow_monitor_command, ofp_flow_monitor_flags, ofp_flow_update_event } from '../v14/monitor.ts'
export { ofp_port_mod_prop_type, ofp_port_stats_prop_type } from '../v14/port.ts'
export { ofp_queue_desc_prop_type } from '../v14/queue.ts'
export { ofp_controller_role_reason, ofp_role_prop_type } from '../v14/role.ts'
export { ofp_table_mod_prop_type, ofp_table_mod_prop_eviction_flag, ofp_table_reason } from '../v14/table.ts'
