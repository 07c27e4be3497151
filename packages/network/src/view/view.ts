import { Collection, type Engine, type ReadableCollection } from '../engine/index.ts'
import { type Encapsulation, ENCAPSULATIONS } from './encapsulation.ts'
import { type PhysicalBinding, physicalBinding } from './binding.ts'
import type { LocalPortEntry, ModelCollections } from './inputs.ts'

/** A logical port whose interface is on this switch. */
export interface BoundLogicalPort {
  readonly logicalPort: string
  readonly interface: string
  readonly port: number
  readonly mac: number | undefined
  readonly network: string
  readonly networkNumber: number
}

/** A logical network that has a port on this switch. */
export interface LocalNetwork {
  readonly id: string
  readonly number: number
  readonly physicalNetwork: string
  readonly type: string
  readonly vlanId: number | undefined
}

/** A logical network meets an interface that carries its packets to the physical network. */
export interface Uplink {
  readonly network: LocalNetwork
  readonly interface: string
  readonly port: number
  readonly encapsulation: Encapsulation
}

/**
 * What one switch needs to know of the world: the part of the model its own ports lead to.
 *
 *     localPorts ──► logicalPorts ──► networks ──┐
 *         └────────► physicalPorts ──────────────┴──► uplinks
 */
export interface View {
  /** Exactly one entry, for flows that are there whatever the model says. */
  readonly always: ReadableCollection<null>
  /** By interface name; index `network`; index `without-mac` holds the network of ports that declare no address. */
  readonly logicalPorts: ReadableCollection<BoundLogicalPort>
  /** By interface name; index `physicalNetwork`. */
  readonly physicalPorts: ReadableCollection<PhysicalBinding>
  /** By network id. */
  readonly networks: ReadableCollection<LocalNetwork>
  /** By `network/interface`; index `network`. */
  readonly uplinks: ReadableCollection<Uplink>
}

/** Declares the collections of a switch's view over the model and the switch's own ports. */
export function createView(
  engine: Engine,
  model: ModelCollections,
  localPorts: ReadableCollection<LocalPortEntry>,
): View {
  const always = new Collection<null>('always')
  always.set('', null)

  const logicalPorts = engine.derive<LocalPortEntry, BoundLogicalPort>(
    'bound-logical-ports',
    localPorts,
    function* ({ ifaceId, name, port }, key, read) {
      const logicalPort = ifaceId === undefined ? undefined : read.get(model.logicalPorts, ifaceId)
      const network = logicalPort && read.get(model.logicalNetworks, logicalPort.network)
      if (logicalPort === undefined || network === undefined) return
      const { id, mac } = logicalPort
      yield [key, { logicalPort: id, interface: name, port, mac, network: network.id, networkNumber: network.number }]
    },
    {
      network: ({ network }) => network,
      'without-mac': ({ mac, network }) => (mac === undefined ? network : undefined),
    },
  )

  const physicalPorts = engine.derive<LocalPortEntry, PhysicalBinding>(
    'bound-physical-ports',
    localPorts,
    function* (local, key, read) {
      // A port that is both is a logical port.
      if (read.get(logicalPorts, key) !== undefined) return
      const records = read.lookup(model.physicalPorts, 'name', local.name).map(([, record]) => record)
      const binding = physicalBinding(local, records)
      if (binding !== undefined) yield [key, binding]
    },
    { physicalNetwork: ({ physicalNetwork }) => physicalNetwork },
  )

  const networks = engine.derive<BoundLogicalPort, LocalNetwork>(
    'local-networks',
    logicalPorts,
    function* ({ network: id }, _key, read) {
      const network = read.get(model.logicalNetworks, id)
      const physical = network && read.get(model.physicalNetworks, network.physicalNetwork)
      if (network === undefined || physical === undefined) return
      const { number, physicalNetwork, vlanId } = network
      yield [id, { id, number, physicalNetwork, type: physical.type, vlanId }]
    },
  )

  const uplinks = engine.derive<LocalNetwork, Uplink>(
    'uplinks',
    networks,
    function* (network, id, read) {
      const encapsulation = ENCAPSULATIONS.get(network.type)?.(network)
      if (encapsulation === undefined) return
      for (const [key, binding] of read.lookup(physicalPorts, 'physicalNetwork', network.physicalNetwork)) {
        yield [`${id}/${key}`, { network, interface: binding.interface, port: binding.port, encapsulation }]
      }
    },
    { network: ({ network }) => network.id },
  )

  return { always, logicalPorts, physicalPorts, networks, uplinks }
}
