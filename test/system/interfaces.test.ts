import { waitFor, type Endpoint } from '@vlcp/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { switchReport, syncedState, waitForSync } from './report.ts'
import {
  addressOf,
  createLocalNetwork,
  createLogicalPort,
  openSite,
  waitForPing,
  waitForState,
  type Site,
} from './site.ts'
import { transaction } from './transaction.ts'

let site: Site
let first: Endpoint
let second: Endpoint
/** What the bridge holds with the first two endpoints. */
let both: string[]

beforeAll(async () => {
  site = await openSite('interfaces')
  await createLocalNetwork(site, 'red')
  await createLocalNetwork(site, 'blue')
  const members = [
    { network: 'red', name: 'a', host: 1 },
    { network: 'red', name: 'b', host: 2 },
    { network: 'blue', name: 'e', host: 2 },
  ]
  for (const member of members) await createLogicalPort(site, member)
  first = await site.lab.endpoint({ name: 'a', bridge: site.bridge, ifaceId: 'port-a', ...addressOf(1) })
  second = await site.lab.endpoint({ name: 'b', bridge: site.bridge, ifaceId: 'port-b', ...addressOf(2) })
  await waitForPing(first, second)
  both = await syncedState(site.controller, site.bridge, { logical: 2 })
})
afterAll(() => site?.lab.close())

const setIfaceId = (device: string, id: string): Promise<string> =>
  site.bridge.ovs.vsctl('set', 'interface', device, `external_ids:iface-id=${id}`)

async function reaches(from: Endpoint, to: Endpoint): Promise<boolean> {
  await Promise.all([from.forgetNeighbours(), to.forgetNeighbours()])
  return (await from.ping(to, { count: 1, timeoutMs: 300 })).received === 1
}

test('an iface-id changed in place takes the interface to another network, and back', async () => {
  await setIfaceId(second.port, 'port-e')
  await waitFor(async () => (await switchReport(site.controller, site.bridge))?.networks === 2, {
    what: 'two networks',
  })
  await waitForSync(site.controller, site.bridge, { logical: 2 })
  expect(await reaches(first, second)).toBe(false)
  await setIfaceId(second.port, 'port-b')
  await waitForState(site.bridge, both)
  await waitForPing(first, second)
})

test('an iface-id that is removed, empty or unknown leaves the interface in no network', async () => {
  for (const id of ['""', 'nobody', '%', '__proto__', 'port-b/', '"port-b "']) {
    await setIfaceId(second.port, id)
    await waitForSync(site.controller, site.bridge, { logical: 1 })
  }
  await site.bridge.ovs.vsctl('remove', 'interface', second.port, 'external_ids', 'iface-id')
  await waitForSync(site.controller, site.bridge, { logical: 1 })
  expect(await reaches(first, second)).toBe(false)
  await setIfaceId(second.port, 'port-b')
  await waitForState(site.bridge, both)
})

test('two interfaces with one iface-id: both are in the network, the conflict is reported, either may go', async () => {
  const { bridge, controller, lab } = site
  const twin = await lab.endpoint({ name: 'b2', bridge, ifaceId: 'port-b', ...addressOf(2) })
  const report = await waitForSync(controller, bridge, { logical: 3 })
  expect(report.conflicts).toHaveLength(1)
  expect(report.conflicts[0]).toContain('dl_dst=02:00:00:00:00:02')
  // The address belongs to the first by name, whoever came first.
  await waitForPing(first, second)
  await second.unplug()
  await waitForSync(controller, bridge, { logical: 2 })
  await waitForPing(first, twin)
  await second.plug()
  expect((await waitForSync(controller, bridge, { logical: 3 })).conflicts).toHaveLength(1)
  await twin.unplug()
  await waitForSync(controller, bridge, { logical: 2 })
  await waitForPing(first, second)
})

test('an interface re-added with another port number in one transaction is reached by the new number', async () => {
  const { bridge, controller } = site
  const before = await bridge.portNumber(second.port)
  await transaction(
    bridge.ovs,
    `del-port ${bridge.name} ${second.port}`,
    `add-port ${bridge.name} ${second.port}`,
    `set interface ${second.port} external_ids:iface-id=port-b ofport_request=77`,
  )
  await waitFor(async () => (await bridge.portNumber(second.port)) === 77 && before !== 77, { what: 'port number 77' })
  await waitFor(async () => (await bridge.dumpFlows()).some(({ match }) => match === 'in_port=77'), {
    what: 'a flow for the new number',
  })
  await waitForPing(first, second)
  await waitForSync(controller, bridge, { logical: 2 })
  expect((await bridge.dumpFlows()).some(({ match }) => match === `in_port=${before}`)).toBe(false)
  // The number of a living interface changes too.
  await bridge.ovs.vsctl('set', 'interface', second.port, 'ofport_request=78')
  await waitFor(async () => (await bridge.dumpFlows()).some(({ match }) => match === 'in_port=78'), {
    what: 'a flow for the number given later',
  })
  await waitForPing(first, second)
  both = await syncedState(controller, bridge, { logical: 2 })
})

test('an interface whose device does not exist makes no flow until the device is there', async () => {
  const { bridge, controller } = site
  await createLogicalPort(site, { network: 'red', name: 'ghost', host: 9 })
  const add = bridge.addPort('ghost', { ifaceId: 'port-ghost' })
  await expect(add).rejects.toThrow('ghost')
  await waitFor(async () => (await bridge.ovs.vsctl('get', 'interface', 'ghost', 'ofport')) === '-1', {
    what: 'Open vSwitch to report the interface in error',
  })
  expect(await syncedState(controller, bridge, { logical: 2 })).toEqual(both)
  await bridge.ovs.namespace.ip('link add ghost type veth peer name ghost-far', 'link set dev ghost up')
  await waitForSync(controller, bridge, { logical: 3 })
  await bridge.removePort('ghost')
  await waitForState(bridge, both)
})

test('the local port of the bridge may be a member', async () => {
  const { bridge, controller } = site
  await createLogicalPort(site, { network: 'red', name: 'host', host: 8 })
  const { ip, mac } = addressOf(8)
  // Its address, and with it the datapath id of the bridge, changes.
  await bridge.ovs.vsctl('set', 'bridge', bridge.name, `other-config:hwaddr="${mac}"`)
  await setIfaceId(bridge.name, 'port-host')
  await bridge.ovs.namespace.ip(`addr add ${ip}/24 dev ${bridge.name}`, `link set dev ${bridge.name} up`)
  const { counters } = await waitForSync(controller, bridge, { logical: 3 })
  await waitFor(async () => (await first.ping(ip, { count: 1, timeoutMs: 300 })).received === 1, {
    what: 'the host to be reached',
  })
  // The number of that port is read back as it was written.
  await waitFor(
    async () => ((await switchReport(controller, bridge))?.counters?.audits ?? 0) > (counters?.audits ?? 0),
    {
      what: 'an audit',
    },
  )
  const after = await waitForSync(controller, bridge, { logical: 3 })
  expect(after.counters?.drift).toEqual({ missing: 0, altered: 0, foreign: 0 })
  expect(after.counters?.flowsSent).toBe(counters?.flowsSent)
})
