import { bytes, struct, u16 } from '@vlcp/struct'

/** Of messages that are nothing but a header. */
export const ofp_empty = struct('ofp_empty', {})

/** OpenFlow 1.3.5, 7.5.2 and 7.5.3. */
export const ofp_echo = struct('ofp_echo', { data: bytes() })

/**
 * OpenFlow 1.3.5, 7.4.4; data holds at least 64 octets of the refused message. Errors of an experimenter have the type
 * OFPET_EXPERIMENTER, the experimenter's own type as code, and its number as the first four octets of the data.
 */
export const ofp_error_msg = struct('ofp_error_msg', { error_type: u16, error_code: u16, data: bytes() })
