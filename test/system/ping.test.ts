import { matrix, waitFor, type Endpoint, type Station, type Uplink } from '@vlcp/testkit'
import { afterEach, expect, test } from 'vitest'
import { addMember, addressOf, createLocalNetwork, openSite, waitForPing, type Site } from './site.ts'

/** Endpoints and stations of one logical network. */
interface Network {
  readonly endpoints: readonly [Endpoint, Endpoint]
  readonly stations: readonly Station[]
}

let site: Site | undefined
afterEach(() => site?.lab.close())

/** Two endpoints in a logical network; hosts 1 and 2, whatever the network. */
async function addPair(at: Site, network: string): Promise<readonly [Endpoint, Endpoint]> {
  return Promise.all([
    addMember(at, { network, name: `${network}1`, host: 1 }),
    addMember(at, { network, name: `${network}2`, host: 2 }),
  ])
}

/** Who may reach whom, and where a broadcast of each network's first endpoint may be seen. */
async function expectIsolation(networks: readonly Network[]): Promise<void> {
  for (const { endpoints, stations } of networks) {
    await waitForPing(...endpoints)
    for (const station of stations) await waitForPing(endpoints[0], station)
  }
  const members = networks.map(({ endpoints, stations }) => [...endpoints, ...stations])
  const isTogether = (a: Station, b: Station): boolean => members.some((all) => all.includes(a) && all.includes(b))
  const result = await matrix(members.flat(), isTogether)
  expect(result.mismatches, result.table).toEqual([])
  for (const [index, { endpoints }] of networks.entries()) {
    await expectBroadcastInside(endpoints[0], index, members[index] ?? [], members.toSpliced(index, 1).flat())
  }
}

/** Broadcasts from one station; `number` makes them recognisable, since those of other networks come from equal addresses. */
async function expectBroadcastInside(
  from: Station,
  number: number,
  inside: readonly Station[],
  outside: readonly Station[],
): Promise<void> {
  const others = [...inside.filter((station) => station !== from), ...outside]
  const captures = await Promise.all(others.map((station) => station.capture({ filter: 'icmp or arp' })))
  const identifier = 40_000 + number
  await from.ping('10.0.0.255', { broadcast: true, count: 3, timeoutMs: 500, identifier })
  // Nobody has this address, so that the ARP requests for it are broadcasts.
  const nobody = `10.0.0.${200 + number}`
  await from.ping(nobody, { count: 1, timeoutMs: 500 })
  const seen = await Promise.all(captures.map((capture) => capture.stop()))
  for (const [index, station] of others.entries()) {
    const lines = seen[index] ?? []
    const echoes = lines.filter((line) => line.includes(`echo request, id ${identifier},`))
    const questions = lines.filter((line) => line.includes(`who-has ${nobody} `))
    const what = `broadcasts of ${from.name} at ${station.name}`
    expect(echoes, what).toHaveLength(inside.includes(station) ? 3 : 0)
    expect(questions.length > 0, what).toBe(inside.includes(station))
  }
}

test('local: same network pings, different networks do not even with equal addresses, broadcast stays inside', async () => {
  site = await openSite('ping-local')
  await createLocalNetwork(site, 'red')
  await createLocalNetwork(site, 'blue')
  const red = { endpoints: await addPair(site, 'red'), stations: [] }
  const blue = { endpoints: await addPair(site, 'blue'), stations: [] }
  await expectIsolation([red, blue])
})

/** A native network with its own uplink and an untagged station behind it. */
async function addNativeNetwork(at: Site, id: string): Promise<Network> {
  const { controller, lab, bridge } = at
  const uplink = await lab.uplink({ name: `${id}-up`, bridge })
  await controller.call('viperflow', 'createphysicalnetwork', { type: 'native', id: `${id}-physical` })
  await controller.call('viperflow', 'createphysicalport', { physicalnetwork: `${id}-physical`, name: uplink.port })
  await controller.call('viperflow', 'createlogicalnetwork', { physicalnetwork: `${id}-physical`, id })
  const station = await uplink.station({ name: `${id}3`, ...addressOf(3) })
  return { endpoints: await addPair(at, id), stations: [station] }
}

test('native: endpoints and the physical network behind each uplink are one network, two uplinks are two', async () => {
  site = await openSite('ping-native')
  await expectIsolation([await addNativeNetwork(site, 'red'), await addNativeNetwork(site, 'blue')])
})

/** A logical network on a VLAN of the shared uplink and a station on that VLAN. */
async function addVlanNetwork(at: Site, uplink: Uplink, id: string, vlanId: number): Promise<Network> {
  await at.controller.call('viperflow', 'createlogicalnetwork', { physicalnetwork: 'trunk', id, vlanid: vlanId })
  const station = await uplink.station({ name: `${id}3`, vlanId, ...addressOf(3) })
  return { endpoints: await addPair(at, id), stations: [station] }
}

test('vlan: networks share an uplink and are kept apart by their tags', async () => {
  site = await openSite('ping-vlan')
  const { controller, lab, bridge } = site
  const uplink = await lab.uplink({ name: 'up', bridge })
  await controller.call('viperflow', 'createphysicalnetwork', { type: 'vlan', id: 'trunk', vlanrange: [[10, 20]] })
  await controller.call('viperflow', 'createphysicalport', { physicalnetwork: 'trunk', name: uplink.port })
  const red = await addVlanNetwork(site, uplink, 'red', 10)
  const blue = await addVlanNetwork(site, uplink, 'blue', 11)
  await expectIsolation([red, blue])

  // On the wire only the tags of the two networks appear, and a broadcast bears that of its network.
  const wire = await uplink.capture()
  await red.endpoints[0].ping('10.0.0.99', { count: 1, timeoutMs: 500 })
  const frames = (await wire.stop()).filter((frame) => frame.includes('10.0.0.99'))
  expect(frames.length).toBeGreaterThan(0)
  for (const frame of frames) expect(frame).toContain(' vlan 10,')
})

test('vlan: an uplink that comes later joins the networks that are there, and one that goes leaves them', async () => {
  site = await openSite('ping-late-uplink')
  const { controller, lab, bridge } = site
  await controller.call('viperflow', 'createphysicalnetwork', { type: 'vlan', id: 'trunk', vlanrange: [[10, 20]] })
  await controller.call('viperflow', 'createlogicalnetwork', { physicalnetwork: 'trunk', id: 'red', vlanid: 10 })
  const [first, second] = await addPair(site, 'red')
  await waitForPing(first, second)
  const uplink = await lab.uplink({ name: 'up', bridge })
  const station = await uplink.station({ name: 'red3', vlanId: 10, ...addressOf(3) })
  expect((await first.ping(station, { count: 1, timeoutMs: 300 })).received).toBe(0)
  await controller.call('viperflow', 'createphysicalport', { physicalnetwork: 'trunk', name: uplink.port })
  const reaches = async (): Promise<boolean> => {
    await first.forgetNeighbours()
    return (await first.ping(station, { count: 1, timeoutMs: 300 })).received === 1
  }
  await waitFor(reaches, { what: 'the station behind the new uplink' })
  await controller.call('viperflow', 'deletephysicalport', { name: uplink.port })
  await waitFor(async () => !(await reaches()), { what: 'the station to be out of reach' })
  await waitForPing(first, second)
})
