import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import type { Background, BackgroundExit } from './background.ts'
import { freePort } from './free-port.ts'
import type { LabScope } from './lab-scope.ts'
import type { OpenVSwitch } from './open-vswitch.ts'

const program = fileURLToPath(new URL('../../vlcp/bin/vlcp.js', import.meta.url))

const readyPattern = /^vlcp ready: api (?<api>\S+) openflow (?<openflow>\S+) store (?<store>.+)$/

const startTimeoutMs = 20_000
const callTimeoutMs = 30_000

export interface ControllerOptions {
  /** Switches it manages; it listens where they can reach it, and reads their databases. */
  readonly switches?: readonly OpenVSwitch[]
  /** Endpoints it reads the databases at; their UNIX sockets when absent. */
  readonly ovsdb?: readonly string[]
  /** What it speaks with the switches. Default `tcp`; `ssl` needs `args` that name the files. */
  readonly openflowKind?: 'tcp' | 'ssl'
  /** Ports to listen on if they are free, otherwise others are chosen. Used by the demonstration. */
  readonly preferredPorts?: { readonly api?: number; readonly openflow?: number }
  /** Further arguments of `vlcp start`. */
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

/** An operation the controller refused. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** HTTP status. */
  readonly status: number
  readonly code: string | undefined
  readonly field: string | undefined

  constructor(call: string, status: number, body: { error?: unknown; code?: unknown; field?: unknown }) {
    super(`${call}: ${status} ${typeof body.error === 'string' ? body.error : 'without a message'}`)
    this.status = status
    this.code = typeof body.code === 'string' ? body.code : undefined
    this.field = typeof body.field === 'string' ? body.field : undefined
  }
}

/** `vlcp start` of this checkout with a store, ports and a log of its own. */
export class Controller {
  /** `http://127.0.0.1:PORT`. */
  readonly api: string
  /** `tcp:ADDRESS:PORT` or `ssl:ADDRESS:PORT`, what a bridge is pointed at. */
  readonly openflow: string
  /** Folder of the embedded store. */
  readonly store: string
  readonly #launch: () => Background
  #process: Background | undefined

  private constructor(api: string, openflow: string, store: string, launch: () => Background) {
    this.api = `http://${api}`
    this.openflow = openflow
    this.store = store
    this.#launch = launch
  }

  /** The UNIX socket of its console. */
  get console(): string {
    return consoleOf(this.store)
  }

  /** `Lab.controller()` is the way in. */
  static async start(lab: LabScope, options: ControllerOptions): Promise<Controller> {
    const { switches = [], openflowKind = 'tcp', preferredPorts = {}, args = [], env = {} } = options
    const api = `127.0.0.1:${await freePort('127.0.0.1', preferredPorts.api)}`
    const address = switches[0]?.hostAddress ?? '127.0.0.1'
    const openflow = `${openflowKind}:${address}:${await freePort(address, preferredPorts.openflow)}`
    const store = join(lab.folder, `store-${api.split(':')[1]}`)
    // Without a switch it must not find the one this machine may have.
    const sockets =
      switches.length > 0 ? switches.map(({ database }) => database) : [`unix:${lab.folder}/no-switch.sock`]
    const databases = options.ovsdb ?? sockets
    const ovsdb = databases.flatMap((database) => ['--ovsdb', database])
    const endpoints = ['--openflow', openflow, '--api', `tcp:${api}`, '--store', `file:${store}`]
    // Nor may it take the place of the console of a server on this machine.
    const console = { VLCP_MODULE_CONSOLE_SOCKET: consoleOf(store) }
    const launch = (): Background =>
      // No configuration file: the machine may have one of its own.
      lab.start(process.execPath, [program, 'start', '--config', '', ...ovsdb, ...endpoints, ...args], {
        env: { ...console, ...env },
        cwd: lab.folder,
      })
    const controller = new Controller(api, openflow, store, launch)
    await controller.restart()
    return controller
  }

  /** What it printed since its last start, the last 5 000 lines at most. */
  get log(): readonly string[] {
    return this.#process?.lines ?? []
  }

  get #isRunning(): boolean {
    return this.#process !== undefined && this.#process.exit === undefined
  }

  /** Starts it on the same store and ports; it must have been stopped. @throws BackgroundError with its log */
  async restart(): Promise<void> {
    if (this.#isRunning) throw new Error('the controller is running')
    this.#process = this.#launch()
    const line = await this.#process.waitForLine(readyPattern, startTimeoutMs)
    const ready = readyPattern.exec(line)?.groups
    if (ready?.['api'] !== this.api) throw new Error(`"${line}" should name the address of the API, ${this.api}`)
  }

  /** Ends it with SIGTERM and returns how it ended. */
  stop(): Promise<BackgroundExit> {
    return this.kill('SIGTERM')
  }

  /** Ends it with any signal. @throws BackgroundError when it had ended before by itself */
  async kill(signal: NodeJS.Signals): Promise<BackgroundExit> {
    if (this.#process === undefined || !this.#isRunning) {
      throw this.#process?.error('the controller had ended by itself') ?? new Error('the controller is not running')
    }
    return this.#process.stop(signal)
  }

  /**
   * Calls an operation over HTTP and returns its result.
   *
   * @throws ApiError when the operation is refused, TypeError when the controller cannot be reached
   */
  async call<T = unknown>(module: string, operation: string, params: object = {}): Promise<T> {
    const response = await fetch(`${this.api}/${module}/${operation}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
      signal: AbortSignal.timeout(callTimeoutMs),
    })
    const body = (await response.json()) as { result: T; error?: unknown }
    if (!response.ok) throw new ApiError(`${module}/${operation}`, response.status, body)
    return body.result
  }
}

const consoleOf = (store: string): string => `${store}.sock`
