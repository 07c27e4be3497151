import { flags, type Infer, ipv4, mac, pad, struct, u16, u32, u8 } from '@vlcp/struct'
import { ofp10_port_no } from './port-no.ts'

/**
 * OpenFlow 1.0.1, 5.2.3. Addresses have no flag but a number: how many of their low bits are ignored, 32 or more all of them.
 */
export const ofp_flow_wildcards = flags('ofp_flow_wildcards', u32, {
  OFPFW_IN_PORT: 1 << 0,
  OFPFW_DL_VLAN: 1 << 1,
  OFPFW_DL_SRC: 1 << 2,
  OFPFW_DL_DST: 1 << 3,
  OFPFW_DL_TYPE: 1 << 4,
  OFPFW_NW_PROTO: 1 << 5,
  OFPFW_TP_SRC: 1 << 6,
  OFPFW_TP_DST: 1 << 7,
  OFPFW_NW_SRC_ALL: 32 << 8,
  OFPFW_NW_DST_ALL: 32 << 14,
  OFPFW_DL_VLAN_PCP: 1 << 20,
  OFPFW_NW_TOS: 1 << 21,
})

/** Where the numbers of ignored bits of nw_src and nw_dst stand in the wildcards, and how wide they are. */
export const OFPFW_NW_SRC_SHIFT = 8
export const OFPFW_NW_DST_SHIFT = 14
export const OFPFW_NW_BITS = 6

/** All that OpenFlow 1.0 defines: matches every packet. */
export const OFPFW_ALL = 0x003f_ffff

/** `dl_vlan` of packets without VLAN tag. */
export const OFP_VLAN_NONE = 0xffff

export const ofp_match = struct('ofp_match', {
  wildcards: ofp_flow_wildcards,
  in_port: ofp10_port_no,
  dl_src: mac,
  dl_dst: mac,
  dl_vlan: u16,
  dl_vlan_pcp: u8,
  _pad1: pad(1),
  dl_type: u16,
  nw_tos: u8,
  /* The low octet of the operation for ARP. */
  nw_proto: u8,
  _pad2: pad(2),
  nw_src: ipv4,
  nw_dst: ipv4,
  /* Type and code for ICMP. */
  tp_src: u16,
  tp_dst: u16,
})

export interface OfpMatch extends Infer<typeof ofp_match> {}
