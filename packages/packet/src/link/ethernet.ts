import { formatMac } from '@vlcp/address'
import { type Infer, mac, struct } from '@vlcp/struct'
import { filled } from '../core/filled.ts'
import { layerName } from '../core/layer-name.ts'
import type { Protocol } from '../core/protocol.ts'
import { bindEthertype, ethertype, layerOfTypeOrLength, maxLength8023 } from './ethertype.ts'

/**
 * The header of an Ethernet frame (IEEE 802.3, 3.2). `type` is an EtherType, or in front of an `llc` layer the length of what follows
 * (802.3 frame). The frame check sequence is not part of a packet. Frames are not filled up to 60 bytes.
 */
export const ethernet = struct('ethernet', {
  layer: layerName('ethernet'),
  dst: mac,
  src: mac,
  type: filled(ethertype, 'type'),
})

export interface Ethernet extends Infer<typeof ethernet> {}

export const ethernetProtocol: Protocol<Ethernet> = {
  type: ethernet,
  next: ({ type }) => layerOfTypeOrLength(type),
  nextKey: 'type',
  bind: (following) => (following[0] === 'llc' ? {} : bindEthertype('type', following)),
  extent: {
    key: 'type',
    at: 12,
    add: -14,
    isLength: (stored) => stored <= maxLength8023,
    applies: (next) => next === 'llc',
  },
  summary: ({ src, dst }) => `${formatMac(src)} > ${formatMac(dst)}`,
}
