/** The Open Networking Foundation's extensions of OpenFlow 1.3: numbers and names. Their structures are part of the version. */
export { ONF_EXPERIMENTER_ID } from './experimenter.ts'
export { ONFACT_ET_COPY_FIELD } from './action.ts'
export { onf_bundle_ctrl_type, onf_bundle_flags, ONF_ET_BUNDLE_ADD_MESSAGE, ONF_ET_BUNDLE_CONTROL } from './bundle.ts'
export { onf_exp_type } from './message.ts'
export { onf_multipart_exp_type } from './monitor.ts'
