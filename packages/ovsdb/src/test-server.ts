import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type Endpoint, formatEndpoint } from '@vlcp/transport'

const run = promisify(execFile)
const SCHEMA = '/usr/share/openvswitch/vswitch.ovsschema'
const START_LIMIT_MS = 20_000

/** A real ovsdb-server with an Open_vSwitch database of its own in a temporary folder. For tests. */
export class TestServer {
  readonly folder: string
  /** Its UNIX socket; the same after a restart. */
  readonly endpoint: Endpoint
  #process: ChildProcess | undefined
  #tcpPort = 0
  #logStart = 0

  private constructor(folder: string) {
    this.folder = folder
    this.endpoint = { kind: 'unix', path: join(folder, 'db.sock') }
  }

  static async start(): Promise<TestServer> {
    const server = new TestServer(await mkdtemp(join(tmpdir(), 'vlcp-ovsdb-')))
    await run('ovsdb-tool', ['create', join(server.folder, 'conf.db'), SCHEMA])
    await server.restart()
    await server.vsctl('init')
    return server
  }

  /** Where it listens on TCP; the same after a restart. */
  get tcpEndpoint(): Endpoint {
    return { kind: 'tcp', host: '127.0.0.1', port: this.#tcpPort }
  }

  /** Starts it again, on the database file as it is. */
  async restart(): Promise<void> {
    const log = join(this.folder, 'ovsdb.log')
    this.#logStart = (await readFile(log, 'utf8').catch(() => '')).length
    const args = [
      join(this.folder, 'conf.db'),
      `--remote=p${formatEndpoint(this.endpoint)}`,
      `--remote=ptcp:${this.#tcpPort}:127.0.0.1`,
      `--unixctl=${join(this.folder, 'ctl')}`,
      `--log-file=${log}`,
      '--no-chdir',
      '-vconsole:off',
    ]
    this.#process = spawn('ovsdb-server', args, { stdio: 'ignore' })
    await this.#waitUntilUp(this.#process)
    const [, port] = /0:127\.0\.0\.1: listening on port (\d+)/.exec(await this.#log()) ?? []
    if (port !== undefined) this.#tcpPort = Number(port)
  }

  /** Ends it by a signal; SIGKILL leaves its socket file behind. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exited = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    // A stopped process only takes SIGTERM when it goes on.
    child.kill('SIGCONT')
    await exited
  }

  /** Lets it hang (SIGSTOP) and go on (SIGCONT). */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process?.kill(signal)
  }

  /** Runs `ovs-vsctl --no-wait` and returns its output. */
  async vsctl(...args: string[]): Promise<string> {
    const { stdout } = await run('ovs-vsctl', [`--db=${formatEndpoint(this.endpoint)}`, '--no-wait', ...args])
    return stdout.trim()
  }

  /** Runs a transaction through the server, also on columns that ovs-vsctl will not write. */
  async write(...operations: object[]): Promise<void> {
    const transaction = JSON.stringify(['Open_vSwitch', ...operations])
    await run('ovsdb-client', ['transact', formatEndpoint(this.endpoint), transaction])
  }

  /** Runs a transaction on the database file while the server is stopped. */
  async editFile(...operations: object[]): Promise<void> {
    await run('ovsdb-tool', ['transact', join(this.folder, 'conf.db'), JSON.stringify(['Open_vSwitch', ...operations])])
  }

  /** Ends it and removes its folder. */
  async remove(): Promise<void> {
    await this.stop('SIGKILL')
    await rm(this.folder, { recursive: true, force: true })
  }

  #log(): Promise<string> {
    return readFile(join(this.folder, 'ovsdb.log'), 'utf8')
  }

  async #waitUntilUp(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + START_LIMIT_MS
    let failed: Error | undefined
    child.once('error', (error) => {
      failed = error
    })
    // The line about the version comes when every socket listens.
    for (;;) {
      const log = (await this.#log().catch(() => '')).slice(this.#logStart)
      if (log.includes('ovsdb-server (Open vSwitch)')) return
      if (failed) throw new Error('ovsdb-server cannot be started; install openvswitch-switch', { cause: failed })
      if (child.exitCode !== null) throw new Error(`ovsdb-server ended at once:\n${log}`)
      if (Date.now() > deadline) throw new Error(`ovsdb-server is not up after ${START_LIMIT_MS} ms:\n${log}`)
      await sleep(10)
    }
  }
}
