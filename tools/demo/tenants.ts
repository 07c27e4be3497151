import type { Controller, EndpointOptions } from '@vlcp/testkit'

type Address = Pick<EndpointOptions, 'mac' | 'ip'>

/** A tenant: a logical network with two endpoints. */
export interface Tenant {
  readonly name: string
  readonly endpoints: readonly (Address & { readonly name: string })[]
}

// The same for both, which only works when the networks are really apart.
const addresses: readonly Address[] = [
  { mac: '02:00:00:00:00:01', ip: '10.0.0.1' },
  { mac: '02:00:00:00:00:02', ip: '10.0.0.2' },
]

export const tenants: readonly Tenant[] = ['red', 'blue'].map((name) => ({
  name,
  endpoints: addresses.map((address, index) => ({ ...address, name: `${name}${index + 1}` })),
}))

/** Name of the tenant an endpoint belongs to. */
export function tenantOf(endpoint: string): string {
  return endpoint.replace(/\d+$/, '')
}

/** Id of the logical port of an endpoint, which is also the iface-id of its interface. */
export function logicalPortOf(endpoint: string): string {
  return `port-${endpoint}`
}

/** Creates the networks and ports in the controller, as an operator would over the API. */
export async function createNetworks(controller: Controller): Promise<void> {
  await controller.call('viperflow', 'createphysicalnetwork', { type: 'local', id: 'demo' })
  for (const tenant of tenants) {
    await controller.call('viperflow', 'createlogicalnetwork', { physicalnetwork: 'demo', id: tenant.name })
    await controller.call('viperflow', 'createlogicalports', {
      ports: tenant.endpoints.map(({ name, mac }) => ({
        id: logicalPortOf(name),
        logicalnetwork: tenant.name,
        mac_address: mac,
      })),
    })
  }
}
