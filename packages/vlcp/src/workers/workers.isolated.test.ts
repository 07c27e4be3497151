import { waitFor } from '@vlcp/testkit'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerOf, post, RunningServer } from '../commands/running-server.fixture.ts'

let folder: string
let server: RunningServer | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlcp-workers-'))
})
afterEach(async () => {
  await server?.end()
  rmSync(folder, { recursive: true })
})

function start(flags: Record<string, string> = {}, env: NodeJS.ProcessEnv = {}): RunningServer {
  server = new RunningServer(folder, { workers: '2', 'log-level': 'debug', ...flags }, env)
  return server
}

interface Worker {
  readonly worker: number
  readonly pid: number
}

async function call<T>(api: string, path: string, params: object = {}): Promise<T> {
  return ((await answerOf(post(`${api}/${path}`, {}, JSON.stringify(params)))) as { result: T }).result
}

async function workersOf(api: string): Promise<readonly Worker[]> {
  return (await call<{ workers: readonly Worker[] }>(api, 'controller/status')).workers
}

/** Numbers of the workers that have answered a request for a path. */
function answering(path: string): Set<unknown> {
  const lines = server?.records.filter((record) => record['path'] === path) ?? []
  return new Set(lines.map(({ worker }) => worker))
}

const isGone = (pid: number): boolean => !existsSync(`/proc/${pid}`)

/** Waits until the worker at a place is another process, and all places are filled. */
function waitForAnother(api: string, { worker, pid }: Worker): Promise<boolean> {
  const arrived = async (): Promise<boolean> => {
    const workers = await workersOf(api)
    return workers.length === 2 && workers.find((each) => each.worker === worker)?.pid !== pid
  }
  return waitFor(arrived, { what: `worker ${worker} to return`, timeoutMs: 60_000 })
}

// Each server is three processes that load their sources first.
describe('vlcp start --workers 2', { timeout: 180_000 }, () => {
  it('serves by both, replaces one that is killed, and keeps what was created', async () => {
    const running = start()
    const api = await running.api()
    const before = await workersOf(api)
    expect(before.map(({ worker }) => worker)).toEqual([1, 2])
    await call(api, 'viperflow/createphysicalnetwork', { id: 'local', type: 'local' })

    const [victim] = before
    if (victim === undefined) throw new Error('there is no worker')
    process.kill(victim.pid, 'SIGKILL')
    await waitForAnother(api, victim)
    const path = '/viperflow/listphysicalnetworks'
    await waitFor(
      async () => {
        expect(await call(api, path.slice(1))).toMatchObject([{ id: 'local' }])
        return answering(path).size === 2
      },
      { what: 'both workers to show the network' },
    )
    const end = running.records.find(({ msg }) => msg === 'a worker has ended; it is started again')
    expect(end).toMatchObject({ worker: 1, pid: victim.pid, reason: 'killed by SIGKILL' })

    const after = await workersOf(api)
    running.kill('SIGTERM')
    expect(await running.ended).toBe(0)
    expect(running.written.stdout.trim().split('\n')).toHaveLength(1)
    expect(after.map(({ pid }) => isGone(pid))).toEqual([true, true])
  })

  it('changes log levels in all workers, also in those that come later', async () => {
    const api = await start().api()
    await call(api, 'logging/setlevel', { name: 'web', level: 'error' })
    const [, victim] = await workersOf(api)
    if (victim === undefined) throw new Error('there is no worker')
    // A signal to a single worker lets it finish; its place is filled again all the same.
    process.kill(victim.pid, 'SIGTERM')
    await waitForAnother(api, victim)
    await call(api, 'logging/setlevel', { name: 'web', level: 'debug' })
    await waitFor(
      async () => {
        await call(api, 'logging/levels')
        return answering('/logging/levels').size === 2
      },
      { what: 'lines of both workers' },
    )
    const [, other] = await workersOf(api)
    await call(api, 'logging/setlevel', { name: 'web', level: 'error' })
    if (other === undefined) throw new Error('there is no worker')
    process.kill(other.pid, 'SIGKILL')
    await waitForAnother(api, other)
    for (let i = 0; i < 4; i++) {
      expect(await call(api, 'logging/levels')).toContainEqual({ name: 'web', level: 'error', from: 'web' })
    }
  })

  it('replaces a worker that hangs, when there is a watchdog', async () => {
    const api = await start({}, { WATCHDOG_USEC: '3000000' }).api()
    const [victim] = await workersOf(api)
    if (victim === undefined) throw new Error('there is no worker')
    process.kill(victim.pid, 'SIGSTOP')
    await waitFor(() => isGone(victim.pid), { what: 'the end of the worker that hangs', timeoutMs: 60_000 })
    await waitForAnother(api, victim)
  })

  it('does not start when the port is taken, and says so once', async () => {
    const occupied = createServer().listen(0, '127.0.0.1')
    await once(occupied, 'listening')
    const address = occupied.address()
    const openflow = `tcp:127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const running = start({ openflow, 'log-level': 'error' })
    expect(await running.ended).toBe(1)
    occupied.close()
    expect(running.written).toEqual({ stdout: '', stderr: `error: ${openflow} is in use already\n` })
  })

  it('does not start when one worker does not', async () => {
    const running = start()
    await waitFor(() => running.children.length === 2, { what: 'the second worker', timeoutMs: 60_000 })
    const [first, second] = running.children
    if (first === undefined || second === undefined) throw new Error('there is no worker')
    process.kill(second, 'SIGKILL')
    expect(await running.ended).toBe(1)
    expect(running.written.stdout).toBe('')
    expect(running.written.stderr).toContain('error: killed by SIGKILL')
    expect(isGone(first)).toBe(true)
  })
})
