import { enumeration, family, ipv6, list, pad, struct, u16, u8 } from '@vlcp/struct'
import { property_header } from '../../property/property.ts'

/** NXT_CT_FLUSH_ZONE. */
export const nx_zone_id = struct('nx_zone_id', { _zero: pad(6), zone_id: u16 })

export const nx_ct_flush_tuple_prop_type = enumeration('nx_ct_flush_tuple_prop_type', u16, {
  NXT_CT_TUPLE_SRC: 0,
  NXT_CT_TUPLE_DST: 1,
  NXT_CT_TUPLE_SRC_PORT: 2,
  NXT_CT_TUPLE_DST_PORT: 3,
  NXT_CT_TUPLE_ICMP_ID: 4,
  NXT_CT_TUPLE_ICMP_TYPE: 5,
  NXT_CT_TUPLE_ICMP_CODE: 6,
})

const part = nx_ct_flush_tuple_prop_type

/** IPv4 addresses stand there as ::ffff:0:0/96. */
const nx_ct_flush_tuple_prop = family(
  'nx_ct_flush_tuple_prop',
  property_header('nx_ct_flush_tuple_prop', part),
  'type',
  {
    [part.NXT_CT_TUPLE_SRC]: struct('src', { src: ipv6 }),
    [part.NXT_CT_TUPLE_DST]: struct('dst', { dst: ipv6 }),
    [part.NXT_CT_TUPLE_SRC_PORT]: struct('src_port', { src_port: u16, _pad: pad(2) }),
    [part.NXT_CT_TUPLE_DST_PORT]: struct('dst_port', { dst_port: u16, _pad: pad(2) }),
    [part.NXT_CT_TUPLE_ICMP_ID]: struct('icmp_id', { icmp_id: u16, _pad: pad(2) }),
    [part.NXT_CT_TUPLE_ICMP_TYPE]: struct('icmp_type', { icmp_type: u8 }),
    [part.NXT_CT_TUPLE_ICMP_CODE]: struct('icmp_code', { icmp_code: u8 }),
  },
)

export const nx_ct_flush_prop_type = enumeration('nx_ct_flush_prop_type', u16, {
  NXT_CT_ORIG_TUPLE: 0,
  NXT_CT_REPLY_TUPLE: 1,
  NXT_CT_ZONE_ID: 2,
})

const tuple = struct('nx_ct_flush_tuple', { _pad: pad(4), tuple: list(nx_ct_flush_tuple_prop) })

const nx_ct_flush_prop = family(
  'nx_ct_flush_prop',
  property_header('nx_ct_flush_prop', nx_ct_flush_prop_type),
  'type',
  {
    [nx_ct_flush_prop_type.NXT_CT_ORIG_TUPLE]: tuple,
    [nx_ct_flush_prop_type.NXT_CT_REPLY_TUPLE]: tuple,
    [nx_ct_flush_prop_type.NXT_CT_ZONE_ID]: struct('zone_id', { zone_id: u16, _pad: pad(2) }),
  },
)

/** NXT_CT_FLUSH, of Open vSwitch 3.1. */
export const nx_ct_flush = struct('nx_ct_flush', { ip_proto: u8, _pad: pad(7), properties: list(nx_ct_flush_prop) })
