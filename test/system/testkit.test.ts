import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { Background, findLeftovers, freePort, matrix, openLab, waitFor, type Lab } from '@vlcp/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const macs = ['02:00:00:00:00:01', '02:00:00:00:00:02', '02:00:00:00:00:03'] as const

/** The smallest controller: OpenFlow 1.3, says hello, answers echo requests. */
async function listenForSwitch(host: string, port: number): Promise<{ send(message: Buffer): void; close(): void }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.write(Buffer.from('0400000800000001', 'hex'))
    socket.on('data', (data) => {
      if (data[1] === 2) socket.write(Buffer.concat([Buffer.from([4, 3]), data.subarray(2)]))
    })
    socket.on('error', () => sockets.delete(socket))
  })
  server.listen(port, host)
  await once(server, 'listening')
  return {
    send: (message) => sockets.forEach((socket) => socket.write(message)),
    close() {
      server.close()
      sockets.forEach((socket) => socket.destroy())
    },
  }
}

/** OFPT_FLOW_MOD, OFPFC_DELETE of everything in table 0 (OpenFlow 1.3, section 7.3.4.1). */
const deleteFlows = Buffer.from(
  `040e003800000002${'00'.repeat(16)}0003000000000000${'ffffffff'.repeat(3)}000000000001000400000000`,
  'hex',
)

describe('a lab with a bridge that forwards like an ordinary switch', () => {
  let lab: Lab
  beforeAll(() => {
    lab = openLab({ name: 'testkit' })
  })
  afterAll(() => lab.close())

  test('two endpoints ping, a third without flows does not; the recorder sees each flow', async () => {
    const bridge = await (await lab.openVSwitch()).addBridge('br0')
    const [a, b, c] = await Promise.all([
      lab.endpoint({ name: 'a', bridge, mac: macs[0], ip: '10.0.0.1', ifaceId: 'port-a' }),
      lab.endpoint({ name: 'b', bridge, mac: macs[1], ip: '10.0.0.2' }),
      lab.endpoint({ name: 'c', bridge, mac: macs[2], ip: '10.0.0.3' }),
    ])
    expect(await bridge.ovs.vsctl('get', 'interface', 'a', 'external_ids:iface-id')).toBe('port-a')
    expect(await a.ping(b, { count: 1, timeoutMs: 300 })).toEqual({ sent: 1, received: 0 })

    const recorder = await bridge.monitorFlows()
    expect(await recorder.events()).toEqual([])
    const [portA, portB] = [await bridge.portNumber(a.port), await bridge.portNumber(b.port)]
    await bridge.ofctl('add-flow', `cookie=0x5,priority=9,in_port=${portA},actions=output:${portB}`)
    await bridge.ofctl('add-flow', `cookie=0x6,priority=9,in_port=${portB},actions=output:${portA}`)
    expect(await bridge.dumpFlows()).toMatchObject([
      { table: 0, priority: 9, cookie: 5n, match: `in_port=${portA}`, actions: `output:${portB}` },
      { table: 0, priority: 9, cookie: 6n, match: `in_port=${portB}`, actions: `output:${portA}` },
    ])

    const result = await matrix([a, b, c], (from, to) => from !== c && to !== c)
    expect(result.mismatches, result.table).toEqual([])
    expect(result.cells).toHaveLength(9)
    // The matrix must be able to fail.
    const wrong = await matrix([a, c], () => true, { timeoutMs: 300 })
    expect(wrong.mismatches).toHaveLength(2)

    const before = await recorder.events()
    expect(before).toHaveLength(2)
    expect(before[0]).toContain('event=ADDED')
    // Adding the same flow once more changes nothing but is a modification all the same.
    await bridge.ofctl('add-flow', `cookie=0x5,priority=9,in_port=${portA},actions=output:${portB}`)
    expect(await recorder.events()).toHaveLength(3)
    await bridge.ofctl('del-flows', 'cookie=0x6/-1')
    expect((await recorder.events()).at(-1)).toContain('event=DELETED')
    expect(await bridge.trace(`in_port=${portA},dl_dst=${macs[1]}`)).toContain(`output:${portB}`)
  })

  test('a running ping counts what was lost while the way was closed', async () => {
    const bridge = await (await lab.openVSwitch()).addBridge('br0', { failMode: 'standalone' })
    const d = await lab.endpoint({ name: 'd', bridge, mac: macs[0], ip: '10.0.0.1' })
    const e = await lab.endpoint({ name: 'e', bridge, mac: macs[1], ip: '10.0.0.2' })
    const ping = d.startPing(e, { intervalMs: 10 })
    await waitFor(() => ping.answered > 20, { what: 'answers' })
    await e.unplug()
    const answered = ping.answered
    await waitFor(async () => (await d.ping(e, { count: 1, timeoutMs: 100 })).received === 0, { what: 'silence' })
    await e.plug()
    await waitFor(() => ping.answered > answered + 20, { what: 'answers again' })
    const record = await ping.stop()
    expect(record.lostSequence.length).toBeGreaterThan(5)
    expect(record.received + record.lostSequence.length).toBe(record.sent)
  })

  test('an uplink carries VLANs and untagged frames', async () => {
    const bridge = await (await lab.openVSwitch()).addBridge('br0', { failMode: 'standalone' })
    const uplink = await lab.uplink({ name: 'uplink', bridge })
    const tagged = await uplink.station({ name: 'tagged', vlanId: 10, mac: macs[0], ip: '10.0.0.1' })
    const untagged = await uplink.station({ name: 'untagged', mac: macs[1], ip: '10.0.0.2' })
    const access = await lab.endpoint({ name: 'f', bridge, mac: macs[2], ip: '10.0.0.3' })
    const trunk = await uplink.capture({ filter: 'vlan 10', direction: 'inout' })
    const stations = [tagged, untagged, access]
    const onSameNetwork = await matrix(stations, (from, to) => from !== tagged && to !== tagged)
    expect(onSameNetwork.mismatches, onSameNetwork.table).toEqual([])
    await bridge.ovs.vsctl('set', 'port', access.port, 'tag=10')
    const onVlan = await matrix(stations, (from, to) => from !== untagged && to !== untagged)
    expect(onVlan.mismatches, onVlan.table).toEqual([])
    expect(await trunk.stop()).not.toEqual([])
  })

  test('messages between switch and controller are recorded, also over a reconnection', async () => {
    const bridge = await (await lab.openVSwitch()).addBridge('br0')
    const { hostAddress } = bridge.ovs
    const port = await freePort(hostAddress)
    const first = await listenForSwitch(hostAddress, port)
    await bridge.setController(`tcp:${hostAddress}:${port}`)
    await waitFor(() => bridge.isConnected(), { what: 'the first connection' })
    const recorder = await bridge.snoop()
    // The record begins with the first message that is in it.
    const isRecorded = (): boolean => {
      first.send(deleteFlows)
      return recorder.modifications.length > 0
    }
    await waitFor(isRecorded, { what: 'a flow modification' })
    first.close()
    await waitFor(() => !bridge.isConnected(), { what: 'the end of the first connection' })
    const second = await listenForSwitch(hostAddress, port)
    await waitFor(() => bridge.isConnected(), { what: 'the second connection', timeoutMs: 15_000 })
    const before = recorder.modifications.length
    second.send(deleteFlows)
    await waitFor(() => recorder.modifications.length === before + 1, { what: 'another flow modification' })
    second.close()
  })

  test('both daemons can be restarted', async () => {
    const ovs = await lab.openVSwitch()
    const bridge = await ovs.addBridge('br0')
    await bridge.ofctl('add-flow', 'actions=NORMAL')
    await ovs.stopDatabase('SIGKILL')
    await ovs.startDatabase()
    await ovs.addBridge('br1')
    expect(await bridge.dumpFlows()).toHaveLength(1)
    await ovs.stopSwitch('SIGKILL')
    await ovs.startSwitch()
    await waitFor(async () => (await bridge.dumpFlows()).length === 0, { what: 'the bridge without its flows' })
  })
})

test('closing twice is closing once, and nothing is left', async () => {
  const lab = openLab({ name: 'close' })
  const bridge = await (await lab.openVSwitch()).addBridge('br0')
  await lab.endpoint({ name: 'a', bridge, mac: macs[0], ip: '10.0.0.1' })
  const port = await freePort(bridge.ovs.hostAddress)
  expect(port).toBeGreaterThan(1024)
  const kinds = new Set(lab.leftovers().map((leftover) => leftover.split(' ')[0]))
  expect(kinds).toEqual(new Set(['process', 'namespace', 'interface', 'folder']))
  const closing = lab.close()
  expect(lab.close()).toBe(closing)
  await closing
  expect(lab.leftovers()).toEqual([])
  await expect(lab.run('true', [])).rejects.toThrow('is closed')
})

const fixture = fileURLToPath(new URL('open-lab.fixture.ts', import.meta.url))

test.each(['SIGINT', 'SIGTERM', 'SIGKILL', 'throw', 'exit'])(
  'nothing is left of a lab whose owner ends by %s',
  async (end) => {
    const args = ['--conditions=source', '--import', 'tsx', fixture, end]
    const owner = new Background(process.execPath, args, { env: process.env })
    const { name, folder } = JSON.parse(await owner.waitForLine(/^\{/, 30_000)) as { name: string; folder: string }
    if (end.startsWith('SIG')) {
      expect(findLeftovers(name, folder).length).toBeGreaterThan(4)
      await owner.stop(end as NodeJS.Signals)
    } else await waitFor(() => owner.exit, { what: 'the end of the owner' })
    await waitFor(() => findLeftovers(name, folder).length === 0, { what: `an empty list of leftovers of ${name}` })
    expect(existsSync(folder)).toBe(false)
  },
)
