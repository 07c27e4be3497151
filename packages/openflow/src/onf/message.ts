import { enumeration, family, struct, u32 } from '@vlcp/struct'
import { ofp_empty } from '../symmetric/body.ts'
import { ofp_requestforward } from '../v14/requestforward.ts'
import { ofp_role_status } from '../v14/role.ts'
import { ONF_ET_BUNDLE_ADD_MESSAGE, ONF_ET_BUNDLE_CONTROL, onf_bundle_add_msg, onf_bundle_ctrl_msg } from './bundle.ts'

/** The ONF's extensions of OpenFlow 1.3: EXT-187 (flow monitor), 191 (role status), 230 (bundles), 235 (request forward). */
export const onf_exp_type = enumeration('onf_exp_type', u32, {
  ONF_ET_FLOW_MONITOR_CANCEL: 1870,
  ONF_ET_FLOW_MONITOR_PAUSED: 1871,
  ONF_ET_FLOW_MONITOR_RESUMED: 1872,
  ONF_ET_ROLE_STATUS: 1911,
  ONF_ET_BUNDLE_CONTROL,
  ONF_ET_BUNDLE_ADD_MESSAGE,
  ONF_ET_REQUESTFORWARD: 2350,
})

export const onf_message = family('onf_experimenter', struct('onf_header', { exp_type: onf_exp_type }), 'exp_type', {
  [onf_exp_type.ONF_ET_FLOW_MONITOR_CANCEL]: struct('onf_flow_monitor_cancel', { id: u32 }),
  [onf_exp_type.ONF_ET_FLOW_MONITOR_PAUSED]: ofp_empty,
  [onf_exp_type.ONF_ET_FLOW_MONITOR_RESUMED]: ofp_empty,
  [onf_exp_type.ONF_ET_ROLE_STATUS]: ofp_role_status,
  [onf_exp_type.ONF_ET_BUNDLE_CONTROL]: onf_bundle_ctrl_msg,
  [onf_exp_type.ONF_ET_BUNDLE_ADD_MESSAGE]: onf_bundle_add_msg,
  [onf_exp_type.ONF_ET_REQUESTFORWARD]: ofp_requestforward,
})
