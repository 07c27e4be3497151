import { enumeration, family, list, struct, u16, u32, unpaddedLength } from '@vlcp/struct'

/** OpenFlow 1.3.5, 7.5.1. */
export const ofp_hello_elem_type = enumeration('ofp_hello_elem_type', u16, { OFPHET_VERSIONBITMAP: 1 })

/** Elements are padded to a multiple of eight octets, which their length does not count. */
const ofp_hello_elem_header = struct(
  'ofp_hello_elem_header',
  { type: ofp_hello_elem_type, length: unpaddedLength(u16) },
  { align: 8 },
)

const ofp_hello_elem = family('ofp_hello_elem', ofp_hello_elem_header, 'type', {
  [ofp_hello_elem_type.OFPHET_VERSIONBITMAP]: struct('ofp_hello_elem_versionbitmap', { bitmaps: list(u32) }),
})

/** The body is of the same form in every version, so that peers of different versions understand each other. */
export const ofp_hello = struct('ofp_hello', { elements: list(ofp_hello_elem) })
