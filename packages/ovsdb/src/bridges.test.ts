import { fc, test } from '@fast-check/vitest'
import { describe, expect, it, vi } from 'vitest'
import { openflowPort } from './bridge-port.ts'
import { Bridges, type BridgesChange, type SwitchReplica } from './bridges.ts'
import type { Columns, Row } from './column.ts'
import { RowCache } from './row-cache.ts'
import { switchTables } from './switch-tables.ts'

const id = (n: number) => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`
const ref = (n: number) => ['uuid', id(n)]
const refs = (...ns: number[]) => ['set', ns.map(ref)]
const map = (entries: Record<string, string>) => ['map', Object.entries(entries)]

/** The part of a replica that `Bridges` reads, driven by updates in the server's own form. */
function scripted() {
  const cache = new RowCache(switchTables, 1_000_000)
  const listeners: ((changes: never) => void)[] = []
  const replica = {
    rows: (table: string): ReadonlyMap<string, Row<Columns>> => cache.rows(table),
    onChange(listener: (changes: never) => void) {
      listeners.push(listener)
      return () => {}
    },
  } as SwitchReplica
  const update = (updates: unknown) => {
    const changes = cache.update(updates)
    for (const listener of listeners) listener(changes as never)
  }
  return { replica, update }
}

const bridge = { name: 'br0', datapath_id: '00000000000000aa', ports: refs(20) }
const oneBridge = {
  Open_vSwitch: { [id(1)]: { insert: { external_ids: map({ 'system-id': 'host1' }) } } },
  Bridge: { [id(10)]: { insert: bridge } },
  Port: { [id(20)]: { insert: { name: 'tap1', interfaces: ref(30) } } },
  Interface: {
    [id(30)]: { insert: { name: 'tap1', ofport: 5, external_ids: map({ 'iface-id': 'lp1' }), mac_in_use: 'aa:bb' } },
  },
}
const record = {
  uuid: id(30),
  bridgeName: 'br0',
  datapathId: 0xaan,
  datapathIdText: '00000000000000aa',
  systemId: 'host1',
  portName: 'tap1',
  interfaceName: 'tap1',
  ofport: 5,
  ifaceId: 'lp1',
  type: '',
  options: new Map(),
  macInUse: 'aa:bb',
  error: undefined,
}

function started() {
  const { replica, update } = scripted()
  update(oneBridge)
  const bridges = new Bridges(replica)
  const seen: BridgesChange[] = []
  bridges.onChange((change) => seen.push(change))
  return { bridges, update, seen }
}

const interfaceChange = (modify: object) => ({ Interface: { [id(30)]: { modify } } })

describe('Bridges', () => {
  it('shows what is there already and what comes later alike', () => {
    const { replica, update } = scripted()
    const early = new Bridges(replica)
    const seen = vi.fn<(change: BridgesChange) => void>()
    early.onChange(seen)
    update(oneBridge)
    const late = new Bridges(replica)
    for (const { ports, bridges, systemId } of [early, late]) {
      expect([...ports.values()]).toEqual([record])
      expect([...bridges.values()]).toMatchObject([{ name: 'br0', datapathId: 0xaan, systemId: 'host1' }])
      expect(systemId).toBe('host1')
    }
    expect(seen.mock.calls[0]?.[0].ports).toEqual([{ old: undefined, new: record }])
  })

  it.each([
    ['an iface-id set anew', { external_ids: map({ 'iface-id': 'lp2' }) }, { ifaceId: 'lp2' }],
    ['an iface-id removed', { external_ids: map({ 'iface-id': 'lp1' }) }, { ifaceId: undefined }],
    ['another port number', { ofport: 6 }, { ofport: 6 }],
    ['no port number', { ofport: ['set', []] }, { ofport: undefined }],
    ['an error', { ofport: -1, error: 'no device' }, { ofport: undefined, error: 'no device' }],
    ['a tunnel option', { options: map({ local_ip: '10.0.0.1' }) }, { options: new Map([['local_ip', '10.0.0.1']]) }],
  ])('tells %s with old and new', (_name, modify, changed) => {
    const { update, seen, bridges } = started()
    update(interfaceChange(modify))
    expect(seen).toEqual([{ bridges: [], ports: [{ old: record, new: { ...record, ...changed } }] }])
    expect(bridges.ports.get(id(30))).toEqual({ ...record, ...changed })
  })

  it('says nothing about what does not concern it', () => {
    const { update, seen } = started()
    update(interfaceChange({ external_ids: map({ other: 'x' }) }))
    update({ Bridge: { [id(10)]: { modify: { external_ids: map({ other: 'x' }) } } } })
    update({ Open_vSwitch: { [id(1)]: { modify: { ovs_version: '3.1.0' } } } })
    expect(seen).toEqual([])
  })

  it('carries a new datapath id or system id to all ports', () => {
    const { update, seen } = started()
    update({ Bridge: { [id(10)]: { modify: { datapath_id: '00000000000000bb' } } } })
    expect(seen.at(-1)).toMatchObject({
      bridges: [{ old: { datapathId: 0xaan }, new: { datapathIdText: '00000000000000bb' } }],
      ports: [{ old: { datapathId: 0xaan }, new: { datapathId: 0xbbn } }],
    })
    update({ Open_vSwitch: { [id(1)]: { modify: { external_ids: map({ 'system-id': 'host2' }) } } } })
    expect(seen.at(-1)).toMatchObject({
      bridges: [{ new: { systemId: 'host2' } }],
      ports: [{ new: { systemId: 'host2' } }],
    })
  })

  it('keeps a datapath id that only a restarted ovsdb-server has forgotten', () => {
    const { update, seen, bridges } = started()
    update({ Bridge: { [id(10)]: { modify: { datapath_id: ['set', []] } } } })
    update(interfaceChange({ mac_in_use: ['set', []] }))
    update({ Bridge: { [id(10)]: { modify: { datapath_id: '00000000000000aa' } } } })
    expect(seen).toEqual([])
    expect(bridges.ports.get(id(30))).toEqual(record)
  })

  it('follows a port from one bridge to another in one transaction, whichever row comes first', () => {
    for (const names of [
      [10, 11],
      [11, 10],
    ]) {
      const { update, seen } = started()
      update({ Bridge: { [id(11)]: { insert: { name: 'br1', datapath_id: '00000000000000cc' } } } })
      update({ Bridge: Object.fromEntries(names.map((n) => [id(n), { modify: { ports: ref(20) } }])) })
      expect(seen.at(-1)).toEqual({
        bridges: [],
        ports: [
          { old: record, new: { ...record, bridgeName: 'br1', datapathId: 0xccn, datapathIdText: '00000000000000cc' } },
        ],
      })
    }
  })

  it('tells the end of a bridge and of its ports', () => {
    const { update, seen, bridges } = started()
    const gone = { delete: null }
    update({ Bridge: { [id(10)]: gone }, Port: { [id(20)]: gone }, Interface: { [id(30)]: gone } })
    expect(seen).toMatchObject([{ bridges: [{ old: { name: 'br0' }, new: undefined }], ports: [{ old: record }] }])
    expect([bridges.bridges.size, bridges.ports.size]).toEqual([0, 0])
  })

  it('does not look at the other ports when one interface changes', () => {
    const { replica, update } = scripted()
    const count = 2000
    const numbers = Array.from({ length: count }, (_, index) => index)
    update({
      Bridge: { [id(10)]: { insert: { ...bridge, ports: refs(...numbers.map((n) => 10_000 + n)) } } },
      Port: Object.fromEntries(numbers.map((n) => [id(10_000 + n), { insert: { interfaces: ref(30_000 + n) } }])),
      Interface: Object.fromEntries(numbers.map((n) => [id(30_000 + n), { insert: { name: `t${n}`, ofport: n + 1 } }])),
    })
    let reads = 0
    const counting = {
      ...replica,
      rows(table: string) {
        reads += 1
        return replica.rows(table as 'Port')
      },
    } as SwitchReplica
    const bridges = new Bridges(counting)
    expect(bridges.ports.size).toBe(count)
    reads = 0
    update({ Interface: { [id(30_500)]: { modify: { ofport: 9 } } } })
    expect(bridges.ports.get(id(30_500))?.ofport).toBe(9)
    expect(reads).toBeLessThan(10)
  })

  const step = fc.record({
    kind: fc.constantFrom('iface', 'ofport', 'move', 'remove', 'add', 'dpid', 'system', 'interface'),
    port: fc.nat(5),
    bridge: fc.nat(2),
    value: fc.integer({ min: 1, max: 3 }),
  })
  test.prop([fc.array(step, { maxLength: 40 })])(
    'any changes lead to what a fresh reader sees, and events to the same',
    (steps) => {
      const { replica, update } = scripted()
      const incremental = new Bridges(replica)
      const told = new Map<string, unknown>()
      incremental.onChange(({ ports }) => {
        for (const change of ports) {
          const uuid = change.new?.uuid ?? change.old?.uuid ?? ''
          expect(told.get(uuid)).toBe(change.old)
          if (change.new) told.set(uuid, change.new)
          else told.delete(uuid)
        }
      })
      const model = new SwitchModel()
      for (const each of steps) update(model.next(each))
      const fresh = new Bridges(replica)
      expect(new Map(incremental.ports)).toEqual(new Map(fresh.ports))
      expect(new Map(incremental.bridges)).toEqual(new Map(fresh.bridges))
      expect(told).toEqual(new Map(fresh.ports))
    },
  )
})

describe('openflowPort', () => {
  it('takes real numbers and the local port, nothing else', () => {
    const numbers = [undefined, -1, 0, 1, 65279, 65280, 65533, 65534, 65535, 1e9]
    expect(numbers.map(openflowPort)).toEqual([
      undefined,
      undefined,
      undefined,
      1,
      65279,
      undefined,
      undefined,
      0xfffffffe,
      undefined,
      undefined,
    ])
  })
})

/** Ports with one interface each on three bridges; turns random steps into updates that fit the state. */
class SwitchModel {
  readonly #bridgeOf = new Map<number, number>()
  readonly #known = new Set<string>()
  #serial = 0

  next({ kind, port, bridge: at, value }: { kind: string; port: number; bridge: number; value: number }): object {
    const owner = this.#bridgeOf.get(port)
    const change = (table: string, n: number, row: object) => ({
      [table]: { [id(n)]: { [this.#verb(table, n)]: row } },
    })
    const iface = 300 + port
    switch (kind) {
      case 'dpid':
        return change('Bridge', 100 + at, { datapath_id: `00000000000000${at}${value}` })
      case 'system':
        return change('Open_vSwitch', 1, { external_ids: map({ 'system-id': `h${++this.#serial}` }) })
      case 'add':
      case 'move': {
        if (owner === at) return {}
        this.#bridgeOf.set(port, at)
        const rows = [[id(100 + at), { [this.#verb('Bridge', 100 + at)]: { ports: ref(200 + port) } }]]
        if (owner !== undefined) rows.unshift([id(100 + owner), { modify: { ports: ref(200 + port) } }])
        const fresh =
          owner === undefined ? change('Port', 200 + port, { name: `p${port}`, interfaces: ref(iface) }) : {}
        return {
          Bridge: Object.fromEntries(rows),
          ...fresh,
          ...(this.#known.has(`Interface ${iface}`) ? {} : change('Interface', iface, { name: `i${port}` })),
        }
      }
      case 'remove': {
        if (owner === undefined) return {}
        this.#bridgeOf.delete(port)
        this.#known.delete(`Port ${200 + port}`)
        return {
          Port: { [id(200 + port)]: { delete: null } },
          Bridge: { [id(100 + owner)]: { modify: { ports: ref(200 + port) } } },
        }
      }
      default:
        return change('Interface', iface, { ofport: value, error: `e${value}` })
    }
  }

  #verb(table: string, n: number): string {
    const key = `${table} ${n}`
    if (this.#known.has(key)) return 'modify'
    this.#known.add(key)
    return 'insert'
  }
}
