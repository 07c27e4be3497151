import { objectClass, type ObjectOf } from '@vlcp/store'
import Type from 'typebox'
import { LogicalNetwork } from './logical-network.ts'

/** An endpoint in a logical network; bound to the OVS interface whose `external_ids:iface-id` equals the id. */
export const LogicalPort = objectClass({
  name: 'LogicalPort',
  prefix: 'viperflow.logicalport',
  keys: ['id'],
  schema: Type.Object({
    id: Type.String(),
    /** Id of a {@link LogicalNetwork}. */
    network: Type.String(),
    /** Canonical text, see `formatMac` in `@vlcp/address`. */
    mac_address: Type.Optional(Type.String({ pattern: '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$' })),
    /** Canonical text, see `formatIpv4` in `@vlcp/address`. */
    ip_address: Type.Optional(Type.String()),
    /** Null: none is announced, whatever the defaults say. */
    hostname: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
  // Two tenants may use the same addresses; inside one network nobody may.
  unique: { mac_address: ['network', 'mac_address'], ip_address: ['network', 'ip_address'] },
  references: { network: { to: () => LogicalNetwork, strong: true } },
})
export interface LogicalPort extends ObjectOf<typeof LogicalPort> {}
