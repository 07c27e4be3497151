import { event, Scheduler } from '@vlcp/events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Type from 'typebox'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { setting } from '../configuration/setting.ts'
import { createLogging } from '../logging/logging.ts'
import { ModuleHost } from '../module/module-host.ts'
import { Module } from '../module/module.ts'
import { operation } from '../operation.ts'
import { Console } from './console.ts'
import { longestLine, mostWaitingEvents } from './protocol.ts'

class PortChange extends event('dpid', 'port')<{ dpid: string; port: number; up: boolean }> {}

class Greeter extends Module {
  static override readonly settings = {
    word: setting({ schema: Type.String(), default: 'hello', description: 'Word.' }),
    token: setting({ schema: Type.String(), default: '', secret: true, description: 'Secret.' }),
  }
  readonly signals: AbortSignal[] = []
  override readonly operations = [
    operation({
      name: 'greet',
      summary: 'Greets',
      params: Type.Object({ times: Type.Integer({ description: 'how often' }), loud: Type.Optional(Type.Boolean()) }),
      mutates: false,
      run: ({ times }) => ({
        said: `${String(this.settings['word'])} `.repeat(times).trim(),
        big: 2n ** 64n,
        map: new Map([['a', 1]]),
      }),
    }),
    operation({
      name: 'wait',
      summary: 'Waits',
      params: Type.Object({}),
      mutates: false,
      run: (_, { signal }) => {
        this.signals.push(signal)
        return new Promise(() => {})
      },
    }),
    operation({
      name: 'break',
      summary: 'Breaks',
      params: Type.Object({}),
      mutates: false,
      run: () => Promise.reject(new RangeError('of the module')),
    }),
  ]
}

type Answer = Record<string, unknown> & { id?: number; error?: { code: string; message: string } }

/** A console of the test. */
class Client {
  readonly answers: Answer[] = []
  readonly closed: Promise<void>
  readonly socket: Socket
  #told: (() => void) | undefined

  constructor(path: string) {
    const socket = (this.socket = createConnection({ path }))
    socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()))
    createInterface({ input: socket }).on('line', (line) => {
      this.answers.push(JSON.parse(line) as Answer)
      this.#told?.()
    })
  }

  send(request: unknown): void {
    this.socket.write(typeof request === 'string' ? request : `${JSON.stringify(request)}\n`)
  }

  async next(wanted: (answer: Answer) => boolean): Promise<Answer> {
    for (;;) {
      const found = this.answers.find(wanted)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => (this.#told = resolve))
    }
  }

  async ask(op: string, params: object = {}, id = Math.random()): Promise<Answer> {
    const number = Math.floor(id * 1e9)
    this.send({ id: number, op, params })
    return this.next((answer) => answer.id === number && ('result' in answer || 'error' in answer))
  }
}

let folder: string
let path: string
let host: ModuleHost
let values: Record<string, unknown>
const lines: string[] = []

function newHost(): ModuleHost {
  lines.length = 0
  return new ModuleHost({
    scheduler: new Scheduler(),
    logging: createLogging({ format: 'json', level: 'warn', sink: { write: (line) => lines.push(line) } }),
    valuesOf: (_, settings) =>
      Object.fromEntries(Object.entries(settings).map(([key, each]) => [key, values[key] ?? each.default])),
  })
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'console-'))
  path = join(folder, 'run', 'c.sock')
  values = {
    'module.console.socket': path,
    'module.greeter.token': 'a-secret-token',
    'module.greeter.drainTimeoutMs': 1,
  }
  host = newHost()
})

afterEach(async () => {
  await host.close()
  rmSync(folder, { recursive: true })
})

describe('a console', () => {
  let client: Client
  beforeEach(async () => {
    await Promise.all([host.load(Console), host.load(Greeter)])
    client = new Client(path)
  })
  afterEach(() => client.socket.destroy())

  it('calls an operation, with values as text if it has only text', async () => {
    const call = { module: 'greeter', operation: 'greet' }
    const result = { said: 'hello hello', big: '18446744073709551616', map: { a: 1 } }
    expect(await client.ask('call', { ...call, params: { times: 2 } })).toMatchObject({ result })
    expect(await client.ask('call', { ...call, params: { times: '2' }, text: true })).toMatchObject({ result })
    expect(await client.ask('call', { ...call, params: { times: '2' } })).toMatchObject({
      error: { code: 'invalid', field: 'times' },
    })
  })

  it('tells what fails and why', async () => {
    expect(await client.ask('call', { module: 'greter', operation: 'greet' })).toMatchObject({
      error: { code: 'unknown_operation', message: 'there is no module "greter"; did you mean "greeter"?' },
    })
    expect(await client.ask('call', { module: 'greeter', operation: 'break' })).toMatchObject({
      error: {
        code: 'internal',
        message: 'a defect: RangeError: of the module',
        stack: expect.stringContaining('console.test'),
      },
    })
    expect(lines.join('')).toContain('of the module')
    expect(await client.ask('modul')).toMatchObject({
      error: { message: 'there is no operation "modul"; did you mean "modules"?' },
    })
  })

  it('cancels a call, also by leaving, and ends it at its deadline', async () => {
    const wait = { op: 'call', params: { module: 'greeter', operation: 'wait' } }
    client.send({ id: 1, ...wait })
    await vi.waitFor(() => expect(host.get(Greeter).signals).toHaveLength(1))
    client.send({ cancel: 1 })
    expect(await client.next(({ id }) => id === 1)).toMatchObject({ error: { code: 'unavailable' } })
    expect(await client.ask('call', { ...wait.params, timeout_ms: 1 })).toMatchObject({
      error: { code: 'unavailable' },
    })
    client.send({ id: 2, ...wait })
    await vi.waitFor(() => expect(host.get(Greeter).signals).toHaveLength(3))
    client.socket.destroy()
    await vi.waitFor(() => expect(host.get(Greeter).signals.every(({ aborted }) => aborted)).toBe(true))
    expect(host.status().find(({ service }) => service === 'greeter')?.calls).toBe(1 + 1 + 1)
  })

  it('shows modules, settings without secrets, queues and routines', async () => {
    const { result: all } = await client.ask('modules')
    expect(all).toMatchObject([
      { service: 'console', state: 'succeeded' },
      { service: 'greeter', state: 'succeeded', calls: 0 },
    ])
    expect(await client.ask('modules', { module: 'greeter' })).toMatchObject({
      result: { settings: { 'module.greeter.word': 'hello', 'module.greeter.token': '(set, not shown)' } },
    })
    expect(await client.ask('modules', { module: 'greter' })).toMatchObject({
      error: { code: 'not_found', message: 'module "greter" is not loaded; did you mean "greeter"?' },
    })
    expect(await client.ask('queues')).toMatchObject({
      result: { queue: { name: 'events', length: 0 }, subscriptions: [] },
    })
    expect(await client.ask('routines')).toMatchObject({ result: [] })
    expect(await client.ask('status')).toMatchObject({
      result: { pid: process.pid, consoles: 1, modules: { succeeded: 2 } },
    })
    expect(await client.ask('discover')).toMatchObject({ result: { events: expect.any(String) } })
  })

  it('streams events that match until it is cancelled, to two consoles at once', async () => {
    const other = new Client(path)
    for (const each of [client, other]) {
      each.send({ id: 1, op: 'events', params: { match: 'PortChange dpid=s1 up=true' } })
      await each.next(({ watching }) => watching !== undefined)
    }
    for (const port of [1, 2, 3])
      await host.scheduler.send(new PortChange({ dpid: port === 2 ? 's2' : 's1', port, up: true }))
    await host.scheduler.send(new PortChange({ dpid: 's1', port: 4, up: false }))
    const seen = { event: { event: 'PortChange', indices: { dpid: 's1', port: 3 }, attributes: { up: true } } }
    for (const each of [client, other]) {
      expect(await each.next((answer) => JSON.stringify(answer).includes('"port":3'))).toMatchObject(seen)
      each.send({ cancel: 1 })
      expect(await each.next(({ result }) => result !== undefined)).toMatchObject({ result: { events: 2, dropped: 0 } })
    }
    expect(host.scheduler.metrics().subscriptions).toEqual([])
    other.socket.destroy()
  })

  it('ends a stream after so many, and says when a class is not known', async () => {
    client.send({ id: 1, op: 'events', params: { match: 'PortChang', limit: 1 } })
    expect(await client.next(({ watching }) => watching !== undefined)).toMatchObject({
      note: 'no event PortChang was seen so far; did you mean "PortChange"?',
    })
    client.send({ cancel: 1 })
    client.send({ id: 2, op: 'events', params: { match: 'ModuleStateChange service=greeter', limit: 2 } })
    await client.next(({ id, watching }) => id === 2 && watching !== undefined)
    await host.unload(Greeter)
    expect(await client.next(({ id, result }) => id === 2 && result !== undefined)).toMatchObject({
      result: { events: 2 },
    })
    expect(client.answers.filter(({ id }) => id === 2).map(({ event: each }) => each)).toMatchObject([
      undefined,
      {
        event: 'ModuleStateChange',
        indices: { service: 'greeter', state: 'unloading' },
        attributes: { before: 'succeeded' },
      },
      { indices: { state: 'unloaded' } },
      undefined,
    ])
  })

  it('drops the oldest events for a console that does not read, and counts them', async () => {
    client.send({ id: 1, op: 'events', params: { match: '*' } })
    await client.next(({ watching }) => watching !== undefined)
    client.socket.pause()
    const dpid = 'x'.repeat(500)
    const sent = 40_000
    for (let port = 0; port < sent; port++) host.scheduler.emit(new PortChange({ dpid, port, up: true }))
    const { subscriptions } = host.scheduler.metrics()
    expect(subscriptions[0]?.length).toBeLessThanOrEqual(mostWaitingEvents)
    for (let turn = 0; turn < 5; turn++) await host.scheduler.settled()
    client.socket.resume()
    await client.next((answer) => JSON.stringify(answer).includes(`"port":${sent - 1}`))
    client.send({ cancel: 1 })
    const { result } = await client.next((answer) => answer['result'] !== undefined)
    const { events, dropped } = result as { events: number; dropped: number }
    expect(events + dropped).toBe(sent)
    expect(dropped).toBeGreaterThan(0)
    expect(client.answers.reduce((sum, answer) => sum + Number(answer['dropped'] ?? 0), 0)).toBe(dropped)
  })

  it.each([
    ['no JSON', 'hello\n', 'invalid'],
    ['no object', '[1]\n', 'invalid'],
    ['no operation', '{"id":1}\n', 'invalid'],
    ['no id', '{"op":"status"}\n', 'invalid'],
    ['an unknown member', '{"id":1,"op":"status","x":1}\n', 'invalid'],
    [
      'nesting without end',
      `{"id":1,"op":"status","params":{"a":${'['.repeat(9999)}${']'.repeat(9999)}}}\n`,
      'invalid',
    ],
    [
      'a prototype',
      '{"id":1,"op":"call","params":{"module":"greeter","operation":"greet","params":{"__proto__":{}}}}\n',
      'invalid',
    ],
    ['a long line', `${'x'.repeat(2 * longestLine + 5)}\n`, 'too_large'],
    ['bytes that are no text', '\u0000\u0001\ufffd\n', 'invalid'],
  ])('answers %s by an error, and goes on', async (_, bytes, code) => {
    client.send(bytes)
    expect((await client.next(({ error }) => error !== undefined)).error?.code).toBe(code)
    expect(await client.ask('status')).toMatchObject({ result: { pid: process.pid } })
    expect(client.answers).toHaveLength(2)
  })

  it('refuses a second request of the same id and too many at a time', async () => {
    const wait = { op: 'call', params: { module: 'greeter', operation: 'wait' } }
    for (let id = 0; id < 65; id++) client.send({ id, ...wait })
    client.send({ id: 3, ...wait })
    expect((await client.next(({ id }) => id === 64)).error?.code).toBe('exhausted')
    expect((await client.next(({ id }) => id === 3)).error?.code).toBe('conflict')
  })

  it('completes modules, operations, parameters, values, events and indices', async () => {
    const complete = async (kind: string, of: string[], prefix = ''): Promise<unknown> =>
      (await client.ask('complete', { kind, of, prefix })).result
    expect(await complete('modules', [], 'g')).toEqual([{ name: 'greeter' }])
    expect(await complete('operations', ['greeter'], 'g')).toEqual([{ name: 'greet', about: 'Greets' }])
    expect(await complete('parameters', ['greeter', 'greet'], 't')).toEqual([
      { name: 'times', about: 'an integer: how often' },
    ])
    expect(await complete('values', ['greeter', 'greet', 'loud'])).toEqual([{ name: 'false' }, { name: 'true' }])
    expect(await complete('values', ['greeter', 'greet', '__proto__'])).toEqual([])
    expect(await complete('events', [], 'ModuleS')).toEqual([{ name: 'ModuleStateChange' }])
    expect(await complete('indices', ['ModuleStateChange'])).toEqual([{ name: 'service' }, { name: 'state' }])
    expect(await complete('operations', ['nothing'])).toEqual([])
  })

  it('is closed when the server stops', async () => {
    client.send({ id: 1, op: 'events' })
    await client.next(({ watching }) => watching !== undefined)
    await host.close()
    await client.closed
    expect(existsSync(path)).toBe(false)
  })
})

describe('the socket', () => {
  it('is for its owner only, in a folder that is', async () => {
    await host.load(Console)
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600')
    expect((statSync(join(folder, 'run')).mode & 0o777).toString(8)).toBe('700')
  })

  it('is not put where others can put one of theirs', async () => {
    mkdirSync(join(folder, 'run'))
    chmodSync(join(folder, 'run'), 0o777)
    await expect(host.load(Console)).rejects.toThrow('others may write into')
  })

  it('replaces the file of a process that is gone, and no other', async () => {
    const crashed = createServer()
    const spare = join(folder, 'spare')
    mkdirSync(join(folder, 'run'))
    await new Promise<void>((resolve) => crashed.listen(spare, resolve))
    // Its name is taken away, so that nobody removes the file when it ends.
    renameSync(spare, path)
    const second = newHost()
    await expect(second.load(Console)).rejects.toThrow(`another process listens on ${path}`)
    await new Promise((resolve) => crashed.close(resolve))
    await host.load(Console)
    await expect(newHost().load(Console)).rejects.toThrow('another process listens')
    expect(existsSync(path)).toBe(true)
    await host.unload(Console)
    writeFileSync(path, '')
    await expect(host.load(Console)).rejects.toThrow('is in the way, and is no socket')
    expect(existsSync(path)).toBe(true)
    await second.close()
  })

  it('has a path that fits', async () => {
    values['module.console.socket'] = join(folder, 'x'.repeat(120), 'c.sock')
    await expect(host.load(Console)).rejects.toThrow('the path of a socket has at most 107 bytes')
  })
})
