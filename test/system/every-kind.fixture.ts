import { createLocalPorts, createModelCollections, createSwitchPlan } from '@vlcp/network'
import type { Flow } from '@vlcp/openflow'

const NETWORKS = [
  { type: 'vlan', number: 1, vlanId: 100 },
  { type: 'native', number: 0xffffe, vlanId: undefined },
]

/** Every flow of a switch with a logical port and an uplink on a VLAN and on a native network. */
export function flowsOfEveryKind(): Flow[] {
  const model = createModelCollections()
  const ports = createLocalPorts()
  const here = { systemid: 'host', bridge: 'br0', vhost: '' }
  for (const [at, { type, number, vlanId }] of NETWORKS.entries()) {
    model.physicalNetworks.set(type, { id: type, type })
    model.physicalPorts.set(type, { vhost: '', systemid: '%', bridge: '%', name: `eth-${type}`, physicalNetwork: type })
    model.logicalNetworks.set(type, { id: type, physicalNetwork: type, number, vlanId })
    model.logicalPorts.set(`port-${type}`, { id: `port-${type}`, network: type, mac: 0x0200_0000_0001 + at })
    ports.set(`tap-${type}`, { name: `tap-${type}`, port: 1 + at, ifaceId: `port-${type}`, ...here })
    ports.set(`eth-${type}`, { name: `eth-${type}`, port: 101 + at, ifaceId: undefined, ...here })
  }
  const plan = createSwitchPlan(model, ports)
  plan.engine.settle()
  return [...plan.state.flows()].map(([, flow]) => flow)
}
