import { join } from 'node:path'
import { freePort, openLab, waitFor, type Controller, type Lab, type OpenVSwitch } from '@vlcp/testkit'
import { afterEach, expect, test } from 'vitest'
import { datapathIdOf, reportOf, waitForSync } from './report.ts'
import { addressOf, createLocalNetwork, createLogicalPort, forwardingState, waitForPing, waitForState } from './site.ts'

let lab: Lab | undefined
afterEach(() => lab?.close())

function open(name: string): Lab {
  lab = openLab({ name })
  return lab
}

/** Makes ovsdb-server listen on a TCP port too, and says where. */
async function listenOnTcp(ovs: OpenVSwitch): Promise<{ readonly port: number; readonly start: () => Promise<void> }> {
  const port = await freePort()
  const start = async (): Promise<void> => {
    const pid = (await ovs.namespace.run('cat', [join(ovs.folder, 'ovsdb-server.pid')])).stdout.trim()
    const control = join(ovs.folder, `ovsdb-server.${pid}.ctl`)
    await ovs.run('ovs-appctl', ['-t', control, 'ovsdb-server/add-remote', `ptcp:${port}:0.0.0.0`])
  }
  return { port, start }
}

/** Address of the switch's own end of the cable to this host. */
async function addressInside(ovs: OpenVSwitch): Promise<string> {
  const { stdout } = await ovs.namespace.run('ip', ['-4', '-o', 'addr', 'show', 'dev', 'host'])
  const address = /inet (\d+\.\d+\.\d+\.\d+)/.exec(stdout)?.[1]
  if (address === undefined) throw new Error(`no address in ${stdout}`)
  return address
}

const stateOf = async (controller: Controller, endpoint: string): Promise<string | undefined> =>
  (await reportOf(controller)).ovsdb.find((database) => database.endpoint === endpoint)?.state

test('a controller that is there before the database, over TCP, manages the switch when both are there', async () => {
  const at = open('databases-tcp')
  const ovs = await at.openVSwitch()
  const { port, start } = await listenOnTcp(ovs)
  const ovsdb = `tcp:${await addressInside(ovs)}:${port}`
  const bridge = await ovs.addBridge('br0')
  const openflow = `tcp:${ovs.hostAddress}:${await freePort(ovs.hostAddress)}`
  const controller = await at.controller({ args: ['--ovsdb', ovsdb, '--openflow', openflow] })
  await bridge.setController(openflow)

  // The switch is connected, but nobody knows whose it is: no flows.
  const id = await datapathIdOf(bridge)
  await waitFor(async () => (await reportOf(controller)).unknown_switches.some(({ datapathid }) => datapathid === id), {
    what: 'the switch to be reported as unknown',
  })
  expect(await stateOf(controller, ovsdb)).not.toBe('live')
  expect(await forwardingState(bridge)).toEqual([])

  const site = { lab: at, bridge, controller }
  await createLocalNetwork(site, 'red')
  for (const [name, host] of [
    ['a', 1],
    ['b', 2],
  ] as const)
    await createLogicalPort(site, { network: 'red', name, host })
  const first = await at.endpoint({ name: 'a', bridge, ifaceId: 'port-a', ...addressOf(1) })
  const second = await at.endpoint({ name: 'b', bridge, ifaceId: 'port-b', ...addressOf(2) })
  expect(await forwardingState(bridge)).toEqual([])
  await start()
  await waitFor(async () => (await stateOf(controller, ovsdb)) === 'live', { what: 'the database', timeoutMs: 30_000 })
  await waitForSync(controller, bridge, { logical: 2 })
  await waitForPing(first, second)
  expect((await reportOf(controller)).unknown_switches).toEqual([])
})

test('one controller, two Open vSwitch instances with bridges of one name: each has its own ports', async () => {
  const at = open('databases-two')
  const [left, right] = await Promise.all([at.openVSwitch(), at.openVSwitch()])
  const bridges = await Promise.all([left.addBridge('br0'), right.addBridge('br0')])
  for (const [index, ovs] of [left, right].entries()) {
    await ovs.vsctl('set', 'open_vswitch', '.', `external_ids:system-id=host-${index}`)
  }
  const controller = await at.controller({ switches: [left, right] })
  for (const bridge of bridges) await bridge.setController(controller.openflow)
  const site = { lab: at, bridge: bridges[0], controller }
  await createLocalNetwork(site, 'red')
  const endpoints = []
  for (const [index, name] of ['a', 'b', 'c', 'd'].entries()) {
    await createLogicalPort(site, { network: 'red', name, host: index + 1 })
    const bridge = bridges[index >> 1] ?? bridges[0]
    endpoints.push(await at.endpoint({ name, bridge, ifaceId: `port-${name}`, ...addressOf(index + 1) }))
  }
  const [a, b, c, d] = endpoints
  if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('four endpoints')
  for (const bridge of bridges) await waitForSync(controller, bridge, { logical: 2 })
  await waitForPing(a, b)
  await waitForPing(c, d)
  expect((await a.ping(c, { count: 1, timeoutMs: 300 })).received).toBe(0)

  // One database dies: the other switch is managed on, and the flows of the first stay.
  const held = await forwardingState(bridges[0])
  await left.stopDatabase('SIGKILL')
  await waitFor(async () => (await stateOf(controller, left.database)) !== 'live', { what: 'the loss to be noticed' })
  await d.unplug()
  await waitForSync(controller, bridges[1], { logical: 1 })
  await left.startDatabase()
  await waitForState(bridges[0], held, 30_000)
  await waitForPing(a, b, 30_000)
  await controller.call('viperflow', 'deletelogicalport', { id: 'port-b' })
  await waitForSync(controller, bridges[0], { logical: 1 }, 30_000)

  // The system id decides which physical port record fits.
  await controller.call('viperflow', 'createphysicalnetwork', { type: 'vlan', id: 'trunk', vlanrange: [[10, 20]] })
  await controller.call('viperflow', 'createphysicalport', { physicalnetwork: 'trunk', name: 'up', systemid: 'host-1' })
  for (const bridge of bridges) {
    await bridge.ovs.vsctl('add-port', 'br0', 'up', '--', 'set', 'interface', 'up', 'type=internal')
  }
  await waitForSync(controller, bridges[1], { logical: 1, physical: 1 })
  await waitForSync(controller, bridges[0], { logical: 1, physical: 0 })
  await left.vsctl('set', 'open_vswitch', '.', 'external_ids:system-id=host-1')
  await right.vsctl('set', 'open_vswitch', '.', 'external_ids:system-id=host-0')
  await waitForSync(controller, bridges[0], { logical: 1, physical: 1 })
  await waitForSync(controller, bridges[1], { logical: 1, physical: 0 })
})
