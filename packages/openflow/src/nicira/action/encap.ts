import {
  bytes,
  byteLength,
  enumeration,
  familyBy,
  list,
  openEnumeration,
  pad,
  padded,
  struct,
  u16,
  u32,
  u8,
  unpaddedLength,
} from '@vlcp/struct'

/** Namespace and type of a packet. OpenFlow 1.5.1, 7.2.3.11. */
export const packet_type = openEnumeration('packet_type', u32, {
  PT_ETH: 0,
  PT_IPV4: 0x0001_0800,
  PT_IPV6: 0x0001_86dd,
  PT_MPLS: 0x0001_8847,
  PT_MPLS_MC: 0x0001_8848,
  PT_NSH: 0x0001_894f,
  PT_UNKNOWN: 0xffff_ffff,
})

export const ofp_ed_prop_class = enumeration('ofp_ed_prop_class', u16, {
  OFPPPC_BASIC: 0,
  OFPPPC_MPLS: 1,
  OFPPPC_GRE: 2,
  OFPPPC_GTP: 3,
  OFPPPC_NSH: 4,
  OFPPPC_EXPERIMENTER: 0xffff,
})

export const OFPPPT_PROP_NSH_MDTYPE = 1
export const OFPPPT_PROP_NSH_TLV = 2

const nsh = (wanted: number) => (v: { prop_class: number; type: number }) =>
  v.prop_class === ofp_ed_prop_class.OFPPPC_NSH && v.type === wanted

const ofp_ed_prop = familyBy(
  'ofp_ed_prop',
  struct('ofp_ed_prop_header', { prop_class: ofp_ed_prop_class, type: u8, len: unpaddedLength(u8) }, { align: 8 }),
  [
    [nsh(OFPPPT_PROP_NSH_MDTYPE), struct('ofp_ed_prop_nsh_md_type', { md_type: u8 })],
    [
      nsh(OFPPPT_PROP_NSH_TLV),
      struct('ofp_ed_prop_nsh_tlv', {
        tlv_class: u16,
        tlv_type: u8,
        tlv_len: byteLength(u8),
        data: padded(bytes('tlv_len'), 8),
      }),
    ],
  ],
)

/** NXAST_ENCAP. */
export const nx_action_encap = struct('nx_action_encap', {
  /* In octets; zero: not specified. */
  hdr_size: u16,
  new_pkt_type: packet_type,
  props: list(ofp_ed_prop),
})

/** NXAST_DECAP. */
export const nx_action_decap = struct('nx_action_decap', {
  _pad: pad(2),
  new_pkt_type: packet_type,
  props: list(ofp_ed_prop),
})
