import { mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConnectionHandlers } from './connection.ts'
import { connect } from './connect.ts'
import type { Endpoint } from './endpoint.ts'
import { lengthFramer } from './length-framer.ts'
import { listen, type Listener, type ListenOptions } from './listener.ts'

const framer = () => lengthFramer({ lengthOffset: 0, headerSize: 2 })
const quiet: ConnectionHandlers = { onMessage: () => {}, onClose: () => {} }
const localhost: Endpoint = { kind: 'tcp', host: '127.0.0.1', port: 0 }
const started: Listener[] = []
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlcp-listener-'))
})

afterEach(async () => {
  await Promise.all(started.splice(0).map((listener) => listener.close()))
  await rm(folder, { recursive: true })
})

async function start(endpoint: Endpoint, options: Partial<ListenOptions> = {}): Promise<Listener> {
  const listener = await listen(endpoint, { framer, open: () => quiet, ...options })
  started.push(listener)
  return listener
}

const client = (endpoint: Endpoint, handlers: Partial<ConnectionHandlers> = {}) =>
  connect(endpoint, { framer, open: () => ({ ...quiet, ...handlers }) })

describe('listen', () => {
  it('tells the port it was given, and refuses a port in use', async () => {
    const listener = await start(localhost)
    expect(listener.endpoint).toMatchObject({ kind: 'tcp', host: '127.0.0.1', port: expect.any(Number) })
    expect(listener.endpoint).not.toEqual(localhost)
    await expect(start(listener.endpoint)).rejects.toMatchObject({ code: 'address_in_use' })
  })

  it('reports an address that is not of this machine', async () => {
    const refused = start({ kind: 'tcp', host: '192.0.2.1', port: 0 })
    await expect(refused).rejects.toMatchObject({ code: 'listen_failed' })
  })

  it('answers over a UNIX socket and removes the file at the end', async () => {
    const endpoint: Endpoint = { kind: 'unix', path: join(folder, 'a.sock') }
    const listener = await start(endpoint, {
      open: (connection) => ({ ...quiet, onMessage: (message) => connection.send(message) }),
    })
    const onMessage = vi.fn<(message: Buffer) => void>()
    const connection = await client(endpoint, { onMessage })
    connection.send(Buffer.from([0, 3, 42]))
    await vi.waitFor(() => expect(onMessage).toHaveBeenCalled(), 10_000)
    connection.close()
    await listener.close()
    await expect(stat(endpoint.path)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('replaces the socket file of a dead process (defect D22)', async () => {
    const path = join(folder, 'stale.sock')
    await leaveStaleSocket(path)
    const listener = await start({ kind: 'unix', path })
    const connection = await client(listener.endpoint)
    connection.close()
    expect(await connection.ended).toBeUndefined()
  })

  it('leaves a live socket and a foreign file alone', async () => {
    const live = await start({ kind: 'unix', path: join(folder, 'live.sock') })
    await expect(start(live.endpoint)).rejects.toMatchObject({ code: 'address_in_use' })
    const path = join(folder, 'file')
    await writeFile(path, 'precious')
    await expect(start({ kind: 'unix', path })).rejects.toMatchObject({ code: 'address_in_use' })
    expect((await stat(path)).size).toBe(8)
  })

  it('ends connections over the limit and takes new ones when there is room', async () => {
    const listener = await start(localhost, { maxConnections: 2 })
    const first = await client(listener.endpoint)
    await client(listener.endpoint)
    const third = await client(listener.endpoint)
    await third.ended
    expect(listener.refused).toBe(1)
    first.close()
    await vi.waitFor(() => expect(listener.connections.size).toBe(1), 10_000)
    const fourth = await client(listener.endpoint)
    await vi.waitFor(() => expect(listener.connections.size).toBe(2), 10_000)
    expect(fourth.closed).toBe(false)
  })

  it('survives a handler that refuses a connection by an exception', async () => {
    const onError = vi.fn<(error: Error) => void>()
    const open = vi.fn<ListenOptions['open']>(() => {
      throw new Error('not you')
    })
    const listener = await start(localhost, { open, onError })
    await (
      await client(listener.endpoint)
    ).ended
    expect(onError.mock.calls).toEqual([[new Error('not you')]])
    open.mockImplementation(() => quiet)
    const second = await client(listener.endpoint)
    await vi.waitFor(() => expect(listener.connections.size).toBe(1), 10_000)
    second.close()
  })

  it('close ends the accepted connections too', async () => {
    const listener = await start(localhost)
    const connection = await client(listener.endpoint)
    await vi.waitFor(() => expect(listener.connections.size).toBe(1), 10_000)
    await listener.close()
    expect(await connection.ended).toBeUndefined()
    await expect(client(listener.endpoint)).rejects.toMatchObject({ code: 'connect_failed' })
  })
})

describe('connect', () => {
  it('names the endpoint that refused', async () => {
    const attempt = client({ kind: 'unix', path: join(folder, 'none.sock') })
    await expect(attempt).rejects.toMatchObject({ code: 'connect_failed', cause: { code: 'ENOENT' } })
    await expect(client(localhost)).rejects.toMatchObject({ code: 'invalid_endpoint' })
  })

  it('passes on what the open handler throws and frees the socket', async () => {
    const listener = await start(localhost)
    const open = () => {
      throw new Error('no')
    }
    await expect(connect(listener.endpoint, { framer, open })).rejects.toThrow('no')
    await vi.waitFor(() => expect(listener.connections.size).toBe(0), 10_000)
  })
})

/** A socket file that nobody listens on, as a killed process leaves it. */
async function leaveStaleSocket(path: string): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(`${path}.moved`, resolve))
  // Closing removes the file by its first name only.
  await rename(`${path}.moved`, path)
  await new Promise((resolve) => server.close(resolve))
}
