import type { NetworkType } from './network-type.ts'

/** Logical networks told apart by the tag of IEEE 802.1Q. The bounds are the reference's. */
export const vlan: NetworkType = {
  name: 'vlan',
  summary: 'networks told apart by their VLAN tag',
  hasPorts: true,
  mostLogicalNetworks: Infinity,
  tag: { attribute: 'vlanid', rangeAttribute: 'vlanrange', first: 1, last: 4095 },
}
