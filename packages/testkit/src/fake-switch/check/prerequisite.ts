import type { FieldName } from '@vlcp/openflow'
import type { Conditions } from '../table/condition.ts'
import { ones } from '../frame/bits.ts'

/** What is known of every packet that matches a flow, at one point of its actions. */
export interface Known {
  ethertype?: number | undefined
  protocol?: number | undefined
  icmpType?: number | undefined
  tagged: boolean
}

interface Need {
  readonly ethertypes?: readonly number[]
  readonly protocol?: number
  readonly icmpTypes?: readonly number[]
  readonly tagged?: true
}

const IP = [0x0800, 0x86dd]
export const MPLS = [0x8847, 0x8848]
const ARP = [0x0806, 0x8035]

/** OpenFlow 1.5.1, table 11; of fields not named here a packet always has them, or the fake switch never. */
const NEEDS: readonly (readonly [fields: RegExp, need: Need])[] = [
  [/^vlan_pcp$/, { tagged: true }],
  [/^(ip_(dscp|ecn|frag|proto)|nw_t(os|tl))$/, { ethertypes: IP }],
  [/^ipv4_/, { ethertypes: [0x0800] }],
  [/^ipv6_(src|dst|flabel|exthdr)$/, { ethertypes: [0x86dd] }],
  [/^arp_/, { ethertypes: ARP }],
  [/^mpls_/, { ethertypes: MPLS }],
  [/^tcp_/, { ethertypes: IP, protocol: 6 }],
  [/^udp_/, { ethertypes: IP, protocol: 17 }],
  [/^sctp_/, { ethertypes: IP, protocol: 132 }],
  [/^icmpv4_/, { ethertypes: [0x0800], protocol: 1 }],
  [/^icmpv6_/, { ethertypes: [0x86dd], protocol: 58 }],
  [/^(ipv6_nd_target|nd_)/, { ethertypes: [0x86dd], protocol: 58, icmpTypes: [135, 136] }],
  [/^ipv6_nd_sll$/, { ethertypes: [0x86dd], protocol: 58, icmpTypes: [135] }],
  [/^ipv6_nd_tll$/, { ethertypes: [0x86dd], protocol: 58, icmpTypes: [136] }],
]

const isOneOf = (wanted: readonly number[] | undefined, value: number | undefined): boolean =>
  wanted === undefined || (value !== undefined && wanted.includes(value))

/** What a field lacks: `ip_proto=6`; undefined when packets of which this is known have the field. */
export function missingFor(field: FieldName, known: Known): string | undefined {
  const need = NEEDS.find(([fields]) => fields.test(field))?.[1] ?? {}
  if (!isOneOf(need.ethertypes, known.ethertype)) {
    return `eth_type=${need.ethertypes?.map((type) => `0x${type.toString(16).padStart(4, '0')}`).join(' or ')}`
  }
  if (need.protocol !== undefined && need.protocol !== known.protocol) return `ip_proto=${need.protocol}`
  if (!isOneOf(need.icmpTypes, known.icmpType)) return `icmpv6_type=${need.icmpTypes?.join(' or ')}`
  return need.tagged === true && !known.tagged ? 'a VLAN tag' : undefined
}

export function knownOf(conditions: Conditions): Known {
  const exact = (field: FieldName, bits: number): number | undefined => {
    const condition = conditions.get(field)
    return condition?.mask === ones(bits) ? Number(condition.value) : undefined
  }
  return {
    ethertype: exact('eth_type', 16),
    protocol: exact('ip_proto', 8),
    icmpType: exact('icmpv6_type', 8),
    tagged: ((conditions.get('vlan_tci')?.value ?? 0n) & 0x1000n) !== 0n,
  }
}
