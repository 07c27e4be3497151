import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connection, ConnectionHandlers } from './connection.ts'
import type { Endpoint } from './endpoint.ts'
import { lengthFramer } from './length-framer.ts'
import { listen, type Listener } from './listener.ts'
import { connectForever, type Reconnector, type ReconnectOptions, type Retry } from './reconnector.ts'

const framer = () => lengthFramer({ lengthOffset: 0, headerSize: 2 })
const quiet: ConnectionHandlers = { onMessage: () => {}, onClose: () => {} }
const backOff = { startMs: 4, capMs: 20_000 }
const reconnectors: Reconnector[] = []
const listeners: Listener[] = []
let endpoint: Endpoint
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vlcp-reconnect-'))
  endpoint = { kind: 'unix', path: join(folder, 's.sock') }
})

afterEach(async () => {
  await Promise.all(reconnectors.splice(0).map((reconnector) => reconnector.close()))
  await Promise.all(listeners.splice(0).map((listener) => listener.close()))
  await rm(folder, { recursive: true })
})

async function serve(): Promise<Listener> {
  const listener = await listen(endpoint, { framer, open: () => quiet })
  listeners.push(listener)
  return listener
}

function begin(options: Partial<ReconnectOptions> = {}): Reconnector {
  const reconnector = connectForever(endpoint, { framer, open: () => quiet, backOff, ...options })
  reconnectors.push(reconnector)
  return reconnector
}

describe('connectForever', () => {
  it('connects as soon as somebody listens, and again after each end', async () => {
    const opened: Connection[] = []
    const retries: Retry[] = []
    const reconnector = begin({
      open(connection) {
        opened.push(connection)
        reconnector.proved()
        return quiet
      },
      onRetry: (retry) => retries.push(retry),
    })
    await vi.waitFor(() => expect(retries.length).toBeGreaterThan(1), 10_000)
    expect(retries[0]).toMatchObject({ failures: 1, error: { code: 'connect_failed' } })
    expect(retries[1]?.failures).toBe(2)
    for (let round = 1; round <= 3; round++) {
      const listener = await serve()
      await vi.waitFor(() => expect(opened.length).toBe(round), 10_000)
      expect([reconnector.state, reconnector.connection]).toEqual(['connected', opened[round - 1]])
      const before = retries.length
      await vi.waitFor(() => expect(listener.connections.size).toBe(1), 10_000)
      await listener.close()
      await vi.waitFor(() => expect(retries.length).toBeGreaterThan(before), 10_000)
      expect(retries[before]).toMatchObject({ failures: 1, error: undefined })
    }
  })

  it('lets the delay grow for a peer that is never proved', async () => {
    await serve()
    const retries: Retry[] = []
    begin({
      open(connection) {
        connection.destroy(new Error('useless'))
        return quiet
      },
      onRetry: (retry) => retries.push(retry),
    })
    await vi.waitFor(() => expect(retries.length).toBeGreaterThanOrEqual(5), 10_000)
    expect(retries.slice(0, 5).map((retry) => retry.failures)).toEqual([1, 2, 3, 4, 5])
    expect(retries.every((retry) => retry.error?.message === 'useless')).toBe(true)
  })

  it('goes on after an open handler that throws', async () => {
    await serve()
    const open = vi.fn<ReconnectOptions['open']>(() => quiet)
    open.mockImplementationOnce(() => {
      throw new Error('not now')
    })
    const reconnector = begin({ open })
    await vi.waitFor(() => expect(reconnector.lastError?.message).toBe('not now'), 10_000)
    await vi.waitFor(() => expect(reconnector.state).toBe('connected'), 10_000)
  })

  it('ends for good on abort while connected, waiting or connecting', async () => {
    const waiting = new AbortController()
    const first = begin({ signal: waiting.signal, backOff: { startMs: 100_000, capMs: 100_000 } })
    await vi.waitFor(() => expect(first.state).toBe('waiting'), 10_000)
    waiting.abort()
    await first.closed

    const listener = await serve()
    const connected = new AbortController()
    const closed = vi.fn<(error: Error | undefined) => void>()
    const second = begin({ signal: connected.signal, open: () => ({ ...quiet, onClose: closed }) })
    await vi.waitFor(() => expect(second.state).toBe('connected'), 10_000)
    connected.abort()
    await second.closed
    expect(closed.mock.calls).toEqual([[undefined]])
    await vi.waitFor(() => expect(listener.connections.size).toBe(0), 10_000)

    const third = begin({ signal: AbortSignal.abort() })
    await third.closed
    const fourth = begin()
    await fourth.close()
    expect([first, second, third, fourth].map((each) => each.state)).toEqual(Array(4).fill('closed'))
  })

  it('can be closed from the report of a failure', async () => {
    const onRetry = vi.fn<(retry: Retry) => void>(() => void reconnector.close())
    const reconnector = begin({ onRetry, backOff: { startMs: 100_000, capMs: 100_000 } })
    await reconnector.closed
    expect(onRetry).toHaveBeenCalledTimes(1)
  })

  it('refuses port 0 at once', () => {
    const options = { framer, open: () => quiet }
    expect(() => connectForever({ kind: 'tcp', host: '127.0.0.1', port: 0 }, options)).toThrow('port 0')
  })
})
