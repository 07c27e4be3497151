import { family, pad, struct, u16 } from '@vlcp/struct'
import { oxm_id } from '../oxm/oxm.ts'

/** EXT-320: OpenFlow 1.5's copy-field action in OpenFlow 1.3 and 1.4. */
export const ONFACT_ET_COPY_FIELD = 3200

const onf_action_copy_field = struct('onf_action_copy_field', {
  _pad1: pad(2),
  n_bits: u16,
  src_offset: u16,
  dst_offset: u16,
  _pad2: pad(2),
  src: oxm_id,
  dst: oxm_id,
})

/** The ONF's actions. Their subtype stands where Nicira's does; the ONF calls it `exp_type`. */
export const onf_action = family('onf_action', struct('onf_action_header', { exp_type: u16 }), 'exp_type', {
  [ONFACT_ET_COPY_FIELD]: onf_action_copy_field,
})
