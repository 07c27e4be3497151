import { objectClass, type ObjectOf } from '@vlcp/store'
import Type from 'typebox'
import { PhysicalNetwork } from './physical-network.ts'

/** The first and last number a logical network can have: 20 bits of a register, without all zeros and all ones. */
export const firstNetworkNumber = 1
export const lastNetworkNumber = 0xffffe

/** An isolated L2 network of a tenant. */
export const LogicalNetwork = objectClass({
  name: 'LogicalNetwork',
  // Spelled like this in the reference, whose data can be migrated.
  prefix: 'viperflow.logicnetwork',
  keys: ['id'],
  schema: Type.Object({
    id: Type.String(),
    /** Id of a {@link PhysicalNetwork}. */
    physicalnetwork: Type.String(),
    /** Stands for the network in registers and group ids, on every host and for as long as the network exists. */
    network_number: Type.Integer({ minimum: firstNetworkNumber, maximum: lastNetworkNumber }),
    /** VLAN tag on the physical network; only for the type `vlan`. */
    vlanid: Type.Optional(Type.Integer({ minimum: 1, maximum: 4095 })),
    /** Largest IP packet in bytes. */
    mtu: Type.Optional(Type.Integer()),
  }),
  references: { physicalnetwork: { to: () => PhysicalNetwork, strong: true } },
})
export interface LogicalNetwork extends ObjectOf<typeof LogicalNetwork> {}
