import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
// By its address: the working directory of the server does not have it.
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const node = ['--conditions=source', '--import', tsx, main]

/** Outside of the workspace, where nothing provides the packages. */
let folder: string
let server: ChildProcess
let api: string
const written = { stdout: '', stderr: '' }

/** A module of a user, as it stands in docs/modules.md but for its words. */
const greeter = (greeting: string): string => `
  import { Module, operation } from '@vlcp/server'
  import Type from 'typebox'

  export class Greeter extends Module {
    static override readonly summary: string = 'Greets'
    greeted = 0
    override readonly operations = [
      operation({
        name: 'greet',
        summary: 'Greets somebody',
        params: Type.Object({ name: Type.String() }, { additionalProperties: false }),
        mutates: true,
        run: ({ name }) => \`${greeting} \${name}, number \${++this.greeted}\`,
      }),
    ]
    protected override handOver() {
      return this.greeted
    }
    protected override takeOver(state: unknown) {
      this.greeted = Number(state)
    }
  }`

const packaged = `
  import { Module, operation } from '@vlcp/server'
  export default class Acme extends Module {
    operations = [operation({ name: 'hello', summary: '', params: { type: 'object' }, mutates: false, run: () => 'acme' })]
  }`

function call(...words: string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], VLCP_API: api }
  return new Promise((resolve) => {
    execFile(process.execPath, [...node, 'call', ...words], { env }, (_error, stdout, stderr) =>
      resolve((stdout + stderr).trim()),
    )
  })
}

async function post(path: string, params: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${api}/${path}`, { method: 'POST', headers, body: JSON.stringify(params) })
  return response.json()
}

function start(...modules: string[]): ChildProcess {
  const flags = ['--config=', '--openflow=tcp:127.0.0.1:0', '--api=tcp:127.0.0.1:0', '--log-level=error']
  const places = [`--ovsdb=unix:${join(folder, 'db.sock')}`, `--store=file:${join(folder, 'store')}`]
  const argv = [...node, 'start', ...flags, ...places, ...modules]
  const env = { PATH: process.env['PATH'], VLCP_MODULE_CONSOLE_SOCKET: join(folder, 'console.sock') }
  return spawn(process.execPath, argv, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vlcp-modules-'))
  writeFileSync(join(folder, 'greeter.ts'), greeter('Hello'))
  mkdirSync(join(folder, 'node_modules/@acme/hello'), { recursive: true })
  const manifest = { name: '@acme/hello', type: 'module', exports: { '.': { import: './acme.js' } } }
  writeFileSync(join(folder, 'node_modules/@acme/hello/package.json'), JSON.stringify(manifest))
  writeFileSync(join(folder, 'node_modules/@acme/hello/acme.js'), packaged)
  server = start('--set=server.startup=./greeter.ts', '--set=module.manager.checkIntervalMs=60000')
  server.stderr?.on('data', (chunk: Buffer) => (written.stderr += chunk.toString()))
  server.stdout?.on('data', (chunk: Buffer) => (written.stdout += chunk.toString()))
  const ended = once(server, 'close').then(() => Promise.reject(new Error(`ended: ${written.stderr}`)))
  ended.catch(() => undefined)
  while (!written.stdout.includes('\n')) await Promise.race([once(server.stdout ?? server, 'data'), ended])
  api = /api (\S+)/.exec(written.stdout)?.[1] ?? ''
}, 120_000)
afterAll(async () => {
  if (server.exitCode === null) {
    const closed = once(server, 'close')
    server.kill('SIGKILL')
    await closed
  }
  rmSync(folder, { recursive: true })
})

describe('vlcp start with a module of the user', () => {
  it('offers it by HTTP and on the command line', async () => {
    expect(await post('greeter/greet', { name: 'Ada' })).toEqual({ result: 'Hello Ada, number 1' })
    expect(await call('greeter', 'greet', 'name=Bob')).toBe('"Hello Bob, number 2"')
    const document = (await (await fetch(`${api}/openapi.json`)).json()) as { paths: object }
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/greeter/greet', '/manager/loadmodule']))
  })

  it('reloads it from its file, with its state, and leaves it running when the file is broken', async () => {
    writeFileSync(join(folder, 'greeter.ts'), greeter('Good day'))
    expect(await call('manager', 'reloadmodules', 'pathlist[]=greeter')).toContain('"greeter"')
    expect(await post('greeter/greet', { name: 'Ada' })).toEqual({ result: 'Good day Ada, number 3' })
    writeFileSync(join(folder, 'greeter.ts'), 'export class {')
    expect(await post('manager/reloadmodules', { pathlist: ['./greeter.ts'] })).toMatchObject({
      code: 'conflict',
      error: expect.stringMatching(/cannot load .*greeter\.ts: .*[Ee]xpected/s),
    })
    expect(await post('greeter/greet', { name: 'Ada' })).toEqual({ result: 'Good day Ada, number 4' })
  })

  it('loads another one from a package, and unloads both', async () => {
    expect(await post('manager/loadmodule', { path: '@acme/hello' })).toEqual({ result: { loaded: 'acme' } })
    expect(await post('acme/hello', {})).toEqual({ result: 'acme' })
    for (const path of ['acme', './greeter.ts']) await post('manager/unloadmodule', { path })
    expect(await post('greeter/greet', { name: 'Ada' })).toMatchObject({ code: 'unknown_operation' })
    const index = (await (await fetch(`${api}/`)).json()) as { result: { modules: object } }
    expect(Object.keys(index.result.modules).toSorted()).toEqual(['controller', 'logging', 'manager', 'viperflow'])
  })

  it('ends with everything', async () => {
    const closed = once(server, 'close')
    server.kill('SIGTERM')
    expect([await closed, written.stderr]).toEqual([[0, null], ''])
  })

  it.each([
    ['./gone.ts', undefined, /^error: cannot load \.\/gone\.ts: there is no such file\n$/],
    ['./empty.ts', 'export const a = 1', /^error: \.\/empty\.ts exports no module: a class that extends Module.*\n$/],
    [
      './throws.ts',
      `import { Module } from '@vlcp/server'
       export class Throws extends Module { load() { return (undefined as any).x } }`,
      /^error: module throws failed to load: Cannot read .*\n +caused by TypeError: .*\n.*at Throws\.load .*throws\.ts:2/,
    ],
  ])('does not start with %s, and says why', async (path, source, message) => {
    if (source !== undefined) writeFileSync(join(folder, path), source)
    const child = start(path)
    let stderr = ''
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    expect(await once(child, 'close')).toEqual([1, null])
    expect(stderr).toMatch(message)
  })
})
