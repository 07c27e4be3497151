import { enumeration, flags, ipv4, ipv6, optional, pad, struct, type Type, u16, u8 } from '@vlcp/struct'
import { oxm_header } from '../../oxm/oxm.ts'

export const nx_conntrack_flags = flags('nx_conntrack_flags', u16, { NX_CT_F_COMMIT: 1 << 0, NX_CT_F_FORCE: 1 << 1 })

/** `recirc_table` of an action that does not send the packet back into a table. */
export const NX_CT_RECIRC_NONE = 0xff

export const nx_ct_alg = enumeration('nx_ct_alg', u16, { NONE: 0, FTP: 21, TFTP: 69 })

/** NXAST_CT. `zone_src` 0: the zone is `zone`; else `zone` is the part of that field, as offset << 6 | bits - 1. */
export const nx_action_conntrack = <A>(actions: Type<A>) =>
  struct('nx_action_conntrack', {
    flags: nx_conntrack_flags,
    zone_src: oxm_header,
    zone: u16,
    recirc_table: u8,
    _pad: pad(3),
    alg: nx_ct_alg,
    actions,
  })

/** NXAST_CLONE: does the actions on a copy of the packet. */
export const nx_action_clone = <A>(actions: Type<A>) => struct('nx_action_clone', { _pad: pad(6), actions })

export const nx_nat_flags = flags('nx_nat_flags', u16, {
  NX_NAT_F_SRC: 1 << 0,
  NX_NAT_F_DST: 1 << 1,
  NX_NAT_F_PERSISTENT: 1 << 2,
  NX_NAT_F_PROTO_HASH: 1 << 3,
  NX_NAT_F_PROTO_RANDOM: 1 << 4,
})

export const nx_nat_range = flags('nx_nat_range', u16, {
  NX_NAT_RANGE_IPV4_MIN: 1 << 0,
  NX_NAT_RANGE_IPV4_MAX: 1 << 1,
  NX_NAT_RANGE_IPV6_MIN: 1 << 2,
  NX_NAT_RANGE_IPV6_MAX: 1 << 3,
  NX_NAT_RANGE_PROTO_MIN: 1 << 4,
  NX_NAT_RANGE_PROTO_MAX: 1 << 5,
})

const present = (bit: number) => (v: { range_present: number }) => (v.range_present & bit) !== 0

/** NXAST_NAT, inside NXAST_CT. */
export const nx_action_nat = struct('nx_action_nat', {
  _pad: pad(2),
  flags: nx_nat_flags,
  range_present: nx_nat_range,
  ipv4_min: optional(ipv4, present(nx_nat_range.NX_NAT_RANGE_IPV4_MIN)),
  ipv4_max: optional(ipv4, present(nx_nat_range.NX_NAT_RANGE_IPV4_MAX)),
  ipv6_min: optional(ipv6, present(nx_nat_range.NX_NAT_RANGE_IPV6_MIN)),
  ipv6_max: optional(ipv6, present(nx_nat_range.NX_NAT_RANGE_IPV6_MAX)),
  proto_min: optional(u16, present(nx_nat_range.NX_NAT_RANGE_PROTO_MIN)),
  proto_max: optional(u16, present(nx_nat_range.NX_NAT_RANGE_PROTO_MAX)),
})
