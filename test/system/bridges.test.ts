import { waitFor, type Bridge, type Endpoint } from '@vlcp/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { datapathIdOf, reportOf, switchReport, syncedState, waitForSync } from './report.ts'
import { addressOf, createLocalNetwork, createLogicalPort, openSite, waitForPing, type Site } from './site.ts'
import { transaction } from './transaction.ts'

let site: Site
let first: Endpoint
let second: Endpoint

beforeAll(async () => {
  site = await openSite('bridges')
  await createLocalNetwork(site, 'red')
  for (const [at, name] of ['a', 'b', 'c', 'd'].entries()) {
    await createLogicalPort(site, { network: 'red', name, host: at + 1 })
  }
  first = await plug('a', 1, site.bridge)
  second = await plug('b', 2, site.bridge)
  await waitForPing(first, second)
})
afterAll(() => site?.lab.close())

const plug = (name: string, host: number, bridge: Bridge): Promise<Endpoint> =>
  site.lab.endpoint({ name, bridge, ifaceId: `port-${name}`, ...addressOf(host) })

async function reaches(from: Endpoint, to: Endpoint): Promise<boolean> {
  await Promise.all([from.forgetNeighbours(), to.forgetNeighbours()])
  return (await from.ping(to, { count: 1, timeoutMs: 300 })).received === 1
}

/** Sets a datapath id and waits until the bridge has it. */
async function setDatapathId(bridge: Bridge, datapathId: string): Promise<void> {
  await bridge.ovs.vsctl('set', 'bridge', bridge.name, `other-config:datapath-id=${datapathId}`)
  await waitFor(async () => (await datapathIdOf(bridge)) === datapathId, { what: `datapath id ${datapathId}` })
}

test('a bridge whose datapath id changes keeps its flows and is managed under the new one', async () => {
  const { bridge, controller } = site
  const state = await syncedState(controller, bridge, { logical: 2 })
  const ping = first.startPing(second)
  await setDatapathId(bridge, '00000000000000aa')
  // A flow monitor would be cut off: the switch drops every connection when its id changes.
  const { counters } = await waitForSync(controller, bridge, { logical: 2 })
  expect(counters).toMatchObject({ flowsSent: 0, groupsSent: 0 })
  expect((await ping.stop()).lostSequence).toEqual([])
  expect((await reportOf(controller)).switches).toHaveLength(1)
  expect(await syncedState(controller, bridge, { logical: 2 })).toEqual(state)
})

test('a bridge deleted and created again with the same name and ports works like the first', async () => {
  const { bridge, controller } = site
  const { ovs } = bridge
  await ovs.vsctl('del-br', bridge.name)
  await waitFor(async () => (await reportOf(controller)).switches.length === 0, { what: 'the bridge to be forgotten' })
  await ovs.addBridge(bridge.name)
  await bridge.setController(controller.openflow)
  await first.plug()
  await second.plug()
  await waitForSync(controller, bridge, { logical: 2 })
  await waitForPing(first, second)
})

test('a bridge replaced by one of the same name in a single transaction works like the first', async () => {
  const { bridge, controller } = site
  const { ovs, name } = bridge
  await transaction(
    ovs,
    `del-br ${name}`,
    `add-br ${name}`,
    `set bridge ${name} datapath_type=netdev fail-mode=secure`,
    `set-controller ${name} ${controller.openflow}`,
    `set controller ${name} max_backoff=1000`,
    `add-port ${name} ${second.port}`,
    `set interface ${second.port} external_ids:iface-id=port-b`,
    `add-port ${name} ${first.port}`,
    `set interface ${first.port} external_ids:iface-id=port-a`,
  )
  await waitForSync(controller, bridge, { logical: 2 })
  await waitForPing(first, second)
})

test('a second bridge has the same network for itself, and a port that moves changes sides', async () => {
  const { bridge, controller } = site
  const { ovs } = bridge
  const alone = await syncedState(controller, bridge, { logical: 2 })
  const other = await ovs.addBridge('br1')
  await other.setController(controller.openflow)
  const third = await plug('c', 3, other)
  const fourth = await plug('d', 4, other)
  await waitForSync(controller, other, { logical: 2 })
  await waitForPing(third, fourth)
  expect(await reaches(first, third)).toBe(false)
  expect(await syncedState(controller, bridge, { logical: 2 })).toEqual(alone)

  // Deleted and added in one transaction.
  await transaction(
    ovs,
    `del-port ${bridge.name} ${second.port}`,
    `add-port ${other.name} ${second.port}`,
    `set interface ${second.port} external_ids:iface-id=port-b`,
  )
  await waitForSync(controller, bridge, { logical: 1 })
  await waitForSync(controller, other, { logical: 3 })
  await waitForPing(second, third)
  expect(await reaches(first, second)).toBe(false)

  // The records themselves handed over.
  const row = await ovs.vsctl('get', 'port', second.port, '_uuid')
  await transaction(ovs, `remove bridge ${other.name} ports ${row}`, `add bridge ${bridge.name} ports ${row}`)
  await waitForSync(controller, other, { logical: 2 })
  await waitForSync(controller, bridge, { logical: 2 })
  await waitForPing(first, second)
  expect(await reaches(second, third)).toBe(false)
})

test('two bridges with one datapath id: the first stays as it is, the second is managed when the id is its own', async () => {
  const { bridge, controller } = site
  const { ovs } = bridge
  expect((await ovs.vsctl('list-ports', 'br1')).split('\n').toSorted()).toEqual(['c', 'd'])
  const state = await syncedState(controller, bridge, { logical: 2 })
  const recorder = await bridge.monitorFlows()
  const ping = first.startPing(second)
  const id = await datapathIdOf(bridge)
  await ovs.vsctl('set', 'bridge', 'br1', `other-config:datapath-id=${id}`)
  const complaint = (): boolean => controller.log.some((line) => line.includes('two bridges have the same datapath id'))
  await waitFor(complaint, { what: 'a complaint about the datapath id' })
  // Both connect again and again; the audits of the first go on all the same.
  const audits = async (): Promise<number> => (await switchReport(controller, bridge))?.counters?.audits ?? 0
  const before = await audits()
  await waitFor(async () => (await audits()) >= before + 2, { what: 'two audits on one connection', timeoutMs: 30_000 })
  expect(await syncedState(controller, bridge, { logical: 2 })).toEqual(state)
  expect(await recorder.events()).toEqual([])
  expect((await ping.stop()).lostSequence).toEqual([])
  await recorder.stop()

  // The first gives the id up without a word about the second.
  await setDatapathId(bridge, '00000000000000bb')
  const other = (await reportOf(controller)).switches.map(({ bridge: name }) => name)
  await waitFor(async () => (await reportOf(controller)).switches.length === 2, {
    what: `both bridges to be managed, not only ${other.join()}`,
  })
  await waitForSync(controller, bridge, { logical: 2 })
  const reports = (await reportOf(controller)).switches
  expect(reports.find(({ bridge: name }) => name === 'br1')).toMatchObject({ datapathid: id, ports: { logical: 2 } })
})
