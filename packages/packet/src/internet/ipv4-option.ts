import {
  bits,
  bytes,
  type Each,
  family,
  type Infer,
  ipv4,
  length,
  list,
  openEnumeration,
  struct,
  u16,
  u8,
} from '@vlcp/struct'

/** IANA "IP Option Numbers": copied flag, class and number in one byte. */
export const ipv4_option_type = openEnumeration('ipv4_option_type', u8, {
  EOL: 0,
  NOP: 1,
  RECORD_ROUTE: 7,
  TIMESTAMP: 68,
  SECURITY: 130,
  LOOSE_SOURCE_ROUTE: 131,
  STREAM_ID: 136,
  STRICT_SOURCE_ROUTE: 137,
  ROUTER_ALERT: 148,
})

const route = struct('route', { pointer: u8, addresses: list(ipv4) })

/** An option with a length (RFC 791, 3.1). End of list and no operation are single bytes without it. */
export const ipv4_option = family(
  'ipv4_option',
  struct('ipv4_option_header', { type: ipv4_option_type, length: length(u8) }),
  'type',
  {
    [ipv4_option_type.RECORD_ROUTE]: route,
    [ipv4_option_type.LOOSE_SOURCE_ROUTE]: route,
    [ipv4_option_type.STRICT_SOURCE_ROUTE]: route,
    [ipv4_option_type.TIMESTAMP]: struct('timestamp', {
      pointer: u8,
      _overflow: bits(u8, { overflow: 4, flag: 4 }),
      data: bytes(),
    }),
    [ipv4_option_type.SECURITY]: struct('security', { security: bytes() }),
    [ipv4_option_type.STREAM_ID]: struct('stream_id', { stream_id: u16 }),
    /** RFC 2113. */
    [ipv4_option_type.ROUTER_ALERT]: struct('router_alert', { router_alert: u16 }),
  },
)

export type Ipv4Option = Each<Infer<typeof ipv4_option>>
