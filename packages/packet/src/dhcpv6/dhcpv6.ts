import { type Each, family, type Infer, ipv6, openEnumeration, struct, type Type, u24, u8 } from '@vlcp/struct'
import { layerName } from '../core/layer-name.ts'
import { optionList } from '../core/option-list.ts'
import type { Protocol } from '../core/protocol.ts'
import { formatIpv6 } from '../internet/format-ipv6.ts'
import { dhcpv6_option_code } from './option-code.ts'
import { dhcpv6_option, type Dhcpv6Option } from './option.ts'

/** RFC 8415, 7.3; RFC 5007. */
export const dhcpv6_msg_type = openEnumeration('dhcpv6_msg_type', u8, {
  SOLICIT: 1,
  ADVERTISE: 2,
  REQUEST: 3,
  CONFIRM: 4,
  RENEW: 5,
  REBIND: 6,
  REPLY: 7,
  RELEASE: 8,
  DECLINE: 9,
  RECONFIGURE: 10,
  INFORMATION_REQUEST: 11,
  RELAY_FORW: 12,
  RELAY_REPL: 13,
  LEASEQUERY: 14,
  LEASEQUERY_REPLY: 15,
})

const options = optionList(dhcpv6_option as Type<Dhcpv6Option>, { key: 'code' })
/** RFC 8415, 8. */
const exchange = struct('client_server', { transaction_id: u24, options })
/** RFC 8415, 9. */
const relay = struct('relay', { hop_count: u8, link_address: ipv6, peer_address: ipv6, options })

/**
 * A DHCPv6 message between client and server (RFC 8415, 8) or between relays and servers (9). A relayed message is in the option
 * RELAY_MSG, see `relayedDhcpv6`. Unknown message types keep what follows in `_extra`.
 */
export const dhcpv6 = family(
  'dhcpv6',
  struct('dhcpv6_header', { layer: layerName('dhcpv6'), msg_type: dhcpv6_msg_type }),
  'msg_type',
  {
    [dhcpv6_msg_type.SOLICIT]: exchange,
    [dhcpv6_msg_type.ADVERTISE]: exchange,
    [dhcpv6_msg_type.REQUEST]: exchange,
    [dhcpv6_msg_type.CONFIRM]: exchange,
    [dhcpv6_msg_type.RENEW]: exchange,
    [dhcpv6_msg_type.REBIND]: exchange,
    [dhcpv6_msg_type.REPLY]: exchange,
    [dhcpv6_msg_type.RELEASE]: exchange,
    [dhcpv6_msg_type.DECLINE]: exchange,
    [dhcpv6_msg_type.RECONFIGURE]: exchange,
    [dhcpv6_msg_type.INFORMATION_REQUEST]: exchange,
    [dhcpv6_msg_type.RELAY_FORW]: relay,
    [dhcpv6_msg_type.RELAY_REPL]: relay,
    [dhcpv6_msg_type.LEASEQUERY]: exchange,
    [dhcpv6_msg_type.LEASEQUERY_REPLY]: exchange,
  },
)

export type Dhcpv6 = Each<Infer<typeof dhcpv6>>

/**
 * The message inside a relay message; undefined if there is none.
 * @throws StructError if the bytes in the option are no message.
 */
export function relayedDhcpv6(message: Dhcpv6): Dhcpv6 | undefined {
  if (!('options' in message)) return undefined
  const option = message.options.find((one) => one.code === dhcpv6_option_code.RELAY_MSG)
  return option === undefined || !('relay_message' in option) ? undefined : dhcpv6.decode(option.relay_message)
}

export const dhcpv6Protocol: Protocol<Dhcpv6> = {
  type: dhcpv6 as Type<Dhcpv6>,
  whole: true,
  summary(message) {
    const name = dhcpv6_msg_type.nameOf(message.msg_type)
    if ('transaction_id' in message) return `dhcpv6 ${name} transaction 0x${message.transaction_id.toString(16)}`
    return 'peer_address' in message ? `dhcpv6 ${name} for ${formatIpv6(message.peer_address)}` : `dhcpv6 ${name}`
  },
}
