import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Connection, type Endpoint, listen, type Listener } from '@vlcp/transport'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { jsonFramer } from './json-framer.ts'
import type { JsonObject } from './json.ts'
import { operation } from './operation.ts'
import { openReplica, type Replica, type ReplicaOptions } from './replica.ts'
import { type SwitchTables, switchTables } from './switch-tables.ts'

const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 5 })
const id = (n: number) => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`
const good = { Bridge: { [id(1)]: { initial: { name: 'br0' } } } }

/** Says something else than ovsdb-server would; `undefined` is no answer. */
type Script = (request: JsonObject, connection: Connection) => JsonObject | string | undefined

let folder = ''
let listener: Listener
let replica: Replica<SwitchTables>
let script: Script
const requests: JsonObject[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlcp-hostile-'))
  const endpoint: Endpoint = { kind: 'unix', path: join(folder, 'db.sock') }
  script = honest
  requests.length = 0
  listener = await listen(endpoint, { framer: () => jsonFramer(), open: serve })
})

afterEach(async () => {
  await replica.close()
  await listener.close()
  await rm(folder, { recursive: true })
})

function serve(connection: Connection) {
  return {
    onMessage(bytes: Buffer) {
      const request: JsonObject = JSON.parse(bytes.toString())
      requests.push(request)
      const answer = script(request, connection)
      if (answer !== undefined) say(connection, answer)
    },
    onClose: () => {},
  }
}

function say(connection: Connection, message: JsonObject | string): void {
  connection.send(Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)))
}

const honest: Script = ({ id, method }) => ({ id, result: method === 'monitor_cond' ? good : [], error: null })

const sayToAll = (message: JsonObject | string) => {
  for (const connection of listener.connections) say(connection, message)
}

function begin(options: Partial<ReplicaOptions<SwitchTables>> = {}): Replica<SwitchTables> {
  const backOff = { startMs: 5, capMs: 20 }
  replica = openReplica(listener.endpoint, { tables: switchTables, backOff, ...options })
  return replica
}

const update = (updates: unknown, monitor = 'vlcp-1') => ({ method: 'update2', params: [monitor, updates], id: null })

describe('a replica of a server that misbehaves', () => {
  it.each<[string, JsonObject | string, string]>([
    ['text that is no protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'expected a JSON object'],
    ['brackets that are no JSON', '{[}]', 'JSON-RPC message: '],
    ['a batch', '[{"method":"update2"}]', 'got an array'],
    ['neither request nor answer', {}, 'neither a method nor a result nor an error'],
    ['a method that is no text', { method: 7, id: null }, 'neither a method'],
    ['params that are no array', { method: 'update2', params: {}, id: null }, 'params of update2: expected an array'],
    ['no params', { method: 'update2', id: null }, 'params of update2: expected an array, got undefined'],
    ['an update of another monitor', update({}, 'other'), 'update2: of an unknown monitor'],
    ['an update without rows', update(null), 'update2: expected an object, got null'],
    ['a row nobody knows', update({ Bridge: { [id(9)]: { modify: {} } } }), 'which does not exist'],
    ['a wrong type', update({ Bridge: { [id(1)]: { modify: { name: 1 } } } }), 'column name: expected a string, got 1'],
    ['the end of the monitor', { method: 'monitor_canceled', params: ['vlcp-1'], id: null }, 'gives up the monitor'],
    ['a message beyond the limit', `{"x":"${'x'.repeat(20_000)}`, 'larger than 10000 bytes'],
    ['endless nesting', `{"x":${'['.repeat(200)}`, 'nested deeper than 100 levels'],
    ['more rows than allowed', update(manyRows(20)), 'more than 10 rows'],
  ])('ends the connection with a clear error on %s, then starts anew', async (_name, message, reason) => {
    begin({ maxMessageBytes: 10_000, maxRows: 10 })
    await replica.live()
    const errors: (string | undefined)[] = []
    replica.onStatus(({ lastError }) => errors.push(lastError?.message))
    sayToAll(message)
    await until(() => expect(errors.length).toBeGreaterThanOrEqual(2))
    expect(errors[0]).toContain(reason)
    await replica.live()
    expect([...replica.rows('Bridge').values()].map(({ name }) => name)).toEqual(['br0'])
    await until(() => expect(listener.connections.size).toBe(1))
  })

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'monitor_cond: expected an object, got undefined'],
    ['a list', [], 'monitor_cond: expected an object, got an array'],
    ['no row', { Bridge: { [id(1)]: { initial: 'x' } } }, `row ${id(1)}: expected an object, got "x"`],
    ['a foreign table', { Secret: {} }, 'table "Secret" was not asked for'],
    ['a wrong type', { Interface: { [id(1)]: { initial: { ofport: 'x' } } } }, 'column ofport: expected an integer'],
  ])('never goes live on a first answer with %s', async (_name, result, reason) => {
    script = ({ id: request }) => ({ id: request, result, error: null })
    begin()
    await until(() => expect(requests.length).toBeGreaterThanOrEqual(3))
    expect(replica.status.state).toBe('connecting')
    expect(replica.status.lastError?.message).toContain(reason)
    expect(replica.rows('Bridge').size).toBe(0)
  })

  it('does not take updates before the first contents', async () => {
    script = () => update({ Bridge: { [id(1)]: { insert: {} } } })
    begin()
    await until(() => expect(replica.status.lastError?.message).toContain('of an unknown monitor'))
  })

  it('gives up a first answer that never comes', async () => {
    script = () => undefined
    begin({ requestTimeoutMs: 20 })
    await until(() => expect(replica.status.lastError).toMatchObject({ code: 'timeout' }))
    expect(replica.status.lastError?.message).toContain('monitor_cond: no answer')
    await until(() => expect(requests.length).toBeGreaterThanOrEqual(2))
  })

  it('reads a notification without an id, and ignores methods and answers it does not know', async () => {
    begin()
    await replica.live()
    sayToAll({ id: 4711, result: 'late', error: null })
    sayToAll({ id: { strange: true }, result: null, error: 'x' })
    sayToAll({ method: 'locked', params: ['x'], id: null })
    sayToAll({ method: 'update2', params: ['vlcp-1', { Bridge: { [id(2)]: { insert: { name: 'br1' } } } }] })
    await until(() => expect(replica.rows('Bridge').size).toBe(2))
    expect(replica.status.state).toBe('live')
  })

  it('answers an echo, and other requests with an error', async () => {
    begin()
    await replica.live()
    sayToAll({ method: 'echo', params: ['a', 1], id: 'e1' })
    sayToAll({ method: 'steal', params: [], id: 'e2' })
    await until(() => expect(requests).toContainEqual({ id: 'e1', result: ['a', 1], error: null }))
    const refused = { id: 'e2', result: null, error: { error: 'unknown method', details: 'steal' } }
    await until(() => expect(requests).toContainEqual(refused))
  })

  it('stays live in silence while its echo requests are answered', async () => {
    begin({ keepAlive: { idleMs: 10, answerMs: 10_000 } })
    const states: string[] = []
    replica.onStatus(({ state }) => states.push(state))
    await until(() => expect(requests.filter(({ method }) => method === 'echo').length).toBeGreaterThan(5))
    expect(states).toEqual(['live'])
  })

  it('rejects what is outstanding when the connection ends, and sends nothing without one', async () => {
    script = (request, connection) => (request['method'] === 'transact' ? undefined : honest(request, connection))
    begin()
    await replica.live()
    const lost = replica.transact(operation.comment('x'))
    await until(() => expect(requests.at(-1)).toMatchObject({ method: 'transact' }))
    for (const connection of listener.connections) connection.destroy()
    await expect(lost).rejects.toMatchObject({ code: 'closed' })
  })

  it('bounds the requests without an answer', async () => {
    script = (request, connection) => (request['method'] === 'transact' ? undefined : honest(request, connection))
    begin({ maxOutstanding: 3, requestTimeoutMs: 300 })
    await replica.live()
    const all = await Promise.allSettled(Array.from({ length: 5 }, () => replica.transact(operation.comment('x'))))
    const codes = all.map((each) => (each.status === 'rejected' ? each.reason.code : 'fulfilled'))
    expect(codes).toEqual(['timeout', 'timeout', 'timeout', 'busy', 'busy'])
    expect(replica.status.state).toBe('live')
  })

  it.each<[string, unknown, string]>([
    ['no list', {}, 'transact result: expected an array, got an object'],
    ['too few results', [], 'operation 0 (update on Bridge): expected an object, got undefined'],
    ['no count', [{}], 'operation 0 (update on Bridge): expected a count, got undefined'],
  ])('reports a transaction answered with %s', async (_name, result, reason) => {
    script = (request, connection) =>
      request['method'] === 'transact' ? { id: request['id'], result, error: null } : honest(request, connection)
    begin()
    await replica.live()
    const answer = replica.transact(operation.update('Bridge', [], {}))
    await expect(answer).rejects.toMatchObject({ code: 'protocol', message: expect.stringContaining(reason) })
  })
})

function manyRows(count: number): JsonObject {
  return { Bridge: Object.fromEntries(Array.from({ length: count }, (_, n) => [id(100 + n), { insert: {} }])) }
}
