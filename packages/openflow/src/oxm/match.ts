import { enumeration, type Infer, length, struct, u16, unpaddedLength } from '@vlcp/struct'
import { oxm_fields } from './oxm.ts'

export const ofp_match_type = enumeration('ofp_match_type', u16, { OFPMT_STANDARD: 0, OFPMT_OXM: 1 })

/** OpenFlow 1.3.5, 7.2.3.1: the length does not count the padding to a multiple of eight octets. */
export const ofp_match = struct(
  'ofp_match',
  { type: ofp_match_type, length: unpaddedLength(u16), oxm_fields },
  { align: 8 },
)

export interface OfpMatch extends Infer<typeof ofp_match> {}

/** The same where the padding does not belong to it. */
export const unpadded_match = struct('ofp_match', { type: ofp_match_type, length: length(u16), oxm_fields })
