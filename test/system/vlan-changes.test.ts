import { waitFor, type Endpoint, type Station, type Uplink } from '@vlcp/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { syncedState, waitForSync } from './report.ts'
import { addMember, addressOf, openSite, waitForPing, waitForState, type Site } from './site.ts'

let site: Site
let uplink: Uplink
let red: Endpoint
let blue: Endpoint
/** Stations on the VLANs 10, 11 and 12; all are host 3. */
let stations: { readonly on10: Station; readonly on11: Station; readonly on12: Station }

const call = (operation: string, params: object): Promise<unknown> =>
  site.controller.call('viperflow', operation, params)

beforeAll(async () => {
  site = await openSite('vlan-changes')
  uplink = await site.lab.uplink({ name: 'up', bridge: site.bridge })
  await call('createphysicalnetwork', { type: 'vlan', id: 'trunk', vlanrange: [[10, 20]] })
  await call('createphysicalport', { physicalnetwork: 'trunk', name: uplink.port })
  await call('createlogicalnetwork', { physicalnetwork: 'trunk', id: 'red', vlanid: 10 })
  await call('createlogicalnetwork', { physicalnetwork: 'trunk', id: 'blue', vlanid: 11 })
  red = await addMember(site, { network: 'red', name: 'r', host: 1 })
  blue = await addMember(site, { network: 'blue', name: 'b', host: 1 })
  stations = {
    on10: await uplink.station({ name: 's10', vlanId: 10, ...addressOf(3) }),
    on11: await uplink.station({ name: 's11', vlanId: 11, ...addressOf(3) }),
    on12: await uplink.station({ name: 's12', vlanId: 12, ...addressOf(3) }),
  }
})
afterAll(() => site?.lab.close())

/** Which of the stations, who all have one address, gets the requests of an endpoint. */
async function whoHears(from: Endpoint): Promise<string[]> {
  const identifier = 30_000 + Math.floor(Math.random() * 10_000)
  const all = Object.values(stations)
  const captures = await Promise.all(all.map((station) => station.capture({ filter: 'icmp[icmptype] == icmp-echo' })))
  await from.forgetNeighbours()
  await from.ping(stations.on10, { count: 2, timeoutMs: 500, identifier })
  const lines = await Promise.all(captures.map((capture) => capture.stop()))
  return all.filter((_, at) => lines[at]?.some((line) => line.includes(` id ${identifier},`))).map(({ name }) => name)
}

test('a tag that changes takes the network to the other VLAN, and only there', async () => {
  await waitForPing(red, stations.on10)
  expect(await whoHears(red)).toEqual(['s10'])
  await call('updatelogicalnetwork', { id: 'red', vlanid: 12 })
  await waitForPing(red, stations.on12)
  expect(await whoHears(red)).toEqual(['s12'])
  expect(await whoHears(blue)).toEqual(['s11'])
  await call('updatelogicalnetwork', { id: 'red', vlanid: 10 })
  await waitForPing(red, stations.on10)
  expect(await whoHears(red)).toEqual(['s10'])
})

test('two networks that swap their tags in one batch swap their VLANs', async () => {
  const before = await syncedState(site.controller, site.bridge, { logical: 2, physical: 1 })
  const swap = (first: number, second: number): Promise<unknown> =>
    call('updatelogicalnetworks', {
      networks: [
        { id: 'red', vlanid: first },
        { id: 'blue', vlanid: second },
      ],
    })
  await swap(11, 10)
  await waitForPing(red, stations.on11)
  await waitForPing(blue, stations.on10)
  expect(await whoHears(red)).toEqual(['s11'])
  expect(await whoHears(blue)).toEqual(['s10'])
  await swap(10, 11)
  await waitForState(site.bridge, before)
})

test('a frame with a tag of its own stays in the network of its port', async () => {
  const port = await site.bridge.portNumber(red.port)
  const { mac } = addressOf(1)
  const up = await site.bridge.portNumber(uplink.port)
  for (const target of ['ff:ff:ff:ff:ff:ff', addressOf(3).mac]) {
    const trace = await site.bridge.trace(`in_port=${port},dl_src=${mac},dl_dst=${target},dl_vlan=11,dl_type=0x0800`)
    const actions = /^Datapath actions: (.*)$/m.exec(trace)?.[1] ?? ''
    // The tag of the network is the outer one; what a member put into its frame is cargo.
    expect(actions).toMatch(/push_vlan\(vid=10,/)
    expect(actions).not.toMatch(/pop_vlan/)
    expect(trace).toContain(`output:${up}`)
    expect(trace).not.toContain(`output:${await site.bridge.portNumber(blue.port)}`)
  }
})

test('of the records for an uplink the more specific one wins, and the others wait', async () => {
  const { bridge, controller } = site
  const trunk = await syncedState(controller, bridge, { logical: 2, physical: 1 })
  await bridge.ovs.vsctl('set', 'open_vswitch', '.', 'external_ids:system-id=host-1')
  await call('createphysicalnetwork', { type: 'native', id: 'flat' })
  await call('createlogicalnetwork', { physicalnetwork: 'flat', id: 'green' })
  const green = await addMember(site, { network: 'green', name: 'g', host: 1 })
  const station = await uplink.station({ name: 's0', ...addressOf(3) })
  await waitForSync(controller, bridge, { logical: 3, physical: 1 })
  expect((await green.ping(station, { count: 1, timeoutMs: 300 })).received).toBe(0)

  const record = { name: uplink.port, bridge: 'br0' }
  await call('createphysicalport', { physicalnetwork: 'flat', ...record })
  await waitForPing(green, station)
  expect((await red.ping(stations.on10, { count: 1, timeoutMs: 300 })).received).toBe(0)
  // The system id counts more than the bridge; one for another host counts nothing.
  await call('createphysicalport', { physicalnetwork: 'flat', name: uplink.port, systemid: 'host-2' })
  await call('createphysicalport', { physicalnetwork: 'trunk', name: uplink.port, systemid: 'host-1' })
  await waitForPing(red, stations.on10)
  await call('deletephysicalport', { name: uplink.port, systemid: 'host-1' })
  await waitForPing(green, station)
  await call('deletephysicalport', record)
  await waitForPing(red, stations.on10)
  await green.unplug()
  await waitForState(bridge, trunk)
})

test('a native network on an uplink of its own beside the VLANs, and each uplink carries its own only', async () => {
  const { bridge, lab } = site
  const flat = await lab.uplink({ name: 'flat', bridge })
  const station = await flat.station({ name: 's1', ...addressOf(4) })
  const tagged = await flat.station({ name: 's2', vlanId: 10, ...addressOf(3) })
  await call('createphysicalport', { physicalnetwork: 'flat', name: flat.port })
  const member = await addMember(site, { network: 'green', name: 'h', host: 2 })
  await waitForPing(member, station)
  await waitForPing(red, stations.on10)
  const capture = await tagged.capture()
  expect(await whoHears(red)).toEqual(['s10'])
  expect(await capture.stop()).toEqual([])
  await waitFor(async () => (await member.ping(stations.on10, { count: 1, timeoutMs: 200 })).received === 0, {
    what: 'the VLAN to be out of reach of the native network',
  })
})
