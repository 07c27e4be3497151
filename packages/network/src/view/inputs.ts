import { Collection } from '../engine/index.ts'

/** A physical network as features see it; `vlan`, `native`, `local`, or the type of a driver a user added. */
export interface PhysicalNetworkEntry {
  readonly id: string
  readonly type: string
}

/** A rule that binds OVS interfaces to a physical network; `%` in a field stands for every value. */
export interface PhysicalPortEntry {
  readonly vhost: string
  readonly systemid: string
  readonly bridge: string
  readonly name: string
  readonly physicalNetwork: string
}

export interface LogicalNetworkEntry {
  readonly id: string
  readonly physicalNetwork: string
  /** The number that stands for the network in registers and group ids, allocated in the store. */
  readonly number: number
  readonly vlanId: number | undefined
}

export interface LogicalPortEntry {
  readonly id: string
  readonly network: string
  /** As a number (see `@vlcp/address`); undefined for a port whose address nobody declared. */
  readonly mac: number | undefined
}

/** An OVS interface of the switch that has an OpenFlow port number. */
export interface LocalPortEntry {
  readonly name: string
  /** OpenFlow port number. */
  readonly port: number
  /** `external_ids:iface-id`. */
  readonly ifaceId: string | undefined
  readonly systemid: string
  readonly bridge: string
  readonly vhost: string
}

/** The network model, one collection per class, shared by every switch of this process. */
export interface ModelCollections {
  readonly physicalNetworks: Collection<PhysicalNetworkEntry>
  readonly physicalPorts: Collection<PhysicalPortEntry>
  readonly logicalNetworks: Collection<LogicalNetworkEntry>
  readonly logicalPorts: Collection<LogicalPortEntry>
}

export function createModelCollections(): ModelCollections {
  return {
    physicalNetworks: new Collection('physicalNetworks'),
    physicalPorts: new Collection('physicalPorts', { name: ({ name }) => name }),
    logicalNetworks: new Collection('logicalNetworks'),
    logicalPorts: new Collection('logicalPorts'),
  }
}

/** The ports of one switch, by interface name. */
export const createLocalPorts = (): Collection<LocalPortEntry> => new Collection('localPorts')
