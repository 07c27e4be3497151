import { bits, byteLength, bytes, enumeration, list, struct, u16, u8, unpaddedLength } from '@vlcp/struct'

/** One match field as type, length and value. OpenFlow 1.3.5, 7.2.3.2. */
export const ofp_oxm = struct('ofp_oxm', {
  oxm_class: u16,
  _header: bits(u8, { oxm_field: 7, oxm_hasmask: 1 }),
  oxm_length: byteLength(u8),
  payload: bytes('oxm_length'),
})

export const ofp_match_type = enumeration('ofp_match_type', u16, { OFPMT_STANDARD: 0, OFPMT_OXM: 1 })

/** OpenFlow 1.3.5, 7.2.3.1: the length does not count the padding to a multiple of eight octets. */
export const ofp_match = struct(
  'ofp_match',
  {
    type: ofp_match_type,
    length: unpaddedLength(u16),
    oxm_fields: list(ofp_oxm),
  },
  { align: 8 },
)
