import { flags, type Infer, initial, pad, struct, u16, u24 } from '@vlcp/struct'
import { layerName } from '../core/layer-name.ts'
import type { Protocol } from '../core/protocol.ts'

/** The first 16 bits: `I` (RFC 7348, 5), the others are the group policy extension (draft-smith-vxlan-group-policy, 2.1). */
export const vxlan_flags = flags('vxlan_flags', u16, { G: 0x8000, I: 0x0800, D: 0x0040, A: 0x0008 })

/** The VXLAN header (RFC 7348, 5). `group_policy_id` is reserved there and has a meaning with flag `G` only. */
export const vxlan = struct('vxlan', {
  layer: layerName('vxlan'),
  flags: initial(vxlan_flags, vxlan_flags.I),
  group_policy_id: u16,
  vni: u24,
  _reserved: pad(1),
})

export interface Vxlan extends Infer<typeof vxlan> {}

export const vxlanProtocol: Protocol<Vxlan> = {
  type: vxlan,
  next: () => 'ethernet',
  bind: ([next]) => (next === 'ethernet' ? {} : undefined),
  summary: ({ vni }) => `vxlan ${vni}`,
}
