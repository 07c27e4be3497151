import { openEnumeration, u16 } from '@vlcp/struct'

/** OpenFlow 1.0.1, 5.2.1: ports of 16 bits, which Nicira's actions use in every version. */
export const ofp10_port_no = openEnumeration('ofp10_port_no', u16, {
  OFPP_MAX: 0xff00,
  OFPP_UNSET: 0xfff7,
  OFPP_IN_PORT: 0xfff8,
  OFPP_TABLE: 0xfff9,
  OFPP_NORMAL: 0xfffa,
  OFPP_FLOOD: 0xfffb,
  OFPP_ALL: 0xfffc,
  OFPP_CONTROLLER: 0xfffd,
  OFPP_LOCAL: 0xfffe,
  OFPP_NONE: 0xffff,
})
