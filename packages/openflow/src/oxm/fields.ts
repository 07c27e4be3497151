/**
 * Every match field as it stands on the wire: OpenFlow 1.3.5 to 1.5.1 (OXM_OF_*, table 12 and 7.2.3.8), EXT-109, EXT-233 and
 * EXT-256 (ONFOXM_ET_*), Nicira's NXM and NXOXM, and the two of class ERICOXM_OF; the latter as in Open vSwitch 3.1,
 * ovs-fields(7).
 */

/** How the value of a field is encoded; the names are those of this project's types. */
export type OxmKind = 'u8' | 'u16' | 'u24' | 'u32' | 'u64' | 'u128' | 'mac' | 'ipv4' | 'ipv6' | 'port'

/** Octets of a value. */
export const OXM_BYTES: Readonly<Record<OxmKind, number>> = {
  u8: 1,
  u16: 2,
  u24: 3,
  u32: 4,
  u64: 8,
  u128: 16,
  mac: 6,
  ipv4: 4,
  ipv6: 16,
  port: 4,
}

/** OFPXMC_*: OpenFlow 1.5.1, 7.2.3.3; the last is Ericsson's, which Open vSwitch has adopted. */
const NXM_0 = 0x0000
const NXM_1 = 0x0001
const ERICOXM = 0x1000
const BASIC = 0x8000
const PACKET_REGS = 0x8001

/** Class of fields with an experimenter's number in front of the value. */
export const OFPXMC_EXPERIMENTER = 0xffff

const ONF = 0x4f4e_4600
const NX = 0x2320
/** The number under which Nicira's NSH fields are registered. */
const NX_NSH = 0x005a_d650

export interface OxmField {
  readonly oxmClass: number
  readonly oxmField: number
  readonly kind: OxmKind
  /** Of class OFPXMC_EXPERIMENTER only. */
  readonly experimenter?: number
}

const field = (oxmClass: number, oxmField: number, kind: OxmKind): OxmField => ({ oxmClass, oxmField, kind })
const vendor = (experimenter: number, oxmField: number, kind: OxmKind): OxmField => ({
  oxmClass: OFPXMC_EXPERIMENTER,
  oxmField,
  kind,
  experimenter,
})

export const OXM_FIELDS = {
  OXM_OF_IN_PORT: field(BASIC, 0, 'port'),
  OXM_OF_IN_PHY_PORT: field(BASIC, 1, 'port'),
  OXM_OF_METADATA: field(BASIC, 2, 'u64'),
  OXM_OF_ETH_DST: field(BASIC, 3, 'mac'),
  OXM_OF_ETH_SRC: field(BASIC, 4, 'mac'),
  OXM_OF_ETH_TYPE: field(BASIC, 5, 'u16'),
  OXM_OF_VLAN_VID: field(BASIC, 6, 'u16'),
  OXM_OF_VLAN_PCP: field(BASIC, 7, 'u8'),
  OXM_OF_IP_DSCP: field(BASIC, 8, 'u8'),
  OXM_OF_IP_ECN: field(BASIC, 9, 'u8'),
  OXM_OF_IP_PROTO: field(BASIC, 10, 'u8'),
  OXM_OF_IPV4_SRC: field(BASIC, 11, 'ipv4'),
  OXM_OF_IPV4_DST: field(BASIC, 12, 'ipv4'),
  OXM_OF_TCP_SRC: field(BASIC, 13, 'u16'),
  OXM_OF_TCP_DST: field(BASIC, 14, 'u16'),
  OXM_OF_UDP_SRC: field(BASIC, 15, 'u16'),
  OXM_OF_UDP_DST: field(BASIC, 16, 'u16'),
  OXM_OF_SCTP_SRC: field(BASIC, 17, 'u16'),
  OXM_OF_SCTP_DST: field(BASIC, 18, 'u16'),
  OXM_OF_ICMPV4_TYPE: field(BASIC, 19, 'u8'),
  OXM_OF_ICMPV4_CODE: field(BASIC, 20, 'u8'),
  OXM_OF_ARP_OP: field(BASIC, 21, 'u16'),
  OXM_OF_ARP_SPA: field(BASIC, 22, 'ipv4'),
  OXM_OF_ARP_TPA: field(BASIC, 23, 'ipv4'),
  OXM_OF_ARP_SHA: field(BASIC, 24, 'mac'),
  OXM_OF_ARP_THA: field(BASIC, 25, 'mac'),
  OXM_OF_IPV6_SRC: field(BASIC, 26, 'ipv6'),
  OXM_OF_IPV6_DST: field(BASIC, 27, 'ipv6'),
  OXM_OF_IPV6_FLABEL: field(BASIC, 28, 'u32'),
  OXM_OF_ICMPV6_TYPE: field(BASIC, 29, 'u8'),
  OXM_OF_ICMPV6_CODE: field(BASIC, 30, 'u8'),
  OXM_OF_IPV6_ND_TARGET: field(BASIC, 31, 'ipv6'),
  OXM_OF_IPV6_ND_SLL: field(BASIC, 32, 'mac'),
  OXM_OF_IPV6_ND_TLL: field(BASIC, 33, 'mac'),
  OXM_OF_MPLS_LABEL: field(BASIC, 34, 'u32'),
  OXM_OF_MPLS_TC: field(BASIC, 35, 'u8'),
  OXM_OF_MPLS_BOS: field(BASIC, 36, 'u8'),
  OXM_OF_PBB_ISID: field(BASIC, 37, 'u24'),
  OXM_OF_TUNNEL_ID: field(BASIC, 38, 'u64'),
  OXM_OF_IPV6_EXTHDR: field(BASIC, 39, 'u16'),
  OXM_OF_PBB_UCA: field(BASIC, 41, 'u8'),
  OXM_OF_TCP_FLAGS: field(BASIC, 42, 'u16'),
  OXM_OF_ACTSET_OUTPUT: field(BASIC, 43, 'port'),
  OXM_OF_PACKET_TYPE: field(BASIC, 44, 'u32'),

  OXM_OF_PKT_REG0: field(PACKET_REGS, 0, 'u64'),
  OXM_OF_PKT_REG1: field(PACKET_REGS, 1, 'u64'),
  OXM_OF_PKT_REG2: field(PACKET_REGS, 2, 'u64'),
  OXM_OF_PKT_REG3: field(PACKET_REGS, 3, 'u64'),
  OXM_OF_PKT_REG4: field(PACKET_REGS, 4, 'u64'),
  OXM_OF_PKT_REG5: field(PACKET_REGS, 5, 'u64'),
  OXM_OF_PKT_REG6: field(PACKET_REGS, 6, 'u64'),
  OXM_OF_PKT_REG7: field(PACKET_REGS, 7, 'u64'),

  // Below, ports are those of OpenFlow 1.0, of 16 bits.
  NXM_OF_IN_PORT: field(NXM_0, 0, 'u16'),
  NXM_OF_ETH_DST: field(NXM_0, 1, 'mac'),
  NXM_OF_ETH_SRC: field(NXM_0, 2, 'mac'),
  NXM_OF_ETH_TYPE: field(NXM_0, 3, 'u16'),
  NXM_OF_VLAN_TCI: field(NXM_0, 4, 'u16'),
  NXM_OF_IP_TOS: field(NXM_0, 5, 'u8'),
  NXM_OF_IP_PROTO: field(NXM_0, 6, 'u8'),
  NXM_OF_IP_SRC: field(NXM_0, 7, 'ipv4'),
  NXM_OF_IP_DST: field(NXM_0, 8, 'ipv4'),
  NXM_OF_TCP_SRC: field(NXM_0, 9, 'u16'),
  NXM_OF_TCP_DST: field(NXM_0, 10, 'u16'),
  NXM_OF_UDP_SRC: field(NXM_0, 11, 'u16'),
  NXM_OF_UDP_DST: field(NXM_0, 12, 'u16'),
  NXM_OF_ICMP_TYPE: field(NXM_0, 13, 'u8'),
  NXM_OF_ICMP_CODE: field(NXM_0, 14, 'u8'),
  NXM_OF_ARP_OP: field(NXM_0, 15, 'u16'),
  NXM_OF_ARP_SPA: field(NXM_0, 16, 'ipv4'),
  NXM_OF_ARP_TPA: field(NXM_0, 17, 'ipv4'),

  NXM_NX_REG0: field(NXM_1, 0, 'u32'),
  NXM_NX_REG1: field(NXM_1, 1, 'u32'),
  NXM_NX_REG2: field(NXM_1, 2, 'u32'),
  NXM_NX_REG3: field(NXM_1, 3, 'u32'),
  NXM_NX_REG4: field(NXM_1, 4, 'u32'),
  NXM_NX_REG5: field(NXM_1, 5, 'u32'),
  NXM_NX_REG6: field(NXM_1, 6, 'u32'),
  NXM_NX_REG7: field(NXM_1, 7, 'u32'),
  NXM_NX_REG8: field(NXM_1, 8, 'u32'),
  NXM_NX_REG9: field(NXM_1, 9, 'u32'),
  NXM_NX_REG10: field(NXM_1, 10, 'u32'),
  NXM_NX_REG11: field(NXM_1, 11, 'u32'),
  NXM_NX_REG12: field(NXM_1, 12, 'u32'),
  NXM_NX_REG13: field(NXM_1, 13, 'u32'),
  NXM_NX_REG14: field(NXM_1, 14, 'u32'),
  NXM_NX_REG15: field(NXM_1, 15, 'u32'),
  NXM_NX_TUN_ID: field(NXM_1, 16, 'u64'),
  NXM_NX_ARP_SHA: field(NXM_1, 17, 'mac'),
  NXM_NX_ARP_THA: field(NXM_1, 18, 'mac'),
  NXM_NX_IPV6_SRC: field(NXM_1, 19, 'ipv6'),
  NXM_NX_IPV6_DST: field(NXM_1, 20, 'ipv6'),
  NXM_NX_ICMPV6_TYPE: field(NXM_1, 21, 'u8'),
  NXM_NX_ICMPV6_CODE: field(NXM_1, 22, 'u8'),
  NXM_NX_ND_TARGET: field(NXM_1, 23, 'ipv6'),
  NXM_NX_ND_SLL: field(NXM_1, 24, 'mac'),
  NXM_NX_ND_TLL: field(NXM_1, 25, 'mac'),
  NXM_NX_IP_FRAG: field(NXM_1, 26, 'u8'),
  NXM_NX_IPV6_LABEL: field(NXM_1, 27, 'u32'),
  NXM_NX_IP_ECN: field(NXM_1, 28, 'u8'),
  NXM_NX_IP_TTL: field(NXM_1, 29, 'u8'),
  // Open vSwitch uses field 30 twice; the length tells which.
  NXM_NX_MPLS_TTL: field(NXM_1, 30, 'u8'),
  NXM_NX_COOKIE: field(NXM_1, 30, 'u64'),
  NXM_NX_TUN_IPV4_SRC: field(NXM_1, 31, 'ipv4'),
  NXM_NX_TUN_IPV4_DST: field(NXM_1, 32, 'ipv4'),
  NXM_NX_PKT_MARK: field(NXM_1, 33, 'u32'),
  NXM_NX_TCP_FLAGS: field(NXM_1, 34, 'u16'),
  NXM_NX_DP_HASH: field(NXM_1, 35, 'u32'),
  NXM_NX_RECIRC_ID: field(NXM_1, 36, 'u32'),
  NXM_NX_CONJ_ID: field(NXM_1, 37, 'u32'),
  NXM_NX_TUN_GBP_ID: field(NXM_1, 38, 'u16'),
  NXM_NX_TUN_GBP_FLAGS: field(NXM_1, 39, 'u8'),
  // 40 to 103 are NXM_NX_TUN_METADATA0 to 63, whose length is the switch's configuration.
  NXM_NX_TUN_FLAGS: field(NXM_1, 104, 'u16'),
  NXM_NX_CT_STATE: field(NXM_1, 105, 'u32'),
  NXM_NX_CT_ZONE: field(NXM_1, 106, 'u16'),
  NXM_NX_CT_MARK: field(NXM_1, 107, 'u32'),
  NXM_NX_CT_LABEL: field(NXM_1, 108, 'u128'),
  NXM_NX_TUN_IPV6_SRC: field(NXM_1, 109, 'ipv6'),
  NXM_NX_TUN_IPV6_DST: field(NXM_1, 110, 'ipv6'),
  NXM_NX_XXREG0: field(NXM_1, 111, 'u128'),
  NXM_NX_XXREG1: field(NXM_1, 112, 'u128'),
  NXM_NX_XXREG2: field(NXM_1, 113, 'u128'),
  NXM_NX_XXREG3: field(NXM_1, 114, 'u128'),
  NXM_NX_CT_NW_PROTO: field(NXM_1, 119, 'u8'),
  NXM_NX_CT_NW_SRC: field(NXM_1, 120, 'ipv4'),
  NXM_NX_CT_NW_DST: field(NXM_1, 121, 'ipv4'),
  NXM_NX_CT_IPV6_SRC: field(NXM_1, 122, 'ipv6'),
  NXM_NX_CT_IPV6_DST: field(NXM_1, 123, 'ipv6'),
  NXM_NX_CT_TP_SRC: field(NXM_1, 124, 'u16'),
  NXM_NX_CT_TP_DST: field(NXM_1, 125, 'u16'),

  ERICOXM_OF_ICMPV6_ND_RESERVED: field(ERICOXM, 1, 'u32'),
  ERICOXM_OF_ICMPV6_ND_OPTIONS_TYPE: field(ERICOXM, 2, 'u8'),

  ONFOXM_ET_TCP_FLAGS: vendor(ONF, 42, 'u16'),
  ONFOXM_ET_ACTSET_OUTPUT: vendor(ONF, 43, 'port'),

  NXOXM_ET_DP_HASH: vendor(NX, 0, 'u32'),
  NXOXM_ET_ERSPAN_IDX: vendor(NX, 11, 'u32'),
  NXOXM_ET_ERSPAN_VER: vendor(NX, 12, 'u8'),
  NXOXM_ET_ERSPAN_DIR: vendor(NX, 13, 'u8'),
  NXOXM_ET_ERSPAN_HWID: vendor(NX, 14, 'u8'),
  NXOXM_ET_GTPU_FLAGS: vendor(NX, 15, 'u8'),
  NXOXM_ET_GTPU_MSGTYPE: vendor(NX, 16, 'u8'),

  NXOXM_NSH_FLAGS: vendor(NX_NSH, 1, 'u8'),
  NXOXM_NSH_MDTYPE: vendor(NX_NSH, 2, 'u8'),
  NXOXM_NSH_NP: vendor(NX_NSH, 3, 'u8'),
  NXOXM_NSH_SPI: vendor(NX_NSH, 4, 'u32'),
  NXOXM_NSH_SI: vendor(NX_NSH, 5, 'u8'),
  NXOXM_NSH_C1: vendor(NX_NSH, 6, 'u32'),
  NXOXM_NSH_C2: vendor(NX_NSH, 7, 'u32'),
  NXOXM_NSH_C3: vendor(NX_NSH, 8, 'u32'),
  NXOXM_NSH_C4: vendor(NX_NSH, 9, 'u32'),
  NXOXM_NSH_TTL: vendor(NX_NSH, 10, 'u8'),
} as const satisfies Readonly<Record<string, OxmField>>

export type OxmName = keyof typeof OXM_FIELDS

/** The 32 bits in front of a field (OpenFlow 1.3.5, 7.2.3.2): class, field, whether a mask follows, octets behind them. */
export function oxmHeader({ oxmClass, oxmField, kind, experimenter }: OxmField, masked: boolean): number {
  const bytes = OXM_BYTES[kind] * (masked ? 2 : 1) + (experimenter === undefined ? 0 : 4)
  return ((oxmClass << 16) | (oxmField << 9) | (masked ? 0x100 : 0) | bytes) >>> 0
}

/** NXM_NX_TUN_METADATA0 to 63, whatever their length and mask. */
export const isTunnelMetadata = (header: number): boolean => header >= 0x0001_5000 && header <= 0x0001_cfff
