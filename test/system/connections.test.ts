import { freePort, openLab, waitFor, type Endpoint, type Lab } from '@vlcp/testkit'
import { afterEach, expect, test } from 'vitest'
import { switchReport, syncedState, waitForSync } from './report.ts'
import {
  addMember,
  createLocalNetwork,
  forwardingState,
  openSite,
  waitForPing,
  waitForState,
  type Site,
} from './site.ts'
import { transaction } from './transaction.ts'

let lab: Lab | undefined
afterEach(() => lab?.close())

async function open(name: string): Promise<Site> {
  const site = await openSite(name)
  lab = site.lab
  await createLocalNetwork(site, 'red')
  return site
}

async function addPair(site: Site): Promise<readonly [Endpoint, Endpoint]> {
  const first = await addMember(site, { network: 'red', name: 'a', host: 1 })
  const second = await addMember(site, { network: 'red', name: 'b', host: 2 })
  await waitForPing(first, second)
  return [first, second]
}

test('a bridge with two ways to its controller has one session that stays', async () => {
  const at = openLab({ name: 'connections-two' })
  lab = at
  // The second instance is there for the address that it gives this host.
  const [ovs, { hostAddress }] = await Promise.all([at.openVSwitch(), at.openVSwitch()])
  const bridge = await ovs.addBridge('br0')
  const port = await freePort('0.0.0.0')
  const controller = await at.controller({ switches: [ovs], args: ['--openflow', `tcp:0.0.0.0:${port}`] })
  const site = { lab: at, bridge, controller }
  await createLocalNetwork(site, 'red')
  const targets = [ovs.hostAddress, hostAddress].map((address) => `tcp:${address}:${port}`)
  await ovs.vsctl('set-controller', 'br0', ...targets)
  const [first, second] = await addPair(site)
  const audits = async (): Promise<number> => (await switchReport(controller, bridge))?.counters?.audits ?? 0
  const { peer } = await waitForSync(controller, bridge, { logical: 2 })
  const attempts = (): number => ovs.log().split('connection closed by peer').length
  const before = attempts()
  // Counting begins with the session, and the other connection is tried several times meanwhile.
  await waitFor(async () => (await audits()) >= 3 && attempts() >= before + 2, {
    what: 'time to pass',
    timeoutMs: 40_000,
  })
  expect((await switchReport(controller, bridge))?.peer).toBe(peer)

  // Either way will do.
  const kept = targets.find((target) => !peer?.startsWith(target)) ?? ''
  await transaction(ovs, `set-controller br0 ${kept}`, 'set controller br0 max_backoff=1000')
  await waitForSync(controller, bridge, { logical: 2 })
  await waitForPing(first, second)
})

test('a bridge that speaks another version only is refused with a reason, and taken when it speaks ours', async () => {
  const site = await open('connections-version')
  const { bridge, controller } = site
  const [first, second] = await addPair(site)
  const state = await syncedState(controller, bridge, { logical: 2 })
  const said = (): boolean => controller.log.some((line) => line.includes('no common OpenFlow version'))
  for (const protocols of ['OpenFlow10', 'OpenFlow14,OpenFlow15']) {
    await bridge.ovs.vsctl('set', 'bridge', bridge.name, `protocols=${protocols}`)
    await waitFor(async () => (await switchReport(controller, bridge))?.connected === false && said(), {
      what: `${protocols} to be refused`,
    })
  }
  await bridge.ovs.vsctl('clear', 'bridge', bridge.name, 'protocols')
  await waitForState(bridge, state, 20_000)
  await waitForSync(controller, bridge, { logical: 2 })
  await waitForPing(first, second)
})

test('a flow table that is full takes what fits, says what it refuses, and gets the rest when there is room', async () => {
  const site = await open('connections-full')
  const { bridge, controller } = site
  const pair = await addPair(site)
  await waitForSync(controller, bridge, { logical: 2 })
  const { length } = (await forwardingState(bridge)).filter((line) => line.includes('table=3,'))
  await transaction(
    bridge.ovs,
    `--id=@limit create flow_table flow_limit=${length + 1} overflow_policy=refuse`,
    `set bridge ${bridge.name} flow_tables:3=@limit`,
  )
  const third = await addMember(site, { network: 'red', name: 'c', host: 3 })
  const refused = async (): Promise<string[]> =>
    ((await switchReport(controller, bridge))?.refused ?? []).map(({ what, reason }) => `${what}: ${reason}`)
  await waitFor(async () => (await refused()).length === 1, { what: 'a refusal' })
  expect((await refused())[0]).toMatch(/^table=3,.*OFPFMFC_TABLE_FULL/)
  await waitForPing(...pair)
  await waitForPing(pair[0], third)
  await bridge.ovs.vsctl('clear', 'bridge', bridge.name, 'flow_tables')
  await waitForSync(controller, bridge, { logical: 3 })
  expect(await refused()).toEqual([])
})

test('a switch whose cable was cut is managed again when it is back, before the old connection is given up', async () => {
  const site = await open('connections-cable')
  const { bridge, controller } = site
  const [first, second] = await addPair(site)
  const { peer } = await waitForSync(controller, bridge, { logical: 2 })
  const state = await forwardingState(bridge)
  const ping = first.startPing(second)
  await bridge.ovs.namespace.ip('link set dev host down')
  await waitFor(() => !bridge.isConnected(), { what: 'the switch to notice', timeoutMs: 30_000 })
  await bridge.ovs.vsctl('remove', 'interface', second.port, 'external_ids', 'iface-id')
  await bridge.ovs.vsctl('set', 'interface', second.port, 'external_ids:iface-id=port-b')
  await bridge.ovs.namespace.ip('link set dev host up', 'route add default dev host')
  await waitFor(async () => (await switchReport(controller, bridge))?.peer !== peer && bridge.isConnected(), {
    what: 'a new session',
    timeoutMs: 30_000,
  })
  await waitForSync(controller, bridge, { logical: 2 })
  expect(await forwardingState(bridge)).toEqual(state)
  expect((await ping.stop()).lostSequence).toEqual([])
})
