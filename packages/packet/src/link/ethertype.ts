import { openEnumeration, u16 } from '@vlcp/struct'
import type { LayerName } from '../core/layer-name.ts'

/** EtherTypes (IEEE 802.3, IANA "IEEE 802 Numbers"). A number below 1536 in the same place is a length. */
export const ethertype = openEnumeration('ethertype', u16, {
  ETHERTYPE_IPV4: 0x0800,
  ETHERTYPE_ARP: 0x0806,
  ETHERTYPE_TEB: 0x6558,
  ETHERTYPE_VLAN: 0x8100,
  ETHERTYPE_IPV6: 0x86dd,
  ETHERTYPE_MPLS: 0x8847,
  ETHERTYPE_MPLS_MULTICAST: 0x8848,
  ETHERTYPE_SVLAN: 0x88a8,
  ETHERTYPE_LLDP: 0x88cc,
  ETHERTYPE_QINQ: 0x9100,
})

const layers: ReadonlyMap<number, LayerName> = new Map([
  [ethertype.ETHERTYPE_IPV4, 'ipv4'],
  [ethertype.ETHERTYPE_ARP, 'arp'],
  [ethertype.ETHERTYPE_TEB, 'ethernet'],
  [ethertype.ETHERTYPE_VLAN, 'vlan'],
  [ethertype.ETHERTYPE_SVLAN, 'vlan'],
  [ethertype.ETHERTYPE_QINQ, 'vlan'],
  [ethertype.ETHERTYPE_IPV6, 'ipv6'],
  [ethertype.ETHERTYPE_MPLS, 'mpls'],
  [ethertype.ETHERTYPE_MPLS_MULTICAST, 'mpls'],
  [ethertype.ETHERTYPE_LLDP, 'lldp'],
])

/** The first EtherType of each layer. */
const types: ReadonlyMap<LayerName, number> = new Map([...layers].toReversed().map(([type, layer]) => [layer, type]))

/** The largest number that is a length (IEEE 802.3, 3.2.6). */
export const maxLength8023 = 1500

/** The layer an EtherType announces. */
export function layerOfEthertype(type: number | undefined): LayerName | undefined {
  return layers.get(type ?? 0)
}

/** The layer behind a field that is an EtherType, or a length in front of an LLC header. */
export function layerOfTypeOrLength(type: number | undefined): LayerName | undefined {
  return (type ?? 0) <= maxLength8023 ? 'llc' : layerOfEthertype(type)
}

/** The EtherType for the layers that follow; the outer of two tags is a service tag (IEEE 802.1Q, 9.5). */
export function ethertypeFor([next, second]: readonly LayerName[]): number | undefined {
  if (next === 'vlan' && second === 'vlan') return ethertype.ETHERTYPE_SVLAN
  return next === undefined ? undefined : types.get(next)
}

/** `{ [key]: EtherType }` for the layers that follow. */
export function bindEthertype<K extends string>(
  key: K,
  following: readonly LayerName[],
): { [P in K]?: number } | undefined {
  const type = ethertypeFor(following)
  return type === undefined ? undefined : ({ [key]: type } as { [P in K]?: number })
}
