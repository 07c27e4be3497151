import type { FieldName } from './field-table.ts'
import { type FieldValue, type MaskedValue, type Match, OFPVID_PRESENT } from './match.ts'

/** A field that another one needs, with the values of it that will do. OpenFlow 1.5.1, table 11. */
export interface Prerequisite {
  readonly field: 'eth_type' | 'ip_proto' | 'icmpv6_type'
  readonly values: readonly number[]
}

/** Fields that need the same, and the ovs-ofctl words that state it. */
export interface Layer {
  readonly words: string
  readonly needs: readonly Prerequisite[]
}

const ETH_TYPE_PACKET_TYPE_NAMESPACE = 1

const eth = (...values: readonly number[]): Prerequisite => ({ field: 'eth_type', values })
const proto = (value: number): Prerequisite => ({ field: 'ip_proto', values: [value] })
const nd = (...values: readonly number[]): Prerequisite => ({ field: 'icmpv6_type', values })
const IP = eth(0x0800, 0x86dd)
const ND = [eth(0x86dd), proto(58)] as const

const LAYERS: readonly (readonly [Layer, ...(readonly FieldName[])])[] = [
  [{ words: '"ip" or "ipv6"', needs: [IP] }, 'ip_dscp', 'nw_tos', 'ip_ecn', 'nw_ttl', 'ip_frag', 'ip_proto'],
  [{ words: '"ip"', needs: [eth(0x0800)] }, 'ipv4_src', 'ipv4_dst'],
  [{ words: '"ipv6"', needs: [eth(0x86dd)] }, 'ipv6_src', 'ipv6_dst', 'ipv6_flabel', 'ipv6_exthdr'],
  [{ words: '"tcp" or "tcp6"', needs: [IP, proto(6)] }, 'tcp_src', 'tcp_dst', 'tcp_flags'],
  [{ words: '"udp" or "udp6"', needs: [IP, proto(17)] }, 'udp_src', 'udp_dst'],
  [{ words: '"sctp" or "sctp6"', needs: [IP, proto(132)] }, 'sctp_src', 'sctp_dst'],
  [{ words: '"icmp"', needs: [eth(0x0800), proto(1)] }, 'icmpv4_type', 'icmpv4_code'],
  [{ words: '"icmp6"', needs: ND }, 'icmpv6_type', 'icmpv6_code'],
  [
    { words: '"icmp6,icmp_type=135" or "icmp6,icmp_type=136"', needs: [...ND, nd(135, 136)] },
    'ipv6_nd_target',
    'nd_reserved',
    'nd_options_type',
  ],
  [{ words: '"icmp6,icmp_type=135"', needs: [...ND, nd(135)] }, 'ipv6_nd_sll'],
  [{ words: '"icmp6,icmp_type=136"', needs: [...ND, nd(136)] }, 'ipv6_nd_tll'],
  [{ words: '"arp" or "rarp"', needs: [eth(0x0806, 0x8035)] }, 'arp_op', 'arp_spa', 'arp_tpa', 'arp_sha', 'arp_tha'],
  [{ words: '"mpls" or "mplsm"', needs: [eth(0x8847, 0x8848)] }, 'mpls_label', 'mpls_tc', 'mpls_bos', 'mpls_ttl'],
  [{ words: '"dl_type=0x88e7"', needs: [eth(0x88e7)] }, 'pbb_isid', 'pbb_uca'],
  [
    { words: '"dl_type=0x894f"', needs: [eth(0x894f)] },
    'nsh_flags',
    'nsh_mdtype',
    'nsh_np',
    'nsh_spi',
    'nsh_si',
    'nsh_c1',
    'nsh_c2',
    'nsh_c3',
    'nsh_c4',
    'nsh_ttl',
  ],
]

const BY_FIELD = new Map<FieldName, Layer>()
for (const [layer, ...fields] of LAYERS) for (const field of fields) BY_FIELD.set(field, layer)

/** What a field needs, or undefined where it stands alone. `vlan_pcp` needs a tag, which {@link needsTag} tells. */
export const layerOf = (field: FieldName): Layer | undefined => BY_FIELD.get(field)

/** A value of `field` in the match that every packet of it has; an Ethernet type may hide in `packet_type`. */
export function knownValue(match: Match, field: Prerequisite['field']): number | undefined {
  const stated = match[field]
  if (typeof stated === 'number') return stated
  const type = field === 'eth_type' ? match.packet_type : undefined
  return typeof type === 'number' && type >>> 16 === ETH_TYPE_PACKET_TYPE_NAMESPACE ? type & 0xffff : undefined
}

/** Whether a value of `vlan_vid` says that there is a tag. */
export function hasTag(vid: FieldValue | MaskedValue | undefined): boolean {
  if (vid === undefined) return false
  const { value, mask } = typeof vid === 'object' ? vid : { value: vid, mask: 0x1fff }
  return (Number(value) & Number(mask) & OFPVID_PRESENT) !== 0
}

export interface Unmet {
  readonly field: FieldName
  readonly layer: Layer
  readonly need: Prerequisite
  /** What the match has instead, undefined where it has nothing. */
  readonly found: number | undefined
}

/** The first prerequisite of these fields that the match does not state. */
export function unmetPrerequisite(match: Match, fields: Iterable<FieldName>): Unmet | undefined {
  for (const field of fields) {
    const layer = BY_FIELD.get(field)
    for (const need of layer?.needs ?? []) {
      const found = knownValue(match, need.field)
      if (layer !== undefined && (found === undefined || !need.values.includes(found))) {
        return { field, layer, need, found }
      }
    }
  }
  return undefined
}
