import { openEnumeration, u16 } from '@vlcp/struct'

/** Option codes (RFC 8415, 24, unless noted; IANA "DHCPv6 Option Codes"). */
export const dhcpv6_option_code = openEnumeration('dhcpv6_option_code', u16, {
  CLIENTID: 1,
  SERVERID: 2,
  IA_NA: 3,
  IA_TA: 4,
  IAADDR: 5,
  ORO: 6,
  PREFERENCE: 7,
  ELAPSED_TIME: 8,
  RELAY_MSG: 9,
  AUTH: 11,
  UNICAST: 12,
  STATUS_CODE: 13,
  RAPID_COMMIT: 14,
  USER_CLASS: 15,
  VENDOR_CLASS: 16,
  VENDOR_OPTS: 17,
  INTERFACE_ID: 18,
  RECONF_MSG: 19,
  RECONF_ACCEPT: 20,
  /** RFC 3319. */
  SIP_SERVER_D: 21,
  SIP_SERVER_A: 22,
  /** RFC 3646. */
  DNS_SERVERS: 23,
  DOMAIN_LIST: 24,
  IA_PD: 25,
  IAPREFIX: 26,
  /** RFC 3898. */
  NIS_SERVERS: 27,
  NISP_SERVERS: 28,
  NIS_DOMAIN_NAME: 29,
  NISP_DOMAIN_NAME: 30,
  /** RFC 4075. */
  SNTP_SERVERS: 31,
  INFORMATION_REFRESH_TIME: 32,
  /** RFC 4649. */
  REMOTE_ID: 37,
  /** RFC 4580. */
  SUBSCRIBER_ID: 38,
  /** RFC 4704. */
  CLIENT_FQDN: 39,
  /** RFC 4833. */
  NEW_POSIX_TIMEZONE: 41,
  NEW_TZDB_TIMEZONE: 42,
  /** RFC 5908. */
  NTP_SERVER: 56,
  /** RFC 5970. */
  BOOTFILE_URL: 59,
  BOOTFILE_PARAM: 60,
  CLIENT_ARCH_TYPE: 61,
  NII: 62,
  /** RFC 6334. */
  AFTR_NAME: 64,
  /** RFC 6939. */
  CLIENT_LINKLAYER_ADDR: 79,
  SOL_MAX_RT: 82,
  INF_MAX_RT: 83,
  /** RFC 8910. */
  CAPTIVE_PORTAL: 103,
})

/** Status codes (RFC 8415, 21.13). */
export const dhcpv6_status_code = openEnumeration('dhcpv6_status_code', u16, {
  Success: 0,
  UnspecFail: 1,
  NoAddrsAvail: 2,
  NoBinding: 3,
  NotOnLink: 4,
  UseMulticast: 5,
  NoPrefixAvail: 6,
})
