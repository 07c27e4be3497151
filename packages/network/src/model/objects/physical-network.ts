import { objectClass, type ObjectOf } from '@vlcp/store'
import Type from 'typebox'

/** A transport between hosts that carries logical networks: a VLAN trunk, an untagged wire, or nothing at all. */
export const PhysicalNetwork = objectClass({
  name: 'PhysicalNetwork',
  prefix: 'viperflow.physicalnetwork',
  keys: ['id'],
  schema: Type.Object({
    id: Type.String(),
    /** Name of a network type, see `types/`. */
    type: Type.String(),
    /** Tags that logical networks may have, as [first, last]; only for the type `vlan`. */
    vlanrange: Type.Optional(Type.Array(Type.Tuple([Type.Integer(), Type.Integer()]))),
  }),
})
export interface PhysicalNetwork extends ObjectOf<typeof PhysicalNetwork> {}
