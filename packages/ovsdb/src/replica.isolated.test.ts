import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Row } from './column.ts'
import { operation } from './operation.ts'
import { openReplica, type Replica, type ReplicaOptions, type ReplicaStatus } from './replica.ts'
import type { Change } from './row-cache.ts'
import { type SwitchTables, switchTables } from './switch-tables.ts'
import { TestServer } from './test-server.ts'
import { uuid } from './value.ts'

const LIMIT_MS = 20_000
const until = (check: () => void) => vi.waitFor(check, { timeout: LIMIT_MS, interval: 5 })
let server: TestServer
let replicas: Replica<SwitchTables>[] = []

beforeEach(async () => {
  server = await TestServer.start()
})

afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.close()))
  replicas = []
  await server.remove()
})

/** A replica with everything it has told. */
function begin(options: Partial<ReplicaOptions<SwitchTables>> = {}, endpoint = server.endpoint) {
  const replica = openReplica(endpoint, { tables: switchTables, backOff: { startMs: 10, capMs: 100 }, ...options })
  const changes: Change<SwitchTables>[] = []
  const statuses: ReplicaStatus[] = []
  replica.onChange((batch) => changes.push(...batch))
  replica.onStatus((status) => statuses.push(status))
  replicas.push(replica)
  return { replica, changes, statuses }
}

const interfaceNames = (replica: Replica<SwitchTables>) =>
  [...replica.rows('Interface').values()].map(({ name }) => name).toSorted()

/** `added br0`, `changed br0` or `deleted br0` for the changes of one table. */
function story(changes: readonly Change<SwitchTables>[], table: keyof SwitchTables): string[] {
  const nameOf = (row: Row<SwitchTables['Bridge' | 'Port' | 'Interface']> | undefined) => row?.name
  return changes
    .filter((change) => change.table === table && change.table !== 'Open_vSwitch')
    .map((change) => {
      if (change.table === 'Open_vSwitch') return ''
      const verb = change.old === undefined ? 'added' : change.new === undefined ? 'deleted' : 'changed'
      return `${verb} ${nameOf(change.new ?? change.old)}`
    })
    .toSorted()
}

describe('Replica', () => {
  it.each(['unix', 'tcp'] as const)('holds the rows and follows the changes over %s', async (kind) => {
    await server.vsctl('add-br', 'br0', '--', 'set', 'Open_vSwitch', '.', 'external_ids:system-id=host1')
    const { replica, changes, statuses } = begin({}, kind === 'unix' ? server.endpoint : server.tcpEndpoint)
    expect(replica.status).toMatchObject({ state: 'connecting', lastError: undefined })
    await replica.live()
    expect(statuses.map(({ state }) => state)).toEqual(['live'])
    expect(story(changes, 'Bridge')).toEqual(['added br0'])
    const [root] = replica.rows('Open_vSwitch').values()
    expect(root?.external_ids).toEqual(new Map([['system-id', 'host1']]))

    await server.vsctl('add-port', 'br0', 'tap1', '--', 'set', 'Interface', 'tap1', 'external_ids:iface-id=lp1')
    await until(() => expect(story(changes, 'Interface')).toEqual(['added br0', 'added tap1']))
    const before = [...replica.rows('Interface').values()].find(({ name }) => name === 'tap1')
    expect(before?.external_ids.get('iface-id')).toBe('lp1')

    await server.vsctl('set', 'Interface', 'tap1', 'external_ids:iface-id=lp2', 'ofport=7')
    await until(() => expect(changes.at(-1)).toMatchObject({ table: 'Interface', old: before, new: { ofport: 7 } }))
    expect(before?.external_ids.get('iface-id')).toBe('lp1')
    expect(
      replica
        .rows('Interface')
        .get(before?._uuid ?? '')
        ?.external_ids.get('iface-id'),
    ).toBe('lp2')

    await server.vsctl('del-port', 'tap1')
    await until(() => expect(story(changes, 'Interface')).toContain('deleted tap1'))
    expect(interfaceNames(replica)).toEqual(['br0'])
    const [br0] = replica.rows('Bridge').values()
    expect([...(br0?.ports ?? [])]).toEqual([...replica.rows('Port').keys()])

    await server.vsctl('del-br', 'br0', '--', 'add-br', 'br1')
    await until(() => expect(interfaceNames(replica)).toEqual(['br1']))
  })

  it('delivers what was added, changed and deleted while ovsdb-server was down as ordinary changes', async () => {
    const ports = ['keep', 'change', 'drop'].flatMap((name) => ['--', 'add-port', 'br0', name])
    await server.vsctl('add-br', 'br0', ...ports)
    const { replica, changes, statuses } = begin()
    await replica.live()
    const kept = [...replica.rows('Interface').values()].find(({ name }) => name === 'keep')
    changes.length = 0

    await server.stop()
    await until(() => expect(replica.status.state).toBe('stale'))
    expect(replica.status.lastError).toBeDefined()
    expect(interfaceNames(replica)).toEqual(['br0', 'change', 'drop', 'keep'])
    const drop = [...replica.rows('Port').values()].find(({ name }) => name === 'drop')
    await server.editFile(
      { op: 'update', table: 'Interface', where: [['name', '==', 'change']], row: { ofport: 9 } },
      { op: 'mutate', table: 'Bridge', where: [], mutations: [['ports', 'delete', uuid(drop?._uuid ?? '')]] },
      { op: 'insert', table: 'Interface', row: { name: 'new' }, 'uuid-name': 'i' },
      { op: 'insert', table: 'Port', row: { name: 'new', interfaces: ['named-uuid', 'i'] }, 'uuid-name': 'p' },
      { op: 'mutate', table: 'Bridge', where: [], mutations: [['ports', 'insert', ['named-uuid', 'p']]] },
    )
    expect(changes).toEqual([])

    await server.restart()
    await replica.live()
    expect(story(changes, 'Interface')).toEqual(['added new', 'changed change', 'deleted drop'])
    expect(story(changes, 'Port')).toEqual(['added new', 'deleted drop'])
    expect(story(changes, 'Bridge')).toEqual(['changed br0'])
    expect(replica.rows('Interface').get(kept?._uuid ?? '')).toBe(kept)
    expect([...new Set(statuses.map(({ state }) => state))]).toEqual(['live', 'stale'])
    expect(statuses.at(-1)).toMatchObject({ state: 'live', lastError: undefined })
  })

  it('is equal to the server again after being killed in the middle of updates, many times', async () => {
    await server.vsctl('add-br', 'br0')
    const { replica, changes } = begin()
    await replica.live()
    for (let round = 0; round < 8; round++) {
      const writer = addPorts(round)
      const seen = changes.length
      await until(() => expect(changes.length).toBeGreaterThan(seen + round))
      await server.stop('SIGKILL')
      await writer
      await until(() => expect(replica.status.state).toBe('stale'))
      await server.restart()
      await replica.live()
      const names = (await server.vsctl('--bare', '--columns=name', 'list', 'Interface')).split(/\s+/).toSorted()
      await until(() => expect(interfaceNames(replica)).toEqual(names))
    }
    expect(replayed(changes)).toEqual(new Map(replica.rows('Interface')))
  })

  it('notices a server that hangs, and recovers when it goes on', async () => {
    const { replica } = begin({ keepAlive: { idleMs: 40, answerMs: 60 } })
    await replica.live()
    server.signal('SIGSTOP')
    await until(() => expect(replica.status).toMatchObject({ state: 'stale', lastError: { code: 'timeout' } }))
    server.signal('SIGCONT')
    await replica.live()
  })

  it('waits for a server that is not there yet, and says why', async () => {
    await server.stop()
    const { replica, statuses } = begin()
    await until(() => expect(replica.status.lastError).toMatchObject({ code: 'connect_failed' }))
    expect(replica.status.state).toBe('connecting')
    await server.restart()
    await replica.live()
    expect(statuses.at(-1)?.lastError).toBeUndefined()
  })

  it('tells what the server refuses', async () => {
    const { replica } = begin({ database: 'Nowhere' })
    await until(() => expect(replica.status.lastError).toMatchObject({ code: 'refused' }))
    expect(replica.status.lastError?.message).toContain('monitor_cond: unknown database')
    expect(replica.status.state).toBe('connecting')
  })

  it('is visibly stale once closed, and rejects who waits for it', async () => {
    const { replica } = begin()
    await replica.live()
    const closing = replica.close()
    expect(replica.status.state).toBe('stale')
    await closing
    await expect(replica.live()).rejects.toMatchObject({ code: 'closed' })
    await expect(replica.transact(operation.comment('late'))).rejects.toMatchObject({ code: 'closed' })

    const abort = new AbortController()
    await server.stop()
    const other = begin({ signal: abort.signal })
    const live = other.replica.live()
    abort.abort()
    await expect(live).rejects.toMatchObject({ code: 'closed' })
  })

  it('does not let one listener harm the others or the connection', async () => {
    const onListenerError = vi.fn<(error: unknown) => void>()
    const { replica, statuses } = begin({ onListenerError })
    replica.onChange(() => {
      throw new Error('mine')
    })
    const after: unknown[] = []
    replica.onChange((changes) => after.push(...changes))
    await replica.live()
    await server.vsctl('add-br', 'br0')
    await until(() => expect(after.length).toBeGreaterThan(1))
    expect(onListenerError).toHaveBeenCalledWith(new Error('mine'))
    expect(statuses.map(({ state }) => state)).toEqual(['live'])
  })
})

/** Adds ports one transaction after another until the server dies. */
async function addPorts(round: number): Promise<void> {
  try {
    for (let n = 0; n < 1000; n++) await server.vsctl('add-port', 'br0', `t${round}-${n}`)
  } catch {
    // The server was killed: what had been written is what counts.
  }
}

/** What a listener knows that has only ever heard the changes. */
function replayed(changes: readonly Change<SwitchTables>[]): Map<string, unknown> {
  const rows = new Map<string, unknown>()
  for (const change of changes) {
    if (change.table !== 'Interface') continue
    expect(rows.get(change.uuid)).toBe(change.old)
    if (change.new) rows.set(change.uuid, change.new)
    else rows.delete(change.uuid)
  }
  return rows
}
