import { NotifySocket, requireLab, waitFor } from '@vlcp/testkit'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerOf, post, RunningServer } from './running-server.fixture.ts'

let folder: string
let systemd: NotifySocket
let server: RunningServer | undefined

beforeAll(() => requireLab({ programs: ['perl', 'systemd-notify'], root: false }))
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vlcp-drain-'))
  systemd = await NotifySocket.open(join(folder, 'notify'))
})
afterEach(async () => {
  await server?.end()
  await systemd.close()
  rmSync(folder, { recursive: true })
})

function start(workers: string): RunningServer {
  server = new RunningServer(
    folder,
    { workers },
    {
      NOTIFY_SOCKET: join(folder, 'notify'),
      VLCP_WEB_CLOSE_TIMEOUT_MS: '50000',
    },
  )
  return server
}

/** A request the server has begun to read: it has said so, and waits for the rest. */
async function begun(api: string): Promise<ReturnType<typeof post>> {
  const outgoing = post(`${api}/viperflow/createphysicalnetwork`, { expect: '100-continue' })
  outgoing.flushHeaders()
  await once(outgoing, 'continue')
  // Who waits for the answer hears of it, too.
  outgoing.on('error', () => undefined)
  return outgoing
}

const refuses = async (api: string): Promise<boolean> => {
  const outgoing = post(`${api}/controller/status`, {}, '{}')
  return Promise.race([once(outgoing, 'error').then(() => true), answerOf(outgoing).then(() => false)]).catch(
    () => true,
  )
}

// Two workers are three processes that load their sources first.
describe.each(['1', '2'])('a server with %s workers that is told to stop', { timeout: 180_000 }, (workers) => {
  it('says so first, answers what is running, takes nothing new, and ends with 0', async () => {
    const running = start(workers)
    const api = await running.api()
    const [ready] = [/^READY=1 \| STATUS=(\d of \d workers, )?0 switches connected$/]
    await waitFor(() => systemd.messages.some((message) => ready.test(message)), { what: 'systemd to be told' })
    const slow = await begun(api)
    running.kill('SIGTERM')
    await waitFor(() => systemd.messages.some((message) => message.startsWith('STOPPING=1')), { what: 'STOPPING=1' })
    await waitFor(() => refuses(api), { what: 'new connections to be refused' })
    slow.end(JSON.stringify({ id: 'late', type: 'local' }))
    expect(await answerOf(slow)).toMatchObject({ result: [{ id: 'late' }] })
    expect(await running.ended).toBe(0)
    expect(systemd.messages.filter((message) => message.startsWith('READY=1'))).toHaveLength(1)
  })

  it('ends at once on a second signal', async () => {
    const running = start(workers)
    await begun(await running.api())
    running.kill('SIGTERM')
    await waitFor(() => systemd.messages.some((message) => message.startsWith('STOPPING=1')), { what: 'STOPPING=1' })
    running.kill('SIGTERM')
    expect(await running.ended).toBe(130)
  })
})
