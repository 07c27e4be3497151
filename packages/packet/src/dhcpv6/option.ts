import {
  bytes,
  type Each,
  family,
  type Infer,
  ipv6,
  length,
  list,
  string,
  struct,
  type Type,
  u16,
  u32,
  u64,
  u8,
} from '@vlcp/struct'
import { domainNames } from '../core/domain-names.ts'
import { optionList } from '../core/option-list.ts'
import { dhcpv6_option_code as code, dhcpv6_status_code } from './option-code.ts'

/** RFC 8415, 21.1. */
const header = struct('dhcpv6_option_header', { code, length: length(u16, { add: -4 }) })

/** RFC 8415, 21.13. */
const status = {
  [code.STATUS_CODE]: struct('status_code', { status_code: dhcpv6_status_code, status_message: string() }),
}

/** Options of an address or prefix. */
const dhcpv6_status_option = family('dhcpv6_status_option', header, 'code', status)
export type Dhcpv6StatusOption = Each<Infer<typeof dhcpv6_status_option>>
const statusOptions = optionList(dhcpv6_status_option as Type<Dhcpv6StatusOption>, { key: 'code' })

/** RFC 8415, 21.6 and 21.22. Lifetimes of 0xffffffff are infinite. */
const leases = {
  [code.IAADDR]: struct('iaaddr', {
    address: ipv6,
    preferred_lifetime_s: u32,
    valid_lifetime_s: u32,
    options: statusOptions,
  }),
  [code.IAPREFIX]: struct('iaprefix', {
    preferred_lifetime_s: u32,
    valid_lifetime_s: u32,
    prefix_length: u8,
    prefix: ipv6,
    options: statusOptions,
  }),
}

/** Options of an identity association. */
const dhcpv6_lease_option = family('dhcpv6_lease_option', header, 'code', { ...status, ...leases })
export type Dhcpv6LeaseOption = Each<Infer<typeof dhcpv6_lease_option>>
const leaseOptions = optionList(dhcpv6_lease_option as Type<Dhcpv6LeaseOption>, { key: 'code' })

const association = struct('identity_association', { iaid: u32, t1_s: u32, t2_s: u32, options: leaseOptions })
const duid = struct('duid', { duid: bytes() })
const addresses = struct('addresses', { addresses: list(ipv6) })
const names = struct('names', { names: domainNames })
const text = struct('text', { text: string() })
const empty = struct('empty', {})
const seconds = struct('seconds', { seconds: u32 })
const chunks = list(bytes(u16) as Type<Uint8Array>)
const suboptions = list(struct('suboption', { suboption: u16, length: length(u16, { add: -4 }), data: bytes() }))

/** An option of a message (RFC 8415, 21). Codes without definition keep their data in `_extra`. */
export const dhcpv6_option = family('dhcpv6_option', header, 'code', {
  ...status,
  ...leases,
  [code.CLIENTID]: duid,
  [code.SERVERID]: duid,
  [code.IA_NA]: association,
  [code.IA_TA]: struct('ia_ta', { iaid: u32, options: leaseOptions }),
  [code.ORO]: struct('oro', { codes: list(code) }),
  [code.PREFERENCE]: struct('preference', { preference: u8 }),
  [code.ELAPSED_TIME]: struct('elapsed_time', { elapsed_time_cs: u16 }),
  [code.RELAY_MSG]: struct('relay_msg', { relay_message: bytes() }),
  [code.AUTH]: struct('auth', {
    protocol: u8,
    algorithm: u8,
    rdm: u8,
    replay_detection: u64,
    authentication_information: bytes(),
  }),
  [code.UNICAST]: struct('unicast', { address: ipv6 }),
  [code.RAPID_COMMIT]: empty,
  [code.USER_CLASS]: struct('user_class', { classes: chunks }),
  [code.VENDOR_CLASS]: struct('vendor_class', { enterprise_number: u32, classes: chunks }),
  [code.VENDOR_OPTS]: struct('vendor_opts', { enterprise_number: u32, suboptions }),
  [code.INTERFACE_ID]: struct('interface_id', { interface_id: bytes() }),
  [code.RECONF_MSG]: struct('reconf_msg', { msg_type: u8 }),
  [code.RECONF_ACCEPT]: empty,
  [code.SIP_SERVER_D]: names,
  [code.SIP_SERVER_A]: addresses,
  [code.DNS_SERVERS]: addresses,
  [code.DOMAIN_LIST]: names,
  [code.IA_PD]: association,
  [code.NIS_SERVERS]: addresses,
  [code.NISP_SERVERS]: addresses,
  [code.NIS_DOMAIN_NAME]: names,
  [code.NISP_DOMAIN_NAME]: names,
  [code.SNTP_SERVERS]: addresses,
  [code.INFORMATION_REFRESH_TIME]: seconds,
  [code.REMOTE_ID]: struct('remote_id', { enterprise_number: u32, remote_id: bytes() }),
  [code.SUBSCRIBER_ID]: struct('subscriber_id', { subscriber_id: bytes() }),
  [code.CLIENT_FQDN]: struct('client_fqdn', { flags: u8, domain_name: bytes() }),
  [code.NEW_POSIX_TIMEZONE]: text,
  [code.NEW_TZDB_TIMEZONE]: text,
  [code.NTP_SERVER]: struct('ntp_server', { suboptions }),
  [code.BOOTFILE_URL]: text,
  [code.BOOTFILE_PARAM]: struct('bootfile_param', { parameters: chunks }),
  [code.CLIENT_ARCH_TYPE]: struct('client_arch_type', { architectures: list(u16) }),
  [code.NII]: struct('nii', { type: u8, major: u8, minor: u8 }),
  [code.AFTR_NAME]: names,
  [code.CLIENT_LINKLAYER_ADDR]: struct('client_linklayer_addr', {
    link_layer_type: u16,
    link_layer_address: bytes(),
  }),
  [code.SOL_MAX_RT]: seconds,
  [code.INF_MAX_RT]: seconds,
  [code.CAPTIVE_PORTAL]: text,
})

export type Dhcpv6Option = Each<Infer<typeof dhcpv6_option>>
