import { waitFor, type Endpoint } from '@vlcp/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { switchReport, waitForSync } from './report.ts'
import {
  addMember,
  createLocalNetwork,
  forwardingState,
  openSite,
  settledState,
  waitForPing,
  waitForState,
  type Site,
} from './site.ts'
import { transaction } from './transaction.ts'

let site: Site
let first: Endpoint
let second: Endpoint
let state: string[]

beforeAll(async () => {
  site = await openSite('switch-restart')
  await createLocalNetwork(site, 'red')
  first = await addMember(site, { network: 'red', name: 'a', host: 1 })
  second = await addMember(site, { network: 'red', name: 'b', host: 2 })
  await waitForPing(first, second)
  state = await settledState(site.bridge)
})
afterAll(() => site?.lab.close())

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'ovs-vswitchd ended by %s comes back empty and is filled again',
  async (signal) => {
    const { bridge, controller } = site
    await bridge.ovs.stopSwitch(signal)
    await bridge.ovs.startSwitch()
    await waitForState(bridge, state, 20_000)
    await waitForPing(first, second)
    const { counters } = await waitForSync(controller, bridge, { logical: 2 })
    // A switch that lost everything is no drift: nobody changed anything behind our back.
    expect(counters?.drift).toEqual({ missing: 0, altered: 0, foreign: 0 })
  },
)

test('ovs-vswitchd that restarts while the controller is away is filled when the controller is back', async () => {
  const { bridge, controller } = site
  await controller.kill('SIGKILL')
  await bridge.ovs.stopSwitch('SIGKILL')
  await bridge.ovs.startSwitch()
  expect(await forwardingState(bridge)).toEqual([])
  await controller.restart()
  await waitForState(bridge, state, 20_000)
  await waitForPing(first, second)
})

test('ports that came and went while ovs-vswitchd was away are right afterwards', async () => {
  const { bridge, controller } = site
  await bridge.ovs.stopSwitch('SIGKILL')
  await bridge.ovs.vsctl('--no-wait', 'del-port', bridge.name, second.port)
  await bridge.ovs.startSwitch()
  await waitForSync(controller, bridge, { logical: 1 })
  await bridge.ovs.stopSwitch('SIGKILL')
  await transaction(
    bridge.ovs,
    `--no-wait add-port ${bridge.name} ${second.port}`,
    `set interface ${second.port} external_ids:iface-id=port-b`,
  )
  await bridge.ovs.startSwitch()
  await waitForSync(controller, bridge, { logical: 2 })
  await waitForPing(first, second)
})

test('a bridge taken from the controller and given back, with the flows it had or without any', async () => {
  const { bridge, controller } = site
  const held = await settledState(bridge)
  for (const isFlushed of [false, true]) {
    await bridge.ovs.vsctl('del-controller', bridge.name)
    await waitFor(async () => (await switchReport(controller, bridge))?.connected === false, {
      what: 'the bridge to be left alone',
    })
    if (isFlushed) await bridge.ofctl('del-flows')
    await bridge.setController(controller.openflow)
    await waitForState(bridge, held, 20_000)
    await waitForPing(first, second)
  }
})
