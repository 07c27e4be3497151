import { waitFor, type Endpoint } from '@vlcp/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  addMember,
  cookieMark,
  createLocalNetwork,
  createLogicalPort,
  deleteLogicalPort,
  forwardingState,
  openSite,
  plugEndpoint,
  settledState,
  waitForPing,
  waitForState,
  type Site,
} from './site.ts'

let site: Site
let first: Endpoint
/** What the switch holds with the first endpoint alone. */
let alone: string[]

beforeAll(async () => {
  site = await openSite('order')
  await createLocalNetwork(site, 'red')
  first = await addMember(site, { network: 'red', name: 'first', host: 1 })
  await waitFor(async () => (await forwardingState(site.bridge)).some((line) => line.includes('in_port=')), {
    what: 'the flows of the first endpoint',
  })
  alone = await settledState(site.bridge)
})
afterAll(() => site?.lab.close())

const late = { network: 'red', name: 'second', host: 2 }

/** The state with both, and proof that they reach each other. */
async function stateWhenConnected(second: Endpoint): Promise<string[]> {
  await waitForPing(first, second)
  const state = await settledState(site.bridge)
  expect(state).not.toEqual(alone)
  expect((await site.bridge.dumpFlows()).every(({ cookie }) => cookie >> 48n === cookieMark)).toBe(true)
  return state
}

test('OVS port first, then its logical port; the logical port goes first', async () => {
  const second = await plugEndpoint(site, late)
  expect(await settledState(site.bridge)).toEqual(alone)
  await createLogicalPort(site, late)
  await stateWhenConnected(second)
  await deleteLogicalPort(site, late.name)
  await waitForState(site.bridge, alone)
  expect((await first.ping(second, { count: 1, timeoutMs: 300 })).received).toBe(0)
  await second.unplug()
  expect(await settledState(site.bridge)).toEqual(alone)
})

test('logical port first, then its OVS port; the OVS port goes first', async () => {
  const third = { ...late, name: 'third' }
  await createLogicalPort(site, third)
  expect(await settledState(site.bridge)).toEqual(alone)
  const endpoint = await plugEndpoint(site, third)
  await stateWhenConnected(endpoint)
  await endpoint.unplug()
  await waitForState(site.bridge, alone)
  await endpoint.plug()
  await stateWhenConnected(endpoint)
  await endpoint.unplug()
  await deleteLogicalPort(site, third.name)
  await waitForState(site.bridge, alone)
})

test('an iface-id that changes moves the interface to the other logical port', async () => {
  const fourth = { ...late, name: 'fourth' }
  await createLogicalPort(site, fourth)
  const { lab, bridge } = site
  const endpoint = await lab.endpoint({ name: 'fourth', bridge, mac: '02:00:00:00:00:02', ip: '10.0.0.2' })
  expect(await settledState(bridge)).toEqual(alone)
  await bridge.ovs.vsctl('set', 'interface', endpoint.port, 'external_ids:iface-id=port-fourth')
  await stateWhenConnected(endpoint)
  await bridge.ovs.vsctl('remove', 'interface', endpoint.port, 'external_ids', 'iface-id')
  await waitForState(bridge, alone)
  await endpoint.unplug()
  await deleteLogicalPort(site, fourth.name)
  await waitForState(bridge, alone)
})
