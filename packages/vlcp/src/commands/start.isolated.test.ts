import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlcp-command-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Running {
  readonly child: ChildProcess
  readonly written: { stdout: string; stderr: string }
  readonly ended: Promise<number | null>
}

function vlcpStart(flags: Record<string, string> = {}): Running {
  const all = {
    config: '',
    ovsdb: `unix:${join(folder, 'db.sock')}`,
    openflow: 'tcp:127.0.0.1:0',
    api: 'tcp:127.0.0.1:0',
    store: `file:${join(folder, 'store')}`,
    ...flags,
  }
  const words = Object.entries(all).flatMap(([flag, value]) => [`--${flag}`, value])
  const argv = ['--conditions=source', '--import', 'tsx', main, 'start', ...words]
  const env = { PATH: process.env['PATH'], VLCP_MODULE_CONSOLE_SOCKET: join(folder, 'console.sock') }
  const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const written = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk: Buffer) => (written.stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (written.stderr += chunk.toString()))
  return { child, written, ended: once(child, 'close').then(([code]) => code as number | null) }
}

/** The line it writes when it is ready; fails with what it logged when it ends before. */
async function readyLine({ child, written, ended }: Running): Promise<string> {
  const early = ended.then((code) => Promise.reject(new Error(`ended with ${code}: ${written.stderr}`)))
  while (!written.stdout.includes('\n')) {
    if (child.stdout === null) throw new Error('standard output is not a pipe')
    await Promise.race([once(child.stdout, 'data'), early])
  }
  early.catch(() => undefined)
  return written.stdout
}

const readyForm =
  /^vlcp ready: api (?<api>http:\/\/127\.0\.0\.1:[1-9]\d*) openflow (?<openflow>tcp:127\.0\.0\.1:[1-9]\d*) store \/.*\/store\n$/

describe('vlcp start', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'says on one line that it is ready, answers, and ends with 0 on %s',
    async (signal) => {
      const running = vlcpStart()
      const { api } = readyForm.exec(await readyLine(running))?.groups ?? {}
      const response = await fetch(`${api}/viperflow/discover`)
      expect(await response.json()).toHaveProperty(['result', 'createlogicalnetwork'])
      running.child.kill(signal)
      expect(await running.ended).toBe(0)
      expect(running.written.stdout).toMatch(readyForm)
    },
  )

  it('logs what it is told to log, to standard error', async () => {
    const running = vlcpStart({ 'log-level': 'debug' })
    await readyLine(running)
    running.child.kill('SIGTERM')
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
