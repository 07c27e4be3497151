import {
  array,
  bytes,
  checksum,
  count,
  type Each,
  family,
  type Infer,
  initial,
  ipv4,
  openEnumeration,
  pad,
  struct,
  type Type,
  u16,
  u32,
  u8,
} from '@vlcp/struct'
import { internetChecksum } from '../core/checksum.ts'
import { layerName } from '../core/layer-name.ts'
import type { Protocol } from '../core/protocol.ts'

/** IANA "ICMP Type Numbers". */
export const icmp_type = openEnumeration('icmp_type', u8, {
  ECHO_REPLY: 0,
  DESTINATION_UNREACHABLE: 3,
  SOURCE_QUENCH: 4,
  REDIRECT: 5,
  ECHO: 8,
  ROUTER_ADVERTISEMENT: 9,
  ROUTER_SOLICITATION: 10,
  TIME_EXCEEDED: 11,
  PARAMETER_PROBLEM: 12,
  TIMESTAMP: 13,
  TIMESTAMP_REPLY: 14,
  INFORMATION_REQUEST: 15,
  INFORMATION_REPLY: 16,
  ADDRESS_MASK_REQUEST: 17,
  ADDRESS_MASK_REPLY: 18,
  EXTENDED_ECHO_REQUEST: 42,
  EXTENDED_ECHO_REPLY: 43,
})

const exchange = { identifier: u16, sequence_number: u16 }
const echo = struct('echo', { ...exchange, data: bytes() })
/** The number of words of the quoted packet when extensions follow it (RFC 4884, 4). */
const quoted_length = initial(u8, 0)
const timestamp = struct('timestamp', {
  ...exchange,
  originate_timestamp: u32,
  receive_timestamp: u32,
  transmit_timestamp: u32,
  data: bytes(),
})
const mask = struct('address_mask', { ...exchange, address_mask: ipv4, data: bytes() })

/**
 * An ICMP message (RFC 792). `data` of an error is the start of the packet that caused it: `decodePacket(data, { first: 'ipv4' })`.
 * Unknown types keep what follows the checksum in `_extra`.
 */
export const icmp = family(
  'icmp',
  struct('icmp_header', {
    layer: layerName('icmp'),
    type: icmp_type,
    code: u8,
    checksum: checksum(u16, (message) => internetChecksum(message)),
  }),
  'type',
  {
    [icmp_type.ECHO_REPLY]: echo,
    [icmp_type.ECHO]: echo,
    /** `next_hop_mtu`: RFC 1191, 4. */
    [icmp_type.DESTINATION_UNREACHABLE]: struct('destination_unreachable', {
      _unused: pad(1),
      length: quoted_length,
      next_hop_mtu: u16,
      data: bytes(),
    }),
    [icmp_type.SOURCE_QUENCH]: struct('source_quench', { _unused: pad(4), data: bytes() }),
    [icmp_type.REDIRECT]: struct('redirect', { gateway: ipv4, data: bytes() }),
    /** RFC 1256, 3. */
    [icmp_type.ROUTER_ADVERTISEMENT]: struct('router_advertisement', {
      num_addrs: count(u8),
      addr_entry_size: initial(u8, 2),
      lifetime_s: u16,
      routers: array(struct('router', { router_address: ipv4, preference_level: u32 }), 'num_addrs'),
      data: bytes(),
    }),
    [icmp_type.ROUTER_SOLICITATION]: struct('router_solicitation', { _reserved: pad(4), data: bytes() }),
    [icmp_type.TIME_EXCEEDED]: struct('time_exceeded', {
      _unused: pad(1),
      length: quoted_length,
      _rest: pad(2),
      data: bytes(),
    }),
    [icmp_type.PARAMETER_PROBLEM]: struct('parameter_problem', {
      pointer: u8,
      length: quoted_length,
      _rest: pad(2),
      data: bytes(),
    }),
    [icmp_type.TIMESTAMP]: timestamp,
    [icmp_type.TIMESTAMP_REPLY]: timestamp,
    [icmp_type.INFORMATION_REQUEST]: echo,
    [icmp_type.INFORMATION_REPLY]: echo,
    /** RFC 950, appendix I. */
    [icmp_type.ADDRESS_MASK_REQUEST]: mask,
    [icmp_type.ADDRESS_MASK_REPLY]: mask,
    /** RFC 8335, 2 and 3. */
    [icmp_type.EXTENDED_ECHO_REQUEST]: struct('extended_echo_request', {
      identifier: u16,
      sequence_number_8: u8,
      local: u8,
      data: bytes(),
    }),
    [icmp_type.EXTENDED_ECHO_REPLY]: struct('extended_echo_reply', {
      identifier: u16,
      sequence_number_8: u8,
      state: u8,
      data: bytes(),
    }),
  },
)

export type Icmp = Each<Infer<typeof icmp>>

export const icmpProtocol: Protocol<Icmp> = {
  type: icmp as Type<Icmp>,
  whole: true,
  check: { key: 'checksum', at: 2, covers: 'region', sum: 'internet' },
  summary(message) {
    const { type, code } = message
    const sequence = 'sequence_number' in message ? ` id ${message.identifier} seq ${message.sequence_number}` : ''
    return `icmp ${icmp_type.nameOf(type)}${code === 0 ? '' : ` code ${code}`}${sequence}`
  },
}
