import { formatIpv4, formatMac } from '@vlcp/address'
import { constant, type Infer, initial, ipv4, mac, openEnumeration, struct, u16, u8 } from '@vlcp/struct'
import { layerName } from '../core/layer-name.ts'
import type { Protocol } from '../core/protocol.ts'
import { ethertype } from './ethertype.ts'

/** RFC 826, RFC 903 (reverse), RFC 2390 (inverse). */
export const arp_op = openEnumeration('arp_op', u16, {
  REQUEST: 1,
  REPLY: 2,
  REQUEST_REVERSE: 3,
  REPLY_REVERSE: 4,
  INARP_REQUEST: 8,
  INARP_REPLY: 9,
})

/**
 * Address resolution for IPv4 over hardware addresses of 6 bytes (RFC 826; the names are those of its packet format without
 * "ar$"). Packets about other address sizes stay bytes.
 */
export const arp = struct('arp', {
  layer: layerName('arp'),
  hrd: initial(u16, 1),
  pro: initial(ethertype, ethertype.ETHERTYPE_IPV4),
  hln: constant(u8, 6),
  pln: constant(u8, 4),
  op: arp_op,
  sha: mac,
  spa: ipv4,
  tha: mac,
  tpa: ipv4,
})

export interface Arp extends Infer<typeof arp> {}

export const arpProtocol: Protocol<Arp> = { type: arp, ends: true, summary }

function summary({ op, sha, spa, tha, tpa }: Arp): string {
  if (op === arp_op.REQUEST) return `arp who has ${formatIpv4(tpa)}, tell ${formatIpv4(spa)} at ${formatMac(sha)}`
  if (op === arp_op.REPLY) return `arp ${formatIpv4(spa)} is at ${formatMac(sha)}`
  return `arp ${arp_op.nameOf(op)} ${formatMac(sha)} ${formatIpv4(spa)} > ${formatMac(tha)} ${formatIpv4(tpa)}`
}
