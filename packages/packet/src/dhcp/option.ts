import {
  bool,
  bytes,
  type Each,
  family,
  i32,
  type Infer,
  ipv4,
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
import { type ClasslessRoute, classless_route } from './classless-route.ts'
import { dhcp_message_type, dhcp_option_code as code } from './option-code.ts'

const address = struct('address', { address: ipv4 })
const addresses = struct('addresses', { addresses: list(ipv4) })
const text = struct('text', { text: string() })
const enabled = struct('enabled', { enabled: bool })
const seconds = struct('seconds', { seconds: u32 })
const ttl = struct('ttl', { ttl: u8 })
const size = struct('size', { size: u16 })
const data = struct('data', { data: bytes() })
const routes = struct('routes', { routes: list<ClasslessRoute>(classless_route) })

/** RFC 3046, 2.0: 1 circuit ID, 2 remote ID; others in its registry. */
const relay_agent_suboption = struct('relay_agent_suboption', {
  suboption: u8,
  length: length(u8, { add: -2 }),
  data: bytes(),
})
const enterprise = struct('enterprise', { enterprise_number: u32, data: bytes(u8) })

/**
 * An option with its whole data: in a message, data of more than 255 bytes is split over several options of the same code (RFC 3396),
 * which is why the length has 16 bits here. Codes without definition keep their data in `_extra`.
 */
export const dhcp_option = family(
  'dhcp_option',
  struct('dhcp_option_header', { code, length: length(u16, { add: -3 }) }),
  'code',
  {
    [code.SUBNET_MASK]: address,
    [code.TIME_OFFSET]: struct('time_offset', { offset_s: i32 }),
    [code.ROUTER]: addresses,
    [code.TIME_SERVER]: addresses,
    [code.NAME_SERVER]: addresses,
    [code.DOMAIN_NAME_SERVER]: addresses,
    [code.LOG_SERVER]: addresses,
    [code.COOKIE_SERVER]: addresses,
    [code.LPR_SERVER]: addresses,
    [code.IMPRESS_SERVER]: addresses,
    [code.RESOURCE_LOCATION_SERVER]: addresses,
    [code.HOST_NAME]: text,
    [code.BOOT_FILE_SIZE]: struct('boot_file_size', { blocks: u16 }),
    [code.MERIT_DUMP_FILE]: text,
    [code.DOMAIN_NAME]: text,
    [code.SWAP_SERVER]: address,
    [code.ROOT_PATH]: text,
    [code.EXTENSIONS_PATH]: text,
    [code.IP_FORWARDING]: enabled,
    [code.NON_LOCAL_SOURCE_ROUTING]: enabled,
    [code.POLICY_FILTER]: struct('policy_filter', { filters: list(struct('filter', { address: ipv4, mask: ipv4 })) }),
    [code.MAX_DATAGRAM_REASSEMBLY_SIZE]: size,
    [code.DEFAULT_IP_TTL]: ttl,
    [code.PATH_MTU_AGING_TIMEOUT]: seconds,
    [code.PATH_MTU_PLATEAU_TABLE]: struct('path_mtu_plateau_table', { sizes: list(u16) }),
    [code.INTERFACE_MTU]: struct('interface_mtu', { mtu: u16 }),
    [code.ALL_SUBNETS_ARE_LOCAL]: enabled,
    [code.BROADCAST_ADDRESS]: address,
    [code.PERFORM_MASK_DISCOVERY]: enabled,
    [code.MASK_SUPPLIER]: enabled,
    [code.PERFORM_ROUTER_DISCOVERY]: enabled,
    [code.ROUTER_SOLICITATION_ADDRESS]: address,
    [code.STATIC_ROUTE]: struct('static_route', {
      static_routes: list(struct('route', { destination: ipv4, router: ipv4 })),
    }),
    [code.TRAILER_ENCAPSULATION]: enabled,
    [code.ARP_CACHE_TIMEOUT]: seconds,
    [code.ETHERNET_ENCAPSULATION]: enabled,
    [code.TCP_DEFAULT_TTL]: ttl,
    [code.TCP_KEEPALIVE_INTERVAL]: seconds,
    [code.TCP_KEEPALIVE_GARBAGE]: enabled,
    [code.NIS_DOMAIN]: text,
    [code.NIS_SERVERS]: addresses,
    [code.NTP_SERVERS]: addresses,
    [code.VENDOR_SPECIFIC]: data,
    [code.NETBIOS_NAME_SERVER]: addresses,
    [code.NETBIOS_DATAGRAM_SERVER]: addresses,
    [code.NETBIOS_NODE_TYPE]: struct('netbios_node_type', { node_type: u8 }),
    [code.NETBIOS_SCOPE]: text,
    [code.X_FONT_SERVER]: addresses,
    [code.X_DISPLAY_MANAGER]: addresses,
    [code.REQUESTED_IP_ADDRESS]: address,
    [code.LEASE_TIME]: seconds,
    [code.MESSAGE_TYPE]: struct('message_type', { message_type: dhcp_message_type }),
    [code.SERVER_IDENTIFIER]: address,
    [code.PARAMETER_REQUEST_LIST]: struct('parameter_request_list', { codes: list(code) }),
    [code.MESSAGE]: text,
    [code.MAX_MESSAGE_SIZE]: size,
    [code.RENEWAL_TIME]: seconds,
    [code.REBINDING_TIME]: seconds,
    [code.VENDOR_CLASS_IDENTIFIER]: text,
    [code.CLIENT_IDENTIFIER]: struct('client_identifier', { type: u8, identifier: bytes() }),
    [code.NETWARE_IP_DOMAIN]: text,
    [code.NETWARE_IP]: data,
    [code.NIS_PLUS_DOMAIN]: text,
    [code.NIS_PLUS_SERVERS]: addresses,
    [code.TFTP_SERVER_NAME]: text,
    [code.BOOTFILE_NAME]: text,
    [code.MOBILE_IP_HOME_AGENT]: addresses,
    [code.SMTP_SERVER]: addresses,
    [code.POP3_SERVER]: addresses,
    [code.NNTP_SERVER]: addresses,
    [code.WWW_SERVER]: addresses,
    [code.FINGER_SERVER]: addresses,
    [code.IRC_SERVER]: addresses,
    [code.STREETTALK_SERVER]: addresses,
    [code.STDA_SERVER]: addresses,
    // Clients disagree on whether the classes have lengths in front of them, as RFC 3004 wants.
    [code.USER_CLASS]: data,
    [code.RAPID_COMMIT]: struct('rapid_commit', {}),
    [code.CLIENT_FQDN]: struct('client_fqdn', { flags: u8, rcode1: u8, rcode2: u8, domain_name: bytes() }),
    [code.RELAY_AGENT_INFORMATION]: struct('relay_agent_information', {
      suboptions: optionList(relay_agent_suboption, { key: 'suboption' }),
    }),
    [code.NDS_SERVERS]: addresses,
    [code.NDS_TREE_NAME]: text,
    [code.NDS_CONTEXT]: text,
    [code.AUTHENTICATION]: struct('authentication', {
      protocol: u8,
      algorithm: u8,
      rdm: u8,
      replay_detection: u64,
      authentication_information: bytes(),
    }),
    [code.CLIENT_LAST_TRANSACTION_TIME]: seconds,
    [code.ASSOCIATED_IP]: addresses,
    [code.CLIENT_SYSTEM_ARCHITECTURE]: struct('client_system_architecture', { architectures: list(u16) }),
    [code.CLIENT_NETWORK_INTERFACE]: struct('client_network_interface', { type: u8, major: u8, minor: u8 }),
    [code.CLIENT_MACHINE_IDENTIFIER]: struct('client_machine_identifier', { type: u8, identifier: bytes() }),
    [code.POSIX_TIMEZONE]: text,
    [code.TZDB_TIMEZONE]: text,
    [code.IPV6_ONLY_PREFERRED]: seconds,
    [code.CAPTIVE_PORTAL]: text,
    [code.AUTO_CONFIGURE]: enabled,
    [code.NAME_SERVICE_SEARCH]: struct('name_service_search', { services: list(u16) }),
    [code.SUBNET_SELECTION]: address,
    [code.DOMAIN_SEARCH]: struct('domain_search', { names: domainNames }),
    [code.SIP_SERVERS]: struct('sip_servers', { encoding: u8, data: bytes() }),
    [code.CLASSLESS_STATIC_ROUTE]: routes,
    [code.VENDOR_CLASS]: struct('vendor_class', { enterprises: list(enterprise) }),
    [code.VENDOR_INFORMATION]: struct('vendor_information', { enterprises: list(enterprise) }),
    [code.CAPWAP_CONTROLLER]: addresses,
    [code.TFTP_SERVER_ADDRESS]: addresses,
    [code.PXELINUX_MAGIC]: struct('pxelinux_magic', { magic: u32 }),
    [code.PXELINUX_CONFIG_FILE]: text,
    [code.PXELINUX_PATH_PREFIX]: text,
    [code.PXELINUX_REBOOT_TIME]: seconds,
    [code.SIX_RD]: struct('six_rd', {
      ipv4_mask_length: u8,
      prefix_length: u8,
      prefix: ipv6,
      border_relays: list(ipv4),
    }),
    [code.MS_CLASSLESS_STATIC_ROUTE]: routes,
    [code.WEB_PROXY_AUTO_DISCOVERY]: text,
  },
)

/** An option as the user sees it. Code −1: bytes, with code and length, that are no option or no valid one. */
export type DhcpOption = Each<Infer<typeof dhcp_option>> | { code: -1; data: Uint8Array }

/** The definition with its short name, which keeps declaration files small. */
export const dhcpOptionType = dhcp_option as Type<Exclude<DhcpOption, { code: -1 }>>
