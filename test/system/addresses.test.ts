import { waitFor, type Endpoint } from '@vlcp/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { syncedState, waitForSync } from './report.ts'
import {
  addMember,
  addressOf,
  createLocalNetwork,
  forwardingState,
  openSite,
  plugEndpoint,
  waitForPing,
  waitForState,
  type Site,
} from './site.ts'

let site: Site
let first: Endpoint
let second: Endpoint

const call = (operation: string, params: object): Promise<unknown> =>
  site.controller.call('viperflow', operation, params)

beforeAll(async () => {
  site = await openSite('addresses')
  await createLocalNetwork(site, 'red')
  first = await addMember(site, { network: 'red', name: 'a', host: 1 })
  second = await addMember(site, { network: 'red', name: 'b', host: 2 })
  await waitForPing(first, second)
})
afterAll(() => site?.lab.close())

/** Gives an endpoint's interface another address. */
const setMac = (endpoint: Endpoint, mac: string): Promise<void> =>
  endpoint.namespace.ip(`link set dev ${endpoint.device} address ${mac}`)

/** Port numbers to which the bridge sends what is addressed to a MAC address. */
async function portsOf(from: Endpoint, mac: string): Promise<string[]> {
  const port = await site.bridge.portNumber(from.port)
  const trace = await site.bridge.trace(`in_port=${port},dl_src=${from.mac},dl_dst=${mac},dl_type=0x0800`)
  return [...trace.matchAll(/output:(\d+)/g)].map(([, to]) => to ?? '')
}

test('a changed address is reached, and sent to its port alone', async () => {
  const { bridge, controller } = site
  const before = await syncedState(controller, bridge, { logical: 2 })
  const { mac } = addressOf(22)
  await call('updatelogicalport', { id: 'port-b', mac_address: mac })
  await setMac(second, mac)
  await waitForPing(first, second)
  await waitForSync(controller, bridge, { logical: 2 })
  expect(await portsOf(first, mac)).toEqual([`${await bridge.portNumber(second.port)}`])
  expect(await forwardingState(bridge)).toHaveLength(before.length)
  await call('updatelogicalport', { id: 'port-b', mac_address: addressOf(2).mac })
  await setMac(second, addressOf(2).mac)
  await waitForState(bridge, before)
  await waitForPing(first, second)
})

test('two ports that swap their addresses in one batch are told apart at once', async () => {
  const { bridge, controller } = site
  const before = await syncedState(controller, bridge, { logical: 2 })
  const third = await addMember(site, { network: 'red', name: 'c', host: 3 })
  await waitForPing(third, first)
  const swap = (a: number, b: number): Promise<unknown> =>
    call('updatelogicalports', {
      ports: [
        { id: 'port-a', mac_address: addressOf(a).mac },
        { id: 'port-b', mac_address: addressOf(b).mac },
      ],
    })
  const [portA, portB] = [`${await bridge.portNumber(first.port)}`, `${await bridge.portNumber(second.port)}`]
  await swap(2, 1)
  const isSwapped = async (): Promise<boolean> => (await portsOf(third, addressOf(2).mac)).join() === portA
  await waitFor(isSwapped, { what: 'the address of b at the port of a' })
  expect(await portsOf(third, addressOf(1).mac)).toEqual([portB])
  await setMac(first, addressOf(2).mac)
  await setMac(second, addressOf(1).mac)
  await waitForPing(third, first)
  await waitForPing(third, second)
  await swap(1, 2)
  await setMac(first, addressOf(1).mac)
  await setMac(second, addressOf(2).mac)
  await third.unplug()
  await waitForState(bridge, before)
})

test('a port without address is reached, on a local network and behind an uplink', async () => {
  const { lab, bridge, controller } = site
  await call('createlogicalport', { id: 'port-x', logicalnetwork: 'red' })
  const silent = await plugEndpoint(site, { name: 'x', host: 7 })
  await waitForPing(first, silent)
  await silent.unplug()

  const uplink = await lab.uplink({ name: 'up', bridge })
  await call('createphysicalnetwork', { type: 'native', id: 'flat' })
  await call('createphysicalport', { physicalnetwork: 'flat', name: uplink.port })
  await call('createlogicalnetwork', { physicalnetwork: 'flat', id: 'green' })
  const station = await uplink.station({ name: 's', ...addressOf(9) })
  const declared = await addMember(site, { network: 'green', name: 'g', host: 5 })
  await waitForPing(station, declared)
  const up = `${await bridge.portNumber(uplink.port)}`
  await waitForSync(controller, bridge, { logical: 3, physical: 1 })
  // Nobody here has that address: it can only be outside.
  expect(await portsOf(declared, addressOf(99).mac)).toEqual([up])
  await call('createlogicalport', { id: 'port-y', logicalnetwork: 'green' })
  const undeclared = await plugEndpoint(site, { name: 'y', host: 6 })
  await waitForPing(station, undeclared)
  await waitForPing(declared, undeclared)
  // The address is declared later: no more flooding.
  await call('updatelogicalport', { id: 'port-y', mac_address: addressOf(6).mac })
  await waitFor(async () => (await portsOf(declared, addressOf(99).mac)).join() === up, { what: 'the end of flooding' })
  await waitForPing(station, undeclared)
  await call('updatelogicalport', { id: 'port-y', mac_address: null })
  await waitFor(async () => (await portsOf(declared, addressOf(99).mac)).length > 1, { what: 'flooding again' })
  await waitForPing(station, undeclared)
})

test('the last port of a network takes its group with it; a new network may have its number', async () => {
  const { bridge, controller } = site
  await createLocalNetwork(site, 'short')
  const groups = (): Promise<string[]> => bridge.dumpGroups()
  const before = await groups()
  for (const network of ['short', 'other']) {
    if (network === 'other') await createLocalNetwork(site, network)
    const member = await addMember(site, { network, name: `${network}1`, host: 1 })
    await waitFor(async () => (await groups()).length === before.length + 1, { what: `the group of ${network}` })
    await call('deletelogicalport', { id: `port-${network}1` })
    await waitFor(async () => (await groups()).length === before.length, { what: `the group of ${network} to go` })
    expect((await bridge.dumpFlows()).filter(({ actions }) => actions.includes('group:'))).toHaveLength(before.length)
    await member.unplug()
    await call('deletelogicalnetwork', { id: network })
  }
  // A network and its ports replaced in quick succession, many times.
  const member = await plugEndpoint(site, { name: 'q', host: 1 })
  const { logical } = (await waitForSync(controller, bridge, { logical: 4, physical: 1 })).ports
  await call('createphysicalnetwork', { type: 'local', id: 'quick' })
  for (let round = 0; round < 20; round++) {
    await call('createlogicalnetwork', { physicalnetwork: 'quick', id: `quick-${round}` })
    await call('createlogicalport', { id: 'port-q', logicalnetwork: `quick-${round}` })
    if (round === 19) break
    await call('deletelogicalport', { id: 'port-q' })
    await call('deletelogicalnetwork', { id: `quick-${round}` })
  }
  const report = await waitForSync(controller, bridge, { logical: logical + 1, physical: 1 })
  expect(report).toMatchObject({ refused: [], conflicts: [], faults: [] })
  expect(await groups()).toHaveLength(before.length + 1)
  await member.unplug()
  await waitFor(async () => (await groups()).length === before.length, { what: 'the last group to go' })
})
