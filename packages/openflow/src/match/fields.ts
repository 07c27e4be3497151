import { OXM_BYTES, OXM_FIELDS, type OxmName } from '../oxm/fields.ts'
import { oxm_header } from '../oxm/oxm.ts'

/**
 * The match fields this package knows by name. A field's number is its position in the switch's own order: Open vSwitch
 * and OpenFlow 1.3 (7.2.3.7, table 12) agree that prerequisites come before the fields that need them, and ascending
 * (class, field) order satisfies that, so matches are written in the order of this table.
 */

/** How a value reads in the text form of ovs-ofctl(8). */
export type FieldForm = 'decimal' | 'hexadecimal' | 'mac' | 'ipv4' | 'vlan' | 'port' | 'ipv6'

export interface Field {
  readonly name: FieldName
  /** Position in the table, by which matches are ordered. */
  readonly position: number
  /** The name in ovs-ofctl's output, which keeps OpenFlow 1.0 names for old fields. */
  readonly text: string
  /** OXM class: 0x8000 OpenFlow basic, 0x0001 Nicira NXM_NX. */
  readonly oxmClass: number
  /** OXM field number inside its class. */
  readonly oxmField: number
  readonly bits: number
  /** Octets of a value on the wire. */
  readonly bytes: number
  /** What stands in front of a value without mask, see `oxm_header`. */
  readonly header: number
  readonly form: FieldForm
}

type Row = readonly [name: string, text: string, oxm: OxmName, bits: number, form: FieldForm]

// OpenFlow 1.3.5, table 12 (OXM_OF_*), and Open vSwitch's nicira-ext.h (NXM_NX_*); text names from ovs-fields(7).
const ROWS = [
  ['in_port', 'in_port', 'OXM_OF_IN_PORT', 32, 'port'],
  ['in_phy_port', 'in_phy_port', 'OXM_OF_IN_PHY_PORT', 32, 'port'],
  ['metadata', 'metadata', 'OXM_OF_METADATA', 64, 'hexadecimal'],
  ['eth_dst', 'dl_dst', 'OXM_OF_ETH_DST', 48, 'mac'],
  ['eth_src', 'dl_src', 'OXM_OF_ETH_SRC', 48, 'mac'],
  ['eth_type', 'dl_type', 'OXM_OF_ETH_TYPE', 16, 'hexadecimal'],
  ['vlan_vid', 'vlan_vid', 'OXM_OF_VLAN_VID', 13, 'vlan'],
  ['vlan_pcp', 'dl_vlan_pcp', 'OXM_OF_VLAN_PCP', 3, 'decimal'],
  ['ip_dscp', 'ip_dscp', 'OXM_OF_IP_DSCP', 6, 'decimal'],
  ['ip_ecn', 'nw_ecn', 'OXM_OF_IP_ECN', 2, 'decimal'],
  ['ip_proto', 'nw_proto', 'OXM_OF_IP_PROTO', 8, 'decimal'],
  ['ipv4_src', 'nw_src', 'OXM_OF_IPV4_SRC', 32, 'ipv4'],
  ['ipv4_dst', 'nw_dst', 'OXM_OF_IPV4_DST', 32, 'ipv4'],
  ['tcp_src', 'tcp_src', 'OXM_OF_TCP_SRC', 16, 'decimal'],
  ['tcp_dst', 'tcp_dst', 'OXM_OF_TCP_DST', 16, 'decimal'],
  ['udp_src', 'udp_src', 'OXM_OF_UDP_SRC', 16, 'decimal'],
  ['udp_dst', 'udp_dst', 'OXM_OF_UDP_DST', 16, 'decimal'],
  ['sctp_src', 'sctp_src', 'OXM_OF_SCTP_SRC', 16, 'decimal'],
  ['sctp_dst', 'sctp_dst', 'OXM_OF_SCTP_DST', 16, 'decimal'],
  ['icmpv4_type', 'icmp_type', 'OXM_OF_ICMPV4_TYPE', 8, 'decimal'],
  ['icmpv4_code', 'icmp_code', 'OXM_OF_ICMPV4_CODE', 8, 'decimal'],
  ['arp_op', 'arp_op', 'OXM_OF_ARP_OP', 16, 'decimal'],
  ['arp_spa', 'arp_spa', 'OXM_OF_ARP_SPA', 32, 'ipv4'],
  ['arp_tpa', 'arp_tpa', 'OXM_OF_ARP_TPA', 32, 'ipv4'],
  ['arp_sha', 'arp_sha', 'OXM_OF_ARP_SHA', 48, 'mac'],
  ['arp_tha', 'arp_tha', 'OXM_OF_ARP_THA', 48, 'mac'],
  ['ipv6_src', 'ipv6_src', 'OXM_OF_IPV6_SRC', 128, 'ipv6'],
  ['ipv6_dst', 'ipv6_dst', 'OXM_OF_IPV6_DST', 128, 'ipv6'],
  ['ipv6_flabel', 'ipv6_label', 'OXM_OF_IPV6_FLABEL', 20, 'hexadecimal'],
  ['icmpv6_type', 'icmp_type', 'OXM_OF_ICMPV6_TYPE', 8, 'decimal'],
  ['icmpv6_code', 'icmp_code', 'OXM_OF_ICMPV6_CODE', 8, 'decimal'],
  ['ipv6_nd_target', 'nd_target', 'OXM_OF_IPV6_ND_TARGET', 128, 'ipv6'],
  ['ipv6_nd_sll', 'nd_sll', 'OXM_OF_IPV6_ND_SLL', 48, 'mac'],
  ['ipv6_nd_tll', 'nd_tll', 'OXM_OF_IPV6_ND_TLL', 48, 'mac'],
  ['mpls_label', 'mpls_label', 'OXM_OF_MPLS_LABEL', 20, 'decimal'],
  ['mpls_tc', 'mpls_tc', 'OXM_OF_MPLS_TC', 3, 'decimal'],
  ['mpls_bos', 'mpls_bos', 'OXM_OF_MPLS_BOS', 1, 'decimal'],
  ['tunnel_id', 'tun_id', 'OXM_OF_TUNNEL_ID', 64, 'hexadecimal'],
  ['reg0', 'reg0', 'NXM_NX_REG0', 32, 'hexadecimal'],
  ['reg1', 'reg1', 'NXM_NX_REG1', 32, 'hexadecimal'],
  ['reg2', 'reg2', 'NXM_NX_REG2', 32, 'hexadecimal'],
  ['reg3', 'reg3', 'NXM_NX_REG3', 32, 'hexadecimal'],
  ['reg4', 'reg4', 'NXM_NX_REG4', 32, 'hexadecimal'],
  ['reg5', 'reg5', 'NXM_NX_REG5', 32, 'hexadecimal'],
  ['reg6', 'reg6', 'NXM_NX_REG6', 32, 'hexadecimal'],
  ['reg7', 'reg7', 'NXM_NX_REG7', 32, 'hexadecimal'],
  ['reg8', 'reg8', 'NXM_NX_REG8', 32, 'hexadecimal'],
  ['reg9', 'reg9', 'NXM_NX_REG9', 32, 'hexadecimal'],
  ['reg10', 'reg10', 'NXM_NX_REG10', 32, 'hexadecimal'],
  ['reg11', 'reg11', 'NXM_NX_REG11', 32, 'hexadecimal'],
  ['reg12', 'reg12', 'NXM_NX_REG12', 32, 'hexadecimal'],
  ['reg13', 'reg13', 'NXM_NX_REG13', 32, 'hexadecimal'],
  ['reg14', 'reg14', 'NXM_NX_REG14', 32, 'hexadecimal'],
  ['reg15', 'reg15', 'NXM_NX_REG15', 32, 'hexadecimal'],
  ['tun_ipv4_src', 'tun_src', 'NXM_NX_TUN_IPV4_SRC', 32, 'ipv4'],
  ['tun_ipv4_dst', 'tun_dst', 'NXM_NX_TUN_IPV4_DST', 32, 'ipv4'],
] as const satisfies readonly Row[]

export type FieldName = (typeof ROWS)[number][0]

export const FIELDS: readonly Field[] = ROWS.map(([name, text, oxm, bits, form], position) => {
  const { oxmClass, oxmField, kind } = OXM_FIELDS[oxm]
  const bytes = OXM_BYTES[kind]
  return { name, position, text, oxmClass, oxmField, bits, bytes, header: oxm_header[oxm], form }
})

const BY_NAME = new Map<string, Field>(FIELDS.map((field) => [field.name, field]))
const BY_OXM = new Map<number, Field>(FIELDS.map((field) => [field.oxmClass * 128 + field.oxmField, field]))

/** The field of that name; the type already guarantees that it exists. */
export function fieldByName(name: FieldName): Field {
  const field = BY_NAME.get(name)
  if (field === undefined) throw new RangeError(`no match field is called ${name}`)
  return field
}

/** The field with that OXM class and number, or undefined for one this package does not know. */
export function fieldByOxm(oxmClass: number, oxmField: number): Field | undefined {
  return BY_OXM.get(oxmClass * 128 + oxmField)
}

/** The fields a match names, in the order of the table: its other keys are passed over. Costs by what the match names. */
export function fieldsOf(match: object): readonly Field[] {
  const fields: Field[] = []
  for (const name in match) {
    const field = BY_NAME.get(name)
    if (field !== undefined) fields.push(field)
  }
  return fields.sort((a, b) => a.position - b.position)
}
