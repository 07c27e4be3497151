import { bits, type Infer, struct, u32 } from '@vlcp/struct'
import { filled } from '../core/filled.ts'
import { layerName, type LayerName } from '../core/layer-name.ts'
import type { Protocol } from '../core/protocol.ts'

/**
 * One entry of a label stack (RFC 3032, 2.1; `tc` is RFC 5462). `s` is 1 in the last one. What follows is not written in the packet:
 * IP is recognised by its version (RFC 4928, 2), everything else stays bytes.
 */
export const mpls = struct('mpls', {
  layer: layerName('mpls'),
  _entry: bits(u32, { label: 20, tc: 3, s: filled(1, 's'), ttl: 8 }),
})

export interface Mpls extends Infer<typeof mpls> {}

const byVersion: Readonly<Record<number, LayerName>> = { 4: 'ipv4', 6: 'ipv6' }

export const mplsProtocol: Protocol<Mpls> = {
  type: mpls,
  next: ({ s }, rest) => (s === 0 ? 'mpls' : byVersion[(rest[0] ?? 0) >> 4]),
  bind: ([next]) => (next === 'mpls' ? { s: 0 } : { s: 1 }),
  summary: ({ label, ttl }) => `mpls ${label} ttl ${ttl}`,
}
