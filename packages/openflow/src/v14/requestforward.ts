import { bytes, struct } from '@vlcp/struct'

/** OpenFlow 1.4.1, 7.4.6: another controller's group-mod or meter-mod, as a whole message with its header. */
export const ofp_requestforward = struct('ofp_requestforward', { request: bytes() })
