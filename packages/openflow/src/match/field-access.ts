import type { FieldName } from './field-table.ts'

/** Fields of which a match compares every bit or none: ovs-fields(7), "Masking: not maskable". */
const WHOLE: ReadonlySet<FieldName> = new Set<FieldName>([
  'recirc_id',
  'packet_type',
  'conj_id',
  'in_port',
  'in_phy_port',
  'actset_output',
  'ct_zone',
  'ct_nw_proto',
  'eth_type',
  'vlan_pcp',
  'mpls_label',
  'mpls_tc',
  'mpls_bos',
  'mpls_ttl',
  'ip_proto',
  'nw_tos',
  'ip_dscp',
  'ip_ecn',
  'nw_ttl',
  'arp_op',
  'icmpv4_type',
  'icmpv4_code',
  'icmpv6_type',
  'icmpv6_code',
  'nd_reserved',
  'nd_options_type',
  'nsh_mdtype',
  'nsh_np',
  'nsh_spi',
  'nsh_si',
  'nsh_ttl',
  'pbb_uca',
])

/** Fields no action may write: ovs-fields(7), "Access: read-only". */
const READ_ONLY: ReadonlySet<FieldName> = new Set<FieldName>([
  'packet_type',
  'dp_hash',
  'recirc_id',
  'conj_id',
  'in_phy_port',
  'actset_output',
  'tun_gtpu_flags',
  'tun_gtpu_msgtype',
  'ct_state',
  'ct_zone',
  'ct_nw_proto',
  'ct_nw_src',
  'ct_nw_dst',
  'ct_ipv6_src',
  'ct_ipv6_dst',
  'ct_tp_src',
  'ct_tp_dst',
  'eth_type',
  'ip_proto',
  'ip_frag',
  'tcp_flags',
  'mpls_bos',
  'ipv6_exthdr',
  'nsh_mdtype',
  'nsh_np',
])

export const isMaskable = (field: FieldName): boolean => !WHOLE.has(field)
export const isWritable = (field: FieldName): boolean => !READ_ONLY.has(field)
/** Fields of a connection, which only actions inside of `ct` write. */
export const isOfConnection = (field: FieldName): boolean => field === 'ct_mark' || field === 'ct_label'
