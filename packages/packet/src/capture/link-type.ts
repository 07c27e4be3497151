import { openEnumeration, u16 } from '@vlcp/struct'

/** What frames of a capture start with (the registry of link-layer header types at tcpdump.org, those read here). */
export const link_type = openEnumeration('link_type', u16, {
  LINKTYPE_NULL: 0,
  LINKTYPE_ETHERNET: 1,
  LINKTYPE_RAW: 101,
  LINKTYPE_LOOP: 108,
  LINKTYPE_LINUX_SLL: 113,
  LINKTYPE_IPV4: 228,
  LINKTYPE_IPV6: 229,
  LINKTYPE_LINUX_SLL2: 276,
})
