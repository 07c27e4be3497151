import { OFPP_LOCAL } from '@vlcp/openflow'
import { connectToSwitch, controller, OpenFlowError, out, type Switch, type SwitchSession } from '@vlcp/switch'
import { type Lab, openLab, waitFor } from '@vlcp/testkit'
import { parseEndpoint } from '@vlcp/transport'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type FrameworkSite, openFrameworkSite, VERSIONS } from './framework.fixture.ts'

let lab: Lab | undefined
afterEach(() => lab?.close())

const open = (...args: Parameters<typeof openFrameworkSite> extends [Lab, ...infer R] ? R : never) => {
  lab = openLab({ name: 'framework' })
  return openFrameworkSite(lab, ...args)
}

/** The flows as ovs-ofctl sees them, without what changes by itself. */
async function flowsOf({ bridge }: FrameworkSite): Promise<string[]> {
  const stdout = await bridge.ofctl('dump-flows', '--no-stats')
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.includes('actions='))
    .toSorted()
}

describe.each(VERSIONS)('a switch that speaks OpenFlow %s', (version) => {
  test('takes flows, tells what it holds and counts, and says which it refuses', async () => {
    const site = await open(version)
    const { sw } = site
    expect(sw.version).toBe(version)
    expect(sw.ports.get(OFPP_LOCAL)?.name).toBe('br0')

    await sw.flow({ match: 'ip,nw_dst=10.0.0.0/8', actions: 'dec_ttl,output:7', cookie: 0x1234n, idleTimeoutS: 30 })
    await sw.flow({ match: { eth_dst: '00:00:00:00:00:07' }, priority: 7, actions: [out.port(7)] })
    expect(await flowsOf(site)).toEqual([
      'cookie=0x1234, idle_timeout=30, ip,nw_dst=10.0.0.0/8 actions=dec_ttl,output:7',
      'priority=7,dl_dst=00:00:00:00:00:07 actions=output:7',
    ])
    const flows = await sw.statistics.flows({ match: 'ip' })
    expect(flows).toMatchObject([
      { table: 0, priority: 0x8000, cookie: 0x1234n, idleTimeoutS: 30, packets: 0n, bytes: 0n },
    ])
    expect(await sw.statistics.aggregate()).toMatchObject({ flows: 2, packets: 0n })

    const toNowhere = async (): Promise<void> => {
      await sw.flow({ match: { in_port: 1 }, actions: [out.port(0xffff_0000)] })
    }
    await expect(toNowhere()).rejects.toThrow(/4294901760|BAD_OUT_PORT/)
    const overlapping = { match: { in_port: 3 }, priority: 9, checkOverlap: true, actions: [out.port(1)] }
    await sw.flow({ ...overlapping, match: {}, checkOverlap: false })
    const overlap = await sw.flow(overlapping).catch((error: unknown) => error)
    expect(overlap).toBeInstanceOf(OpenFlowError)
    expect(overlap).toMatchObject({ code: 'refused', typeName: 'OFPET_FLOW_MOD_FAILED', codeName: 'OFPFMFC_OVERLAP' })
    expect((overlap as OpenFlowError).offending).toContain('in_port=3')

    await sw.modifyFlows({ match: 'ip' }, [out.port(8)])
    await sw.removeFlow({ match: { eth_dst: '00:00:00:00:00:07' }, priority: 7 })
    await sw.removeFlow({ priority: 9 })
    expect(await flowsOf(site)).toEqual(['cookie=0x1234, idle_timeout=30, ip,nw_dst=10.0.0.0/8 actions=output:8'])
    await sw.removeFlows()
    expect(await flowsOf(site)).toEqual([])
    expect(site.errors).toEqual([])
  })

  test('hands packets to the controller, and sends what it is given', async () => {
    const { bridge, sw, lab: scope } = await open(version)
    const a = await scope.endpoint({ bridge, name: 'a', mac: '02:00:00:00:00:0a', ip: '10.0.0.1' })
    const b = await scope.endpoint({ bridge, name: 'b', mac: '02:00:00:00:00:0b', ip: '10.0.0.2' })
    await sw.flow({ priority: 0, actions: [out.controller()] })
    const packets = sw.packetIns()
    const hub = (async () => {
      for await (const packet of packets) packet.out(out.flood())
    })()
    // Every packet takes the way over this process, which may have to wait for a processor.
    expect(await a.ping(b, { timeoutMs: 10_000 })).toMatchObject({ received: 3 })
    await packets.return()
    await hub
    const [port] = await sw.statistics.ports(await bridge.portNumber('a'))
    expect(port?.rxPackets).toBeGreaterThan(3n)
    expect(sw.counters.packetIns).toBeGreaterThan(5)
    expect(sw.counters.errorsIn).toBe(0)
  })

  test('makes a batch of changes at once, or says of each why not', async () => {
    const site = await open(version)
    const put = (port: number, table = 0) =>
      ({
        kind: 'put-flow',
        flow: { table, priority: port, match: { in_port: port }, cookie: 0n, instructions: [] },
      }) as const
    expect(await site.sw.session.apply([put(1), put(2), put(3)])).toEqual([undefined, undefined, undefined])
    // 0xff is no table a flow can stand in.
    const outcomes = await site.sw.session.apply([put(4), put(5, 0xff), put(6)])
    expect(outcomes.map((outcome) => outcome === undefined)).toEqual([true, false, true])
    expect(await flowsOf(site)).toHaveLength(5)
  })

  test('answers every kind of question its version has', async () => {
    const { sw } = await open(version)
    expect(await sw.statistics.description()).toMatchObject({ manufacturer: 'Nicira, Inc.', hardware: 'Open vSwitch' })
    expect((await sw.statistics.tables()).length).toBeGreaterThan(100)
    expect((await sw.statistics.ports()).map(({ port }) => port)).toEqual([OFPP_LOCAL])
    expect(await sw.statistics.queues()).toEqual([])
    await sw.group({ id: 5, type: 'all', buckets: [{ actions: [out.port(1)] }, { actions: [out.port(2)] }] })
    expect(await sw.statistics.groupDescriptions()).toMatchObject([{ id: 5, type: 'all', buckets: [{}, {}] }])
    expect(await sw.statistics.groups(5)).toMatchObject([{ group: 5, packets: 0n, references: 0 }])
    await expect(sw.group({ id: 5, type: 'all', buckets: [] })).rejects.toThrow('OFPGMFC_GROUP_EXISTS')
    await sw.removeGroup(5)
    expect(await sw.statistics.groupDescriptions()).toEqual([])
    if (version === '1.0') {
      await expect(sw.meter({ id: 1, unit: 'kbps', bands: [{ type: 'drop', rate: 1000 }] })).rejects.toThrow('1.0')
      await expect(sw.statistics.meters()).rejects.toThrow('1.0')
      return
    }
    await sw.meter({ id: 1, unit: 'kbps', stats: true, bands: [{ type: 'drop', rate: 1000 }] })
    expect(await sw.statistics.meterDescriptions(1)).toMatchObject([{ id: 1, unit: 'kbps', bands: [{ rate: 1000 }] }])
    expect(await sw.statistics.meters(1)).toMatchObject([{ meter: 1, flows: 0 }])
    await sw.removeMeter(1)
  })

  test('tells of ports that come, change and go', async () => {
    const { bridge, sw, lab: scope } = await open(version)
    const seen: string[] = []
    sw.onPortStatus(({ change, port }) => seen.push(`${change} ${port.name}`))
    await scope.endpoint({ bridge, name: 'new', mac: '02:00:00:00:00:01', ip: '10.0.0.1' })
    const number = await bridge.portNumber('new')
    await waitFor(() => sw.ports.has(number), { what: 'the port to be known' })
    await sw.configurePort(number, { noForward: true })
    expect(sw.ports.get(number)?.noForward).toBe(true)
    expect(await bridge.ofctl('show')).toContain('NO_FWD')
    await bridge.removePort('new')
    await waitFor(() => !sw.ports.has(number), { what: 'the port to be gone' })
    expect(seen[0]).toBe('added new')
    expect(seen.at(-1)).toBe('removed new')
  })

  test('lets one controller be master', async () => {
    const { bridge, sw, app } = await open(version)
    const seconds: Switch[] = []
    const second = await controller({ listen: `tcp:${bridge.ovs.hostAddress}:0` })
    lab?.onClose(() => second.close())
    second.onSwitch((other) => void seconds.push(other))
    const [first, other] = [app, second].map(({ endpoints: [endpoint] }) =>
      endpoint?.kind === 'tcp' ? `tcp:${endpoint.host}:${endpoint.port}` : '',
    )
    await bridge.ovs.vsctl('set-controller', 'br0', first ?? '', other ?? '')
    await waitFor(() => seconds.length === 1 && app.switches.size === 1, { what: 'both to be connected' })
    const [rival] = seconds
    const mine = app.switches.get(sw.datapathId) ?? sw
    expect((await mine.role('master')).role).toBe('master')
    expect((await rival?.role('master'))?.role).toBe('master')
    if (version !== '1.0') expect((await mine.role('nochange')).role).toBe('slave')
    await expect(mine.flow({ actions: [] })).rejects.toThrow(/IS_SLAVE|EPERM/)
    if (version !== '1.0') await expect(mine.role('master', 0n)).rejects.toThrow('STALE')
  })
})

test('a switch that listens is connected to, over TCP and over its own socket', async () => {
  lab = openLab({ name: 'connecting' })
  const ovs = await lab.openVSwitch()
  const bridge = await ovs.addBridge('br0')
  await ovs.vsctl('set-controller', 'br0', `ptcp:6654:${ovs.address}`)
  const app = await controller({ connect: [`tcp:${ovs.address}:6654`] })
  lab.onClose(() => app.close())
  await waitFor(() => app.switches.size === 1, { what: 'the connection to stand' })
  const sessions: SwitchSession[] = []
  const path = join(ovs.folder, `${bridge.name}.mgmt`)
  const local = connectToSwitch(parseEndpoint(`unix:${path}`), { onSession: (session) => sessions.push(session) })
  lab.onClose(() => local.close())
  await waitFor(() => sessions.length === 1, { what: 'the session over the socket to stand' })
  expect(sessions[0]?.datapathId).toBe([...app.switches.keys()][0])
  expect(await sessions[0]?.flows()).toEqual([])
})

test('packets beyond the rate that is allowed are dropped and counted', async () => {
  const { bridge, sw, lab: scope } = await open('1.3', { packetInRate: { perSecond: 1, burst: 2 } })
  const a = await scope.endpoint({ bridge, name: 'a', mac: '02:00:00:00:00:0a', ip: '10.0.0.1' })
  await sw.flow({ actions: [out.controller()] })
  const packets = sw.packetIns()
  await a.namespace.ip(`neigh add 10.0.0.9 lladdr 02:00:00:00:00:99 dev ${a.device}`)
  await a.ping('10.0.0.9', { count: 20, intervalMs: 10, timeoutMs: 100 })
  await waitFor(() => sw.counters.packetIns >= 20, { what: 'the packets to arrive' })
  const { packetIns, packetInsLimited } = sw.counters
  expect(packetIns - packetInsLimited).toBe(packets.length)
  expect(packetInsLimited).toBeGreaterThan(10)
})

test('packets that nobody reads do not make the switch think its controller dead', async () => {
  const { bridge, sw, errors, lab: scope } = await open('1.3')
  await bridge.ovs.vsctl('set', 'controller', 'br0', 'inactivity_probe=2000')
  const a = await scope.endpoint({ bridge, name: 'a', mac: '02:00:00:00:00:0a', ip: '10.0.0.1' })
  await sw.flow({ actions: [out.controller()] })
  const unread = sw.packetIns({ limit: 2 })
  await a.namespace.ip(`neigh add 10.0.0.9 lladdr 02:00:00:00:00:99 dev ${a.device}`)
  const pinging = a.ping('10.0.0.9', { count: 40, intervalMs: 100, timeoutMs: 100 })
  // What is no packet now is an echo request of the switch.
  const others = (): number => sw.counters.messagesIn - sw.counters.packetIns
  await waitFor(() => unread.dropped > 10, { what: 'packets to be dropped' })
  await pinging
  const before = others()
  await waitFor(() => others() >= before + 2, { what: 'the switch to ask whether the controller lives' })
  expect(sw.session.isOver).toBe(false)
  expect(sw.counters).toMatchObject({ packetInsDropped: unread.dropped, errorsIn: 0 })
  expect(errors).toEqual([])
})
