/** Headers `encap` adds, by the names ovs-ofctl has for their packet types. ovs-actions(7), encap. */
export const ENCAPSULATIONS: ReadonlyMap<string, number> = new Map([
  ['ethernet', 0x0000_0000],
  ['nsh', 0x0001_894f],
  ['mpls', 0x0001_8847],
  ['mpls_mc', 0x0001_8848],
])

/** OFPPPC_NSH: the class of the properties of a network service header, and its two types. */
export const NSH_CLASS = 0x0004
export const NSH_MD_TYPE = 1
export const NSH_TLV = 2

/** Class, type and length in front of the value of a property of type NSH_TLV. */
export const NSH_TLV_HEADER_BYTES = 4
