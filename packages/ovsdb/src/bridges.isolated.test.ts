import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Bridge, BridgePort } from './bridge-port.ts'
import { Bridges, type RecordChange } from './bridges.ts'
import { openReplica, type Replica } from './replica.ts'
import { type SwitchTables, switchTables } from './switch-tables.ts'
import { TestServer } from './test-server.ts'

const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 5 })
let server: TestServer
let replica: Replica<SwitchTables>
let bridges: Bridges
let ports: RecordChange<BridgePort>[]
let bridgeChanges: RecordChange<Bridge>[]

beforeEach(async () => {
  server = await TestServer.start()
  await server.vsctl('set', 'Open_vSwitch', '.', 'external_ids:system-id=host1')
  replica = openReplica(server.endpoint, { tables: switchTables, backOff: { startMs: 10, capMs: 100 } })
  bridges = new Bridges(replica)
  ports = []
  bridgeChanges = []
  bridges.onChange((change) => {
    ports.push(...change.ports)
    bridgeChanges.push(...change.bridges)
  })
  await replica.live()
})

afterEach(async () => {
  await replica.close()
  await server.remove()
})

const port = (name: string) => [...bridges.ports.values()].find(({ interfaceName }) => interfaceName === name)
const setInterface = (name: string, ...settings: string[]) => server.vsctl('set', 'Interface', name, ...settings)

/** Writes what ovs-vswitchd would have written. */
async function addBridge(name: string, datapathId: string, ...tail: string[]): Promise<void> {
  await server.vsctl('add-br', name, '--', 'set', 'Interface', name, 'ofport=65534', 'type=internal', ...tail)
  // vsctl refuses to write datapath_id as read only; the server does not.
  await server.write({ op: 'update', table: 'Bridge', where: [['name', '==', name]], row: { datapath_id: datapathId } })
}

describe('Bridges on a real ovsdb-server', () => {
  it('lists bridges and ports with all that a controller needs', async () => {
    await addBridge('br0', '0000aabbccddeeff')
    await server.vsctl(
      'add-port',
      'br0',
      'vx',
      '--',
      'set',
      'Interface',
      'vx',
      'type=vxlan',
      'options:local_ip=10.0.0.1',
    )
    await setInterface('vx', 'ofport=3', 'external_ids:iface-id=lp1')
    await until(() => expect(port('vx')?.ifaceId).toBe('lp1'))
    await until(() => expect(port('vx')?.datapathIdText).toBe('0000aabbccddeeff'))
    expect(port('vx')).toMatchObject({
      bridgeName: 'br0',
      datapathId: 0xaabbccddeeffn,
      systemId: 'host1',
      portName: 'vx',
      ofport: 3,
      type: 'vxlan',
      options: new Map([['local_ip', '10.0.0.1']]),
    })
    expect(port('br0')).toMatchObject({ ofport: 0xfffffffe, type: 'internal', ifaceId: undefined })
    expect([...bridges.bridges.values()]).toMatchObject([
      { name: 'br0', datapathId: 0xaabbccddeeffn, systemId: 'host1' },
    ])
  })

  it('tells every change of an interface with old and new', async () => {
    await addBridge('br0', '0000000000000001')
    await server.vsctl('add-port', 'br0', 'tap1')
    await until(() => expect(port('tap1')).toBeDefined())
    for (const [settings, expected] of [
      [['ofport=1'], { ofport: 1 }],
      [['external_ids:iface-id=lp1'], { ifaceId: 'lp1' }],
      [['external_ids:iface-id=lp2'], { ifaceId: 'lp2' }],
      [['ofport=-1', 'error=broken'], { ofport: undefined, error: 'broken' }],
      [['options:remote_ip=10.0.0.2'], { options: new Map([['remote_ip', '10.0.0.2']]) }],
    ] as const) {
      const old = port('tap1')
      await setInterface('tap1', ...settings)
      await until(() => expect(ports.at(-1)).toMatchObject({ old, new: expected }))
    }
    const old = port('tap1')
    await server.vsctl('remove', 'Interface', 'tap1', 'external_ids', 'iface-id')
    await until(() => expect(ports.at(-1)).toMatchObject({ old, new: { ifaceId: undefined } }))
    await server.vsctl('del-port', 'tap1')
    await until(() => expect(ports.at(-1)).toMatchObject({ old: { interfaceName: 'tap1' }, new: undefined }))
  })

  it('tells a renamed bridge, a new datapath id, a deleted bridge', async () => {
    await addBridge('br0', '0000000000000001')
    await server.vsctl('add-port', 'br0', 'tap1')
    await until(() => expect(port('tap1')?.datapathId).toBe(1n))
    const dpid = {
      op: 'update',
      table: 'Bridge',
      where: [['name', '==', 'br0']],
      row: { datapath_id: '00000000000000ff' },
    }
    await server.write(dpid)
    await until(() => expect(ports.at(-1)).toMatchObject({ old: { datapathId: 1n }, new: { datapathId: 255n } }))
    expect(bridgeChanges.at(-1)).toMatchObject({ old: { datapathId: 1n }, new: { datapathId: 255n } })

    // The name is immutable: renaming is deleting and adding.
    bridgeChanges = []
    await server.vsctl('del-br', 'br0', '--', 'add-br', 'br9', '--', 'add-port', 'br9', 'tap1')
    await until(() => expect(port('tap1')?.bridgeName).toBe('br9'))
    expect(bridgeChanges.map((change) => [change.old?.name, change.new?.name])).toEqual([
      ['br0', undefined],
      [undefined, 'br9'],
    ])
    await server.vsctl('del-br', 'br9')
    await until(() => expect([bridges.bridges.size, bridges.ports.size]).toEqual([0, 0]))
  })

  it('knows both interfaces of a bond', async () => {
    await addBridge('br0', '0000000000000001')
    await server.vsctl('add-bond', 'br0', 'bond0', 'eth1', 'eth2')
    await until(() => expect(port('eth2')).toMatchObject({ portName: 'bond0', bridgeName: 'br0' }))
    expect(port('eth1')).toMatchObject({ portName: 'bond0' })
  })

  it('says nothing when ovsdb-server restarts and nothing else happened', async () => {
    await addBridge('br0', '0000000000000001')
    await server.vsctl('add-port', 'br0', 'tap1')
    await until(() => expect(port('tap1')?.datapathId).toBe(1n))
    ports = []
    bridgeChanges = []
    await server.stop('SIGKILL')
    await until(() => expect(replica.status.state).toBe('stale'))
    await server.restart()
    await replica.live()
    // The column is ephemeral: the server has forgotten it, and nobody writes it again here.
    expect([...replica.rows('Bridge').values()].map((row) => row.datapath_id)).toEqual([undefined])
    expect([ports, bridgeChanges]).toEqual([[], []])
    expect(port('tap1')?.datapathId).toBe(1n)
  })
})
