import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { RunningServer } from './running-server.fixture.ts'

let folder: string
const servers: RunningServer[] = []
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlcp-command-'))
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.end()
})
afterAll(() => rmSync(folder, { recursive: true }))

function vlcpStart(flags: Record<string, string> = {}): RunningServer {
  const server = new RunningServer(folder, flags)
  servers.push(server)
  return server
}

const readyForm =
  /^vlcp ready: api (?<api>http:\/\/127\.0\.0\.1:[1-9]\d*) openflow (?<openflow>tcp:127\.0\.0\.1:[1-9]\d*) store \/.*\/store\n$/

describe('vlcp start', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'says on one line that it is ready, answers, and ends with 0 on %s',
    async (signal) => {
      const running = vlcpStart()
      const { api } = readyForm.exec(await running.readyLine())?.groups ?? {}
      const response = await fetch(`${api}/viperflow/discover`)
      expect(await response.json()).toHaveProperty(['result', 'createlogicalnetwork'])
      running.kill(signal)
      expect(await running.ended).toBe(0)
      expect(running.written.stdout).toMatch(readyForm)
    },
  )

  it('logs what it is told to log, to standard error', async () => {
    const running = vlcpStart({ 'log-level': 'debug' })
    await running.readyLine()
    running.kill('SIGTERM')
    expect(await running.ended).toBe(0)
    for (const line of running.written.stderr.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('msg')
    expect(running.written.stderr).toContain('"component":"store"')
  })

  it.each([
    [{ api: 'tcp:127.0.0.1' }, /^error: flag --api: api: endpoint 'tcp:127\.0\.0\.1': the port is missing.*\n$/],
    [{ store: 'file:/proc/vlcp' }, /^error: .*\/proc\/vlcp.*\n$/],
    [{ api: 'tcp:192.0.2.1:0' }, /^error: .*set web\.token.*\n$/],
    [{ openflow: 'tcp:192.0.2.1:0' }, /^error: .*tcp:192\.0\.2\.1:0.*\n$/],
    [{ config: '/nonexistent' }, /^error: the configuration file \/nonexistent cannot be read: .*\n$/],
    [{ 'log-level': 'loud' }, /^error: flag --log-level: log\.level: expected one of .*\n$/],
  ])('ends with 1 and one sentence: %j', async (flags, sentence) => {
    const { ended, written } = vlcpStart({ 'log-level': 'error', ...flags })
    expect(await ended).toBe(1)
    expect(written.stderr).toMatch(sentence)
    expect(written.stdout).toBe('')
  })
})
