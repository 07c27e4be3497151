import { family, flags, type Infer, ipv4, mac, pad, struct, u16, u32, u64, u8, unpaddedLength } from '@vlcp/struct'
import { ofp_match_type } from '../oxm/match.ts'
import { oxm_fields } from '../oxm/oxm.ts'
import { ofp_port_no } from '../port-no.ts'

/** OpenFlow 1.1.0, A.2.3. Fields without a flag have a mask. */
export const ofp_flow_wildcards = flags('ofp_flow_wildcards', u32, {
  OFPFW_IN_PORT: 1 << 0,
  OFPFW_DL_VLAN: 1 << 1,
  OFPFW_DL_VLAN_PCP: 1 << 2,
  OFPFW_DL_TYPE: 1 << 3,
  OFPFW_NW_TOS: 1 << 4,
  OFPFW_NW_PROTO: 1 << 5,
  OFPFW_TP_SRC: 1 << 6,
  OFPFW_TP_DST: 1 << 7,
  OFPFW_MPLS_LABEL: 1 << 8,
  OFPFW_MPLS_TC: 1 << 9,
})

/** All that OpenFlow 1.1 defines; masks of ones besides match every packet. */
export const OFPFW_ALL = 0x3ff

/** `dl_vlan` of packets with any VLAN tag, and of those without. */
export const OFPVID_ANY = 0xfffe
export const OFPVID_NONE = 0xffff

/** Set bits of a mask are ignored, other than in later versions. */
const ofp_match_standard = struct('ofp_match_standard', {
  in_port: ofp_port_no,
  wildcards: ofp_flow_wildcards,
  dl_src: mac,
  dl_src_mask: mac,
  dl_dst: mac,
  dl_dst_mask: mac,
  dl_vlan: u16,
  dl_vlan_pcp: u8,
  _pad1: pad(1),
  dl_type: u16,
  /* DSCP in its upper six bits. */
  nw_tos: u8,
  /* The low octet of the operation for ARP. */
  nw_proto: u8,
  nw_src: ipv4,
  nw_src_mask: ipv4,
  nw_dst: ipv4,
  nw_dst_mask: ipv4,
  /* Type and code for ICMP. */
  tp_src: u16,
  tp_dst: u16,
  mpls_label: u32,
  mpls_tc: u8,
  _pad2: pad(3),
  metadata: u64,
  metadata_mask: u64,
})

/** OpenFlow 1.1.0, A.2.3: OFPMT_STANDARD is of fixed size, 88 octets. Open vSwitch reads the match of OpenFlow 1.2, too. */
export const ofp_match = family(
  'ofp_match',
  struct('ofp_match_header', { type: ofp_match_type, length: unpaddedLength(u16) }, { align: 8 }),
  'type',
  {
    [ofp_match_type.OFPMT_STANDARD]: ofp_match_standard,
    [ofp_match_type.OFPMT_OXM]: struct('ofp_match_oxm', { oxm_fields }),
  },
)

export type OfpMatch = Infer<typeof ofp_match>
