import { bits, type Infer, struct, u16 } from '@vlcp/struct'
import { filled } from '../core/filled.ts'
import { layerName } from '../core/layer-name.ts'
import type { Protocol } from '../core/protocol.ts'
import { bindEthertype, ethertype, layerOfTypeOrLength, maxLength8023 } from './ethertype.ts'

/**
 * A VLAN tag without its tag protocol identifier, which is the `type` of the layer before (IEEE 802.1Q, 9.6): priority code
 * point, drop eligible indicator, VLAN identifier. Several make 802.1ad. `type` as in `ethernet`.
 */
export const vlan = struct('vlan', {
  layer: layerName('vlan'),
  _tci: bits(u16, { pcp: 3, dei: 1, vid: 12 }),
  type: filled(ethertype, 'type'),
})

export interface Vlan extends Infer<typeof vlan> {}

export const vlanProtocol: Protocol<Vlan> = {
  type: vlan,
  next: ({ type }) => layerOfTypeOrLength(type),
  nextKey: 'type',
  bind: (following) => (following[0] === 'llc' ? {} : bindEthertype('type', following)),
  extent: {
    key: 'type',
    at: 2,
    add: -4,
    isLength: (stored) => stored <= maxLength8023,
    applies: (next) => next === 'llc',
  },
  summary: ({ vid, pcp }) => (pcp === 0 ? `vlan ${vid}` : `vlan ${vid} priority ${pcp}`),
}
