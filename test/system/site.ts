import { openLab, waitFor, type Bridge, type Controller, type Endpoint, type Lab, type Station } from '@vlcp/testkit'

/** Top 16 bits of the cookies of our flows: "VL". */
export const cookieMark = 0x564cn

/** A lab with one switch and one controller that manages it. */
export interface Site {
  readonly lab: Lab
  readonly bridge: Bridge
  readonly controller: Controller
}

/**
 * Opens a lab in which the bridge `br0` is connected to a controller. `args` are given to
 * `vlcp start`. The caller closes the lab.
 */
export async function openSite(name: string, args: readonly string[] = []): Promise<Site> {
  const lab = openLab({ name })
  try {
    const bridge = await (await lab.openVSwitch()).addBridge('br0')
    const controller = await lab.controller({ switches: [bridge.ovs], args })
    await bridge.setController(controller.openflow)
    await waitFor(() => bridge.isConnected(), { what: 'the switch to connect to the controller' })
    return { lab, bridge, controller }
  } catch (error) {
    await lab.close()
    throw error
  }
}

export interface MemberOptions {
  readonly network: string
  /** Last byte of the MAC and of the IP address, which is in 10.0.0.0/24. */
  readonly host: number
  /** Name of the endpoint; its logical port is called `port-<name>`. */
  readonly name: string
}

/** The addresses of host number `host` of any network: equal numbers make equal addresses. */
export function addressOf(host: number): { readonly mac: string; readonly ip: string } {
  return { mac: `02:00:00:00:00:${host.toString(16).padStart(2, '0')}`, ip: `10.0.0.${host}` }
}

export function createLogicalPort({ controller }: Site, { network, host, name }: MemberOptions): Promise<unknown> {
  const port = { id: `port-${name}`, logicalnetwork: network, mac_address: addressOf(host).mac }
  return controller.call('viperflow', 'createlogicalport', port)
}

export function deleteLogicalPort({ controller }: Site, name: string): Promise<unknown> {
  return controller.call('viperflow', 'deletelogicalport', { id: `port-${name}` })
}

/** Plugs an endpoint in whose interface belongs to the logical port `port-<name>`. */
export function plugEndpoint({ lab, bridge }: Site, { host, name }: Omit<MemberOptions, 'network'>): Promise<Endpoint> {
  return lab.endpoint({ name, bridge, ifaceId: `port-${name}`, ...addressOf(host) })
}

/** A logical port and its endpoint. */
export async function addMember(site: Site, member: MemberOptions): Promise<Endpoint> {
  await createLogicalPort(site, member)
  return plugEndpoint(site, member)
}

/** Creates a logical network `id` on a physical network of its own that does not leave the host. */
export async function createLocalNetwork({ controller }: Site, id: string): Promise<void> {
  await controller.call('viperflow', 'createphysicalnetwork', { type: 'local', id: `${id}-physical` })
  await controller.call('viperflow', 'createlogicalnetwork', { physicalnetwork: `${id}-physical`, id })
}

/** Waits until one station reaches the other. */
export async function waitForPing(from: Station, to: Station, timeoutMs = 10_000): Promise<void> {
  await waitFor(
    async () => {
      await Promise.all([from.forgetNeighbours(), to.forgetNeighbours()])
      return (await from.ping(to, { count: 1, timeoutMs: 300 })).received === 1
    },
    { what: `${from.name} to reach ${to.name}`, timeoutMs },
  )
}

/** All flows and groups of a bridge as text without counters, sorted. */
export async function forwardingState(bridge: Bridge): Promise<string[]> {
  const flows = (await bridge.dumpFlows()).map(
    ({ table, priority, cookie, match, actions }) =>
      `cookie=0x${cookie.toString(16)}, table=${table}, priority=${priority}, ${match} actions=${actions}`,
  )
  return [...flows, ...(await bridge.dumpGroups())].toSorted()
}

/** How many readings in a row have to agree before a state counts as settled. */
const settledReadings = 4

/** Waits until the controller has put flows into the bridge and stopped changing them, and returns the state. */
export async function settledState(bridge: Bridge): Promise<string[]> {
  let last = ''
  let agreeing = 0
  return waitFor(
    async () => {
      const state = await forwardingState(bridge)
      agreeing = state.length > 0 && state.join('\n') === last ? agreeing + 1 : 0
      last = state.join('\n')
      return agreeing >= settledReadings && state
    },
    { what: `the flows of ${bridge.name} to settle` },
  )
}

/** Waits until the bridge holds exactly these flows and groups. */
export async function waitForState(bridge: Bridge, wanted: readonly string[], timeoutMs = 10_000): Promise<void> {
  await waitFor(
    async () => {
      const state = await forwardingState(bridge)
      const missing = wanted.filter((line) => !state.includes(line))
      const extra = state.filter((line) => !wanted.includes(line))
      if (missing.length + extra.length === 0) return true
      throw new Error(`missing:\n${missing.join('\n')}\nextra:\n${extra.join('\n')}`)
    },
    { what: `${bridge.name} to hold the ${wanted.length} expected flows and groups`, timeoutMs },
  )
}
