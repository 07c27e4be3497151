import { bytes, type Each, family, type Infer, ipv6, length, openEnumeration, struct, u16, u32, u8 } from '@vlcp/struct'

/** IANA "Destination Options and Hop-by-Hop Options". */
export const ipv6_option_type = openEnumeration('ipv6_option_type', u8, {
  PAD1: 0,
  PADN: 1,
  ROUTER_ALERT: 5,
  JUMBO_PAYLOAD: 0xc2,
  HOME_ADDRESS: 0xc9,
})

/** An option of a hop-by-hop or destination header (RFC 8200, 4.2). Pad1 is a single byte without length. */
export const ipv6_option = family(
  'ipv6_option',
  struct('ipv6_option_header', { type: ipv6_option_type, length: length(u8, { add: -2 }) }),
  'type',
  {
    [ipv6_option_type.PADN]: struct('padn', { padding: bytes() }),
    /** RFC 2711. */
    [ipv6_option_type.ROUTER_ALERT]: struct('router_alert', { router_alert: u16 }),
    /** RFC 2675. */
    [ipv6_option_type.JUMBO_PAYLOAD]: struct('jumbo_payload', { jumbo_payload_length: u32 }),
    /** RFC 6275, 6.3. */
    [ipv6_option_type.HOME_ADDRESS]: struct('home_address', { home_address: ipv6 }),
  },
)

export type Ipv6Option = Each<Infer<typeof ipv6_option>>
