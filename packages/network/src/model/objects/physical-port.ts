import { objectClass, type ObjectOf } from '@vlcp/store'
import Type from 'typebox'
import { PhysicalNetwork } from './physical-network.ts'

/** A rule that says which OVS interfaces lead to a physical network; `%` stands for every value. */
export const PhysicalPort = objectClass({
  name: 'PhysicalPort',
  prefix: 'viperflow.physicalport',
  keys: ['vhost', 'systemid', 'bridge', 'name'],
  schema: Type.Object({
    vhost: Type.String(),
    systemid: Type.String(),
    bridge: Type.String(),
    /** Name of the interface. */
    name: Type.String(),
    /** Id of a {@link PhysicalNetwork}. */
    physicalnetwork: Type.String(),
  }),
  references: { physicalnetwork: { to: () => PhysicalNetwork, strong: true } },
})
export interface PhysicalPort extends ObjectOf<typeof PhysicalPort> {}
