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
  readonly form: FieldForm
}

const BASIC = 0x8000
const NXM_1 = 0x0001

type Row = readonly [name: string, text: string, oxmClass: number, oxmField: number, bits: number, form: FieldForm]

// OpenFlow 1.3.5, table 12 (OXM_OF_*), and Open vSwitch's nicira-ext.h (NXM_NX_*); text names from ovs-fields(7).
const ROWS = [
  ['in_port', 'in_port', BASIC, 0, 32, 'port'],
  ['in_phy_port', 'in_phy_port', BASIC, 1, 32, 'port'],
  ['metadata', 'metadata', BASIC, 2, 64, 'hexadecimal'],
  ['eth_dst', 'dl_dst', BASIC, 3, 48, 'mac'],
  ['eth_src', 'dl_src', BASIC, 4, 48, 'mac'],
  ['eth_type', 'dl_type', BASIC, 5, 16, 'hexadecimal'],
  ['vlan_vid', 'vlan_vid', BASIC, 6, 13, 'vlan'],
  ['vlan_pcp', 'dl_vlan_pcp', BASIC, 7, 3, 'decimal'],
  ['ip_dscp', 'ip_dscp', BASIC, 8, 6, 'decimal'],
  ['ip_ecn', 'nw_ecn', BASIC, 9, 2, 'decimal'],
  ['ip_proto', 'nw_proto', BASIC, 10, 8, 'decimal'],
  ['ipv4_src', 'nw_src', BASIC, 11, 32, 'ipv4'],
  ['ipv4_dst', 'nw_dst', BASIC, 12, 32, 'ipv4'],
  ['tcp_src', 'tcp_src', BASIC, 13, 16, 'decimal'],
  ['tcp_dst', 'tcp_dst', BASIC, 14, 16, 'decimal'],
  ['udp_src', 'udp_src', BASIC, 15, 16, 'decimal'],
  ['udp_dst', 'udp_dst', BASIC, 16, 16, 'decimal'],
  ['sctp_src', 'sctp_src', BASIC, 17, 16, 'decimal'],
  ['sctp_dst', 'sctp_dst', BASIC, 18, 16, 'decimal'],
  ['icmpv4_type', 'icmp_type', BASIC, 19, 8, 'decimal'],
  ['icmpv4_code', 'icmp_code', BASIC, 20, 8, 'decimal'],
  ['arp_op', 'arp_op', BASIC, 21, 16, 'decimal'],
  ['arp_spa', 'arp_spa', BASIC, 22, 32, 'ipv4'],
  ['arp_tpa', 'arp_tpa', BASIC, 23, 32, 'ipv4'],
  ['arp_sha', 'arp_sha', BASIC, 24, 48, 'mac'],
  ['arp_tha', 'arp_tha', BASIC, 25, 48, 'mac'],
  ['ipv6_src', 'ipv6_src', BASIC, 26, 128, 'ipv6'],
  ['ipv6_dst', 'ipv6_dst', BASIC, 27, 128, 'ipv6'],
  ['ipv6_flabel', 'ipv6_label', BASIC, 28, 20, 'hexadecimal'],
  ['icmpv6_type', 'icmp_type', BASIC, 29, 8, 'decimal'],
  ['icmpv6_code', 'icmp_code', BASIC, 30, 8, 'decimal'],
  ['ipv6_nd_target', 'nd_target', BASIC, 31, 128, 'ipv6'],
  ['ipv6_nd_sll', 'nd_sll', BASIC, 32, 48, 'mac'],
  ['ipv6_nd_tll', 'nd_tll', BASIC, 33, 48, 'mac'],
  ['mpls_label', 'mpls_label', BASIC, 34, 20, 'decimal'],
  ['mpls_tc', 'mpls_tc', BASIC, 35, 3, 'decimal'],
  ['mpls_bos', 'mpls_bos', BASIC, 36, 1, 'decimal'],
  ['tunnel_id', 'tun_id', BASIC, 38, 64, 'hexadecimal'],
  ['reg0', 'reg0', NXM_1, 0, 32, 'hexadecimal'],
  ['reg1', 'reg1', NXM_1, 1, 32, 'hexadecimal'],
  ['reg2', 'reg2', NXM_1, 2, 32, 'hexadecimal'],
  ['reg3', 'reg3', NXM_1, 3, 32, 'hexadecimal'],
  ['reg4', 'reg4', NXM_1, 4, 32, 'hexadecimal'],
  ['reg5', 'reg5', NXM_1, 5, 32, 'hexadecimal'],
  ['reg6', 'reg6', NXM_1, 6, 32, 'hexadecimal'],
  ['reg7', 'reg7', NXM_1, 7, 32, 'hexadecimal'],
  ['reg8', 'reg8', NXM_1, 8, 32, 'hexadecimal'],
  ['reg9', 'reg9', NXM_1, 9, 32, 'hexadecimal'],
  ['reg10', 'reg10', NXM_1, 10, 32, 'hexadecimal'],
  ['reg11', 'reg11', NXM_1, 11, 32, 'hexadecimal'],
  ['reg12', 'reg12', NXM_1, 12, 32, 'hexadecimal'],
  ['reg13', 'reg13', NXM_1, 13, 32, 'hexadecimal'],
  ['reg14', 'reg14', NXM_1, 14, 32, 'hexadecimal'],
  ['reg15', 'reg15', NXM_1, 15, 32, 'hexadecimal'],
  ['tun_ipv4_src', 'tun_src', NXM_1, 31, 32, 'ipv4'],
  ['tun_ipv4_dst', 'tun_dst', NXM_1, 32, 32, 'ipv4'],
] as const satisfies readonly Row[]

export type FieldName = (typeof ROWS)[number][0]

export const FIELDS: readonly Field[] = ROWS.map(([name, text, oxmClass, oxmField, bits, form], position) => ({
  name,
  position,
  text,
  oxmClass,
  oxmField,
  bits,
  bytes: Math.ceil(bits / 8),
  form,
}))

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
