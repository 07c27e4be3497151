import {
  bits,
  bytes,
  type Each,
  family,
  flag,
  type Infer,
  ipv6,
  length,
  list,
  openEnumeration,
  pad,
  string,
  struct,
  u16,
  u32,
  u8,
} from '@vlcp/struct'

/** IANA "IPv6 Neighbor Discovery Option Formats". */
export const nd_option_type = openEnumeration('nd_option_type', u8, {
  SOURCE_LINK_LAYER_ADDRESS: 1,
  TARGET_LINK_LAYER_ADDRESS: 2,
  PREFIX_INFORMATION: 3,
  REDIRECTED_HEADER: 4,
  MTU: 5,
  ADVERTISEMENT_INTERVAL: 7,
  HOME_AGENT_INFORMATION: 8,
  NONCE: 14,
  ROUTE_INFORMATION: 24,
  RDNSS: 25,
  RA_FLAGS: 26,
  DNSSL: 31,
  CAPTIVE_PORTAL: 37,
  PREF64: 38,
})

/** 6 bytes for Ethernet; other links may fill up to the next multiple of 8. */
const linkLayerAddress = struct('link_layer_address', { link_layer_address: bytes() })

/**
 * An option of neighbour discovery (RFC 4861, 4.6). Its length counts units of 8 bytes, so variable data must fill them:
 * encoding refuses another size.
 */
export const nd_option = family(
  'nd_option',
  struct('nd_option_header', { type: nd_option_type, length: length(u8, { unit: 8 }) }),
  'type',
  {
    [nd_option_type.SOURCE_LINK_LAYER_ADDRESS]: linkLayerAddress,
    [nd_option_type.TARGET_LINK_LAYER_ADDRESS]: linkLayerAddress,
    /** RFC 4861, 4.6.2. */
    [nd_option_type.PREFIX_INFORMATION]: struct('prefix_information', {
      prefix_length: u8,
      _flags: bits(u8, { l: flag, a: flag, r: flag, _reserved1: 5 }),
      valid_lifetime_s: u32,
      preferred_lifetime_s: u32,
      _reserved2: pad(4),
      prefix: ipv6,
    }),
    [nd_option_type.REDIRECTED_HEADER]: struct('redirected_header', { _reserved: pad(6), data: bytes() }),
    [nd_option_type.MTU]: struct('mtu', { _reserved: pad(2), mtu: u32 }),
    /** RFC 6275, 7.3 and 7.4. */
    [nd_option_type.ADVERTISEMENT_INTERVAL]: struct('advertisement_interval', {
      _reserved: pad(2),
      advertisement_interval_ms: u32,
    }),
    [nd_option_type.HOME_AGENT_INFORMATION]: struct('home_agent_information', {
      _reserved: pad(2),
      home_agent_preference: u16,
      home_agent_lifetime_s: u16,
    }),
    /** RFC 3971, 5.3.2. */
    [nd_option_type.NONCE]: struct('nonce', { nonce: bytes() }),
    /** RFC 4191, 2.3: the prefix takes 0, 8 or 16 bytes. */
    [nd_option_type.ROUTE_INFORMATION]: struct('route_information', {
      prefix_length: u8,
      _flags: bits(u8, { _reserved1: 3, preference: 2, _reserved2: 3 }),
      route_lifetime_s: u32,
      prefix: bytes(),
    }),
    /** RFC 8106, 5.1. */
    [nd_option_type.RDNSS]: struct('rdnss', { _reserved: pad(2), lifetime_s: u32, addresses: list(ipv6) }),
    /** RFC 5175, 4. */
    [nd_option_type.RA_FLAGS]: struct('ra_flags', { ra_flags: bytes() }),
    /** RFC 8106, 5.2: names in the form of RFC 1035, filled up with zeros. */
    [nd_option_type.DNSSL]: struct('dnssl', { _reserved: pad(2), lifetime_s: u32, domain_names: bytes() }),
    /** RFC 8910, 2.3: filled up with NULs. */
    [nd_option_type.CAPTIVE_PORTAL]: struct('captive_portal', { uri: string() }),
    /** RFC 8781, 4: `scaled_lifetime` counts 8 s, `plc` says the length of the prefix. */
    [nd_option_type.PREF64]: struct('pref64', {
      _lifetime: bits(u16, { scaled_lifetime: 13, plc: 3 }),
      prefix: bytes(),
    }),
  },
)

export type NdOption = Each<Infer<typeof nd_option>>
