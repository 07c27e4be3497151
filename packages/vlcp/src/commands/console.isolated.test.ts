import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
const node = [process.execPath, '--conditions=source', '--import', import.meta.resolve('tsx'), main]

let folder: string
let socket: string
let server: Running

/** A process of the test, with what it has written so far. */
class Running {
  readonly child: ChildProcess
  readonly code: Promise<number | null>
  stdout = ''
  stderr = ''
  #told: (() => void) | undefined

  constructor([program = '', ...args]: readonly string[], environment: Record<string, string> = {}) {
    const env = {
      PATH: process.env['PATH'],
      VLCP_MODULE_CONSOLE_SOCKET: socket,
      XDG_STATE_HOME: join(folder, 'state'),
      ...environment,
    }
    const child = (this.child = spawn(program, args, { env, stdio: 'pipe', cwd: folder }))
    child.stdout?.on('data', (chunk: Buffer) => this.#add('stdout', chunk))
    child.stderr?.on('data', (chunk: Buffer) => this.#add('stderr', chunk))
    this.code = once(child, 'close').then(([code]) => {
      this.#told?.()
      return code as number | null
    })
  }

  write(text: string): void {
    this.child.stdin?.write(text)
  }

  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.stdout)
      if (found !== null) return found[0]
      if (this.child.exitCode !== null) throw new Error(`ended without ${pattern}: ${this.stdout}${this.stderr}`)
      await new Promise<void>((resolve) => (this.#told = resolve))
    }
  }

  async end(): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const code = await this.code
    return { code, stdout: this.stdout, stderr: this.stderr }
  }

  #add(where: 'stdout' | 'stderr', chunk: Buffer): void {
    this[where] += chunk.toString()
    this.#told?.()
  }
}

const vlcp = (...words: string[]): Running => new Running([...node, ...words])

/** A console at a terminal of its own. */
const terminal = (): Running =>
  new Running(['script', '-qefc', [...node, 'console'].map((word) => `'${word}'`).join(' '), '/dev/null'], {
    TERM: 'xterm',
  })

function startServer(): Running {
  const flags = ['--config=', '--openflow=tcp:127.0.0.1:0', '--api=tcp:127.0.0.1:0', '--log-level=error']
  return vlcp('start', ...flags, `--ovsdb=unix:${join(folder, 'db.sock')}`, `--store=file:${join(folder, 'store')}`)
}

const greeter = `
  import { Module, operation } from '@vlcp/server'
  const params = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'], additionalProperties: false }
  export class Greeter extends Module {
    operations = [
      operation({ name: 'greet', summary: 'Greets', params, mutates: true, run: async ({ name }) => {
        await this.notify('greeted', { name })
        return { said: 'hello ' + name }
      } }),
      operation({ name: 'wait', summary: 'Waits', params: { type: 'object' }, mutates: true, run: () => new Promise(() => {}) }),
    ]
  }`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vlcp-console-'))
  socket = join(folder, 'run', 'c.sock')
  writeFileSync(join(folder, 'greeter.ts'), greeter)
  server = startServer()
  await server.until(/^vlcp ready: .*\n/m)
  expect((await vlcp('console', 'call', 'manager', 'loadmodule', 'path=./greeter.ts').end()).stderr).toBe('')
})

afterAll(async () => {
  server.child.kill()
  await server.code
  rmSync(folder, { recursive: true })
})

describe('vlcp console with a command', () => {
  it('calls an operation through a socket that only its owner can open', async () => {
    expect((statSync(socket).mode & 0o777).toString(8)).toBe('600')
    const outcome = await vlcp('console', 'call', 'greeter', 'greet', 'name=a b').end()
    expect(outcome).toEqual({ code: 0, stdout: '{\n  "said": "hello a b"\n}\n', stderr: '' })
  })

  it('shows modules as a table', async () => {
    const { stdout } = await vlcp('console', 'modules').end()
    expect(stdout).toMatch(/^module +state +calls +needs +needed by\n/)
    expect(stdout).toMatch(/^controller +succeeded +0 +store$/m)
  })

  it('changes log levels', async () => {
    const { code, stdout } = await vlcp('console', 'levels', 'console', 'debug').end()
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^console +debug/m)])
  })

  it('fails with the reason', async () => {
    expect(await vlcp('console', 'call', 'greeter', 'greet').end()).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: name is required: expected a string, received nothing (invalid, name)\n',
    })
    const { code, stderr } = await vlcp('console', '--socket', join(folder, 'none'), 'status').end()
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^error: no server has its console at .*\/none: there is no/),
    ])
  })

  it('runs the lines of standard input, and fails if one does', async () => {
    const running = vlcp('console', '--json')
    running.child.stdin?.end('# a remark\n\ncall greeter greet name="x y"\nnonsense\nqueues\n')
    const { code, stdout, stderr } = await running.end()
    expect(code).toBe(1)
    expect(stdout).toContain('"said": "hello x y"')
    expect(stdout).toContain('"passed"')
    expect(stderr).toMatch(/^error: there is no command "nonsense"/)
  })
})

describe('vlcp events', () => {
  it('shows a module that is loaded, and ends with Ctrl-C', async () => {
    const events = vlcp('events', '--match', 'ModuleStateChange service=greeter', '--json')
    // It says nothing before the first event: one is made until it is seen.
    while (events.stdout === '') await vlcp('console', 'call', 'manager', 'reloadmodules', 'pathlist[]=greeter').code
    await events.until(/"succeeded"/)
    events.child.kill('SIGINT')
    const { code, stdout } = await events.end()
    expect(code).toBe(0)
    const first = JSON.parse(stdout.split('\n')[0] ?? '') as object
    expect(first).toMatchObject({ event: 'ModuleStateChange', at: expect.any(Number), indices: { service: 'greeter' } })
  })

  it('ends after so many, and when nobody reads', async () => {
    const limited = vlcp('events', '--match', 'ModuleNotification attributes.name=z', '--limit', '2')
    const [program = '', ...words] = node
    const pipeline = [program, ...words, 'events'].map((word) => `'${word}'`).join(' ')
    const closed = new Running(['sh', '-c', `${pipeline} | head -n 1`])
    const ended = { limited: false, closed: false }
    void limited.code.then(() => (ended.limited = true))
    void closed.code.then(() => (ended.closed = true))
    while (!ended.limited || !ended.closed) await vlcp('console', 'call', 'greeter', 'greet', 'name=z').code
    const { code, stdout } = await limited.end()
    expect([code, stdout.trim().split('\n')]).toEqual([
      0,
      [expect.stringMatching(greeted), expect.stringMatching(greeted)],
    ])
    expect(await closed.end()).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^[\d:.]+ Module\w+ .*\n$/),
      stderr: '',
    })
  })

  const greeted = /^\d\d:\d\d:\d\d\.\d{3} ModuleNotification target=greeter name=greeted attributes\.name=z$/

  it('refuses a filter that is none', async () => {
    expect(await vlcp('events', '--match', 'a=b').end()).toMatchObject({ code: 1, stderr: /^error: expected the name/ })
    expect(await vlcp('events', '--limit', 'x').end()).toMatchObject({ code: 1, stderr: /^error: --limit/ })
  })
})

describe('vlcp console at a terminal', () => {
  it('completes, keeps a history, cancels with Ctrl-C and leaves with Ctrl-D', async () => {
    const console = terminal()
    await console.until(/vlcp> /)
    console.write('call greeter gr')
    await console.until(/greeter gr/)
    console.write('\t')
    await console.until(/greeter greet /)
    console.write('\t')
    await console.until(/greet name=/)
    console.write('me\r')
    await console.until(/"said": "hello me"[^]*vlcp> /)
    console.write('call greeter wait\r')
    await console.until(/wait\r+\n/)
    console.write('\u0003')
    await console.until(/abandoned by its caller[^]*vlcp> /)
    console.write('\u0004')
    expect(await console.code).toBe(0)
    const history = join(folder, 'state/vlcp/console-history')
    expect(readFileSync(history, 'utf8')).toBe('call greeter greet name=me\ncall greeter wait\n')
    expect(statSync(history).mode & 0o777).toBe(0o600)
  })

  it('leaves with the second Ctrl-C', async () => {
    const console = terminal()
    await console.until(/vlcp> /)
    console.write('\u0003')
    await console.until(/again leaves/)
    console.write('\u0003')
    expect(await console.code).toBe(0)
  })

  it('says that the server has ended, and fails', async () => {
    const [one, two] = [terminal(), terminal()]
    await Promise.all([one.until(/vlcp> /), two.until(/vlcp> /)])
    two.write('events\r')
    await two.until(/events\r+\n/)
    server.child.kill()
    expect(await server.code).toBe(0)
    expect(await one.end()).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('error: the server has ended the connection'),
    })
    expect(await two.code).toBe(1)
    expect(existsSync(socket)).toBe(false)
  })
})
