import {
  array,
  bits,
  bytes,
  count,
  type Each,
  family,
  flag,
  type Infer,
  ipv6,
  openEnumeration,
  pad,
  struct,
  type Type,
  u16,
  u32,
  u8,
} from '@vlcp/struct'
import { filled } from '../core/filled.ts'
import { layerName } from '../core/layer-name.ts'
import { maybeRest } from '../core/maybe-rest.ts'
import { optionList } from '../core/option-list.ts'
import type { Protocol } from '../core/protocol.ts'
import { formatIpv6 } from './format-ipv6.ts'
import { ip_protocol } from './ip-protocol.ts'
import { nd_option, type NdOption } from './nd-option.ts'

/** IANA "ICMPv6 type Numbers". */
export const icmpv6_type = openEnumeration('icmpv6_type', u8, {
  DESTINATION_UNREACHABLE: 1,
  PACKET_TOO_BIG: 2,
  TIME_EXCEEDED: 3,
  PARAMETER_PROBLEM: 4,
  ECHO_REQUEST: 128,
  ECHO_REPLY: 129,
  MULTICAST_LISTENER_QUERY: 130,
  MULTICAST_LISTENER_REPORT: 131,
  MULTICAST_LISTENER_DONE: 132,
  ROUTER_SOLICITATION: 133,
  ROUTER_ADVERTISEMENT: 134,
  NEIGHBOR_SOLICITATION: 135,
  NEIGHBOR_ADVERTISEMENT: 136,
  REDIRECT: 137,
  MULTICAST_LISTENER_REPORT_V2: 143,
})

const options = optionList(nd_option as Type<NdOption>, { key: 'type' })
/** RFC 4884, 4: words of 8 bytes of the quoted packet when extensions follow it. */
const unreachable = struct('error', { length: u8, _unused: pad(3), data: bytes() })
const echo = struct('echo', { identifier: u16, sequence_number: u16, data: bytes() })
/** RFC 2710, 3. */
const listener = struct('multicast_listener', {
  maximum_response_delay_ms: u16,
  _reserved: pad(2),
  multicast_address: ipv6,
  data: bytes(),
})

/** What version 2 appends to a query (RFC 3810, 5.1). */
const mldv2_query = struct('mldv2_query', {
  _flags: bits(u8, { _reserved: 4, s: flag, qrv: 3 }),
  qqic: u8,
  number_of_sources: count(u16),
  source_addresses: array(ipv6, 'number_of_sources'),
  additional_data: bytes(),
})

/** RFC 3810, 5.2. The auxiliary data length counts words of 4 bytes. */
const mldv2_record = struct('mldv2_record', {
  record_type: u8,
  aux_data_len: u8,
  number_of_sources: count(u16),
  multicast_address: ipv6,
  source_addresses: array(ipv6, 'number_of_sources'),
  auxiliary_data: bytes((v: { aux_data_len: number }) => 4 * v.aux_data_len),
})

const variants = {
  [icmpv6_type.DESTINATION_UNREACHABLE]: unreachable,
  [icmpv6_type.PACKET_TOO_BIG]: struct('packet_too_big', { mtu: u32, data: bytes() }),
  [icmpv6_type.TIME_EXCEEDED]: unreachable,
  [icmpv6_type.PARAMETER_PROBLEM]: struct('parameter_problem', { pointer: u32, data: bytes() }),
  [icmpv6_type.ECHO_REQUEST]: echo,
  [icmpv6_type.ECHO_REPLY]: echo,
  [icmpv6_type.MULTICAST_LISTENER_QUERY]: struct('multicast_listener_query', {
    maximum_response_code: u16,
    _reserved: pad(2),
    multicast_address: ipv6,
    /** null in version 1. */
    v2: maybeRest(mldv2_query),
  }),
  [icmpv6_type.MULTICAST_LISTENER_REPORT]: listener,
  [icmpv6_type.MULTICAST_LISTENER_DONE]: listener,
  /** RFC 4861, 4.1 to 4.5. */
  [icmpv6_type.ROUTER_SOLICITATION]: struct('router_solicitation', { _reserved: pad(4), options }),
  [icmpv6_type.ROUTER_ADVERTISEMENT]: struct('router_advertisement', {
    cur_hop_limit: u8,
    /** `h` RFC 6275, `prf` RFC 4191, `p` RFC 4389. */
    _flags: bits(u8, { m: flag, o: flag, h: flag, prf: 2, p: flag, _reserved: 2 }),
    router_lifetime_s: u16,
    reachable_time_ms: u32,
    retrans_timer_ms: u32,
    options,
  }),
  [icmpv6_type.NEIGHBOR_SOLICITATION]: struct('neighbor_solicitation', {
    _reserved: pad(4),
    target_address: ipv6,
    options,
  }),
  [icmpv6_type.NEIGHBOR_ADVERTISEMENT]: struct('neighbor_advertisement', {
    _flags: bits(u32, { r: flag, s: flag, o: flag, _reserved: 29 }),
    target_address: ipv6,
    options,
  }),
  [icmpv6_type.REDIRECT]: struct('redirect', {
    _reserved: pad(4),
    target_address: ipv6,
    destination_address: ipv6,
    options,
  }),
  /** RFC 3810, 5.2. */
  [icmpv6_type.MULTICAST_LISTENER_REPORT_V2]: struct('multicast_listener_report_v2', {
    _reserved: pad(2),
    number_of_records: count(u16),
    records: array(mldv2_record, 'number_of_records'),
    additional_data: bytes(),
  }),
}

/**
 * An ICMPv6 message (RFC 4443; neighbour discovery RFC 4861; multicast listeners RFC 2710 and 3810). `data` of an error is the start
 * of the packet that caused it: `decodePacket(data, { first: 'ipv6' })`. The checksum covers a pseudo-header: `encodePacket` fills it in.
 */
export const icmpv6 = family(
  'icmpv6',
  struct('icmpv6_header', {
    layer: layerName('icmpv6'),
    type: icmpv6_type,
    code: u8,
    checksum: filled(u16, 'checksum'),
  }),
  'type',
  variants,
)

export type Icmpv6 = Each<Infer<typeof icmpv6>>

export const icmpv6Protocol: Protocol<Icmpv6> = {
  type: icmpv6 as Type<Icmpv6>,
  whole: true,
  check: { key: 'checksum', at: 2, covers: 'region', sum: 'pseudo', protocol: ip_protocol.IPPROTO_ICMPV6 },
  summary(message) {
    const { type, code } = message
    const about = 'target_address' in message ? ` ${formatIpv6(message.target_address)}` : ''
    const sequence = 'sequence_number' in message ? ` id ${message.identifier} seq ${message.sequence_number}` : ''
    return `icmpv6 ${icmpv6_type.nameOf(type)}${code === 0 ? '' : ` code ${code}`}${about}${sequence}`
  },
}
