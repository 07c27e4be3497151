import { NotifySocket, requireLab, waitFor } from '@vlcp/testkit'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createLogging } from '../logging/logging.ts'
import { ServiceManager } from './service-manager.ts'

const folder = mkdtempSync(join(tmpdir(), 'vlcp-notify-'))
const closers: (() => Promise<unknown>)[] = []
const lines: string[] = []
const logger = createLogging({ format: 'json', sink: { write: (line) => lines.push(line) } }).logger('test')

beforeAll(() => requireLab({ programs: ['perl', 'systemd-notify'], root: false }))
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
  lines.length = 0
})
afterAll(() => rmSync(folder, { recursive: true }))

async function listen(path = join(folder, randomUUID())): Promise<{ socket: NotifySocket; path: string }> {
  const socket = await NotifySocket.open(path)
  closers.push(() => socket.close())
  return { socket, path }
}

function manager(environment: Record<string, string>): { manager: ServiceManager; stop: () => void } {
  const { PATH } = process.env
  const stopping = new AbortController()
  const opened = new ServiceManager({
    logger,
    signal: stopping.signal,
    environment: { ...(PATH === undefined ? {} : { PATH }), ...environment },
  })
  closers.push(() => opened.close())
  return { manager: opened, stop: () => stopping.abort() }
}

describe('ServiceManager', () => {
  it.each(['file', 'abstract'])('tells of a life in order (%s socket)', async (kind) => {
    const { socket, path } = await listen(kind === 'file' ? undefined : `@vlcp-test-${randomUUID()}`)
    let status = '1 switch\nconnected'
    const { manager: systemd, stop } = manager({ NOTIFY_SOCKET: path })
    systemd.ready(() => status)
    status = '2 switches connected'
    await waitFor(() => socket.messages.length === 2, { what: 'the changed status' })
    stop()
    await systemd.close()
    await waitFor(() => socket.messages.length === 3, { what: 'the last message' })
    expect(socket.messages).toEqual([
      'READY=1 | STATUS=1 switch connected',
      'STATUS=2 switches connected',
      'STOPPING=1 | STATUS=stopping: running requests are answered',
    ])
    expect(lines).toEqual([])
  })

  it('gives signs of life, also while it stops', async () => {
    const { socket, path } = await listen()
    const environment = { NOTIFY_SOCKET: path, WATCHDOG_USEC: '100000', WATCHDOG_PID: String(process.pid) }
    const { stop } = manager(environment)
    const alive = (): number => socket.messages.filter((message) => message === 'WATCHDOG=1').length
    await waitFor(() => alive() >= 2, { what: 'two signs of life' })
    stop()
    const before = alive()
    await waitFor(() => alive() > before + 1, { what: 'signs of life while it stops' })
  })

  it('gives no signs of life for another process', async () => {
    const { socket, path } = await listen()
    const { manager: systemd } = manager({ NOTIFY_SOCKET: path, WATCHDOG_USEC: '1000', WATCHDOG_PID: '1' })
    const { manager: other } = manager({ NOTIFY_SOCKET: path, WATCHDOG_USEC: '1000' })
    await waitFor(() => socket.messages.length > 5, { what: 'signs of life of the other one' })
    await other.close()
    systemd.ready(() => 'running')
    await systemd.close()
    await waitFor(() => socket.messages.includes('READY=1 | STATUS=running'), { what: 'the message' })
    const { length } = socket.messages
    systemd.ready(() => 'still')
    await systemd.close()
    await waitFor(() => socket.messages.length > length, { what: 'a further message' })
    expect(socket.messages.slice(length)).toEqual(['READY=1 | STATUS=still'])
  })

  it.each([{ NOTIFY_SOCKET: join(folder, 'nobody') }, { NOTIFY_SOCKET: join(folder, 'nobody'), PATH: folder }])(
    'says once that nobody can be told, and goes on: %j',
    async (environment) => {
      const { manager: systemd, stop } = manager(environment)
      systemd.ready(() => 'running')
      stop()
      await systemd.close()
      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain('systemd cannot be told')
    },
  )

  it('is silent outside of systemd', async () => {
    const { manager: systemd, stop } = manager({ WATCHDOG_USEC: '1000' })
    systemd.ready(() => 'running')
    stop()
    await systemd.close()
    expect([systemd.isPresent, lines]).toEqual([false, []])
  })
})
