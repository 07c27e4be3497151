import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Background } from '../background.ts'
import { freePort } from '../free-port.ts'
import { LabScope } from '../lab-scope.ts'
import { requireLab } from '../requirement.ts'
import { run, type RunOptions } from '../run.ts'

export interface RedisServerOptions {
  /** Directives of redis.conf by name; by default the server keeps nothing on the disk. */
  readonly config?: Readonly<Record<string, string>>
  /** Directives `tls-…`; the server then speaks nothing else on its port. */
  readonly tls?: Readonly<Record<string, string>>
  /** Runs as a sentinel instead; the text is its configuration file. */
  readonly sentinel?: string
}

/** A real redis-server on a free port of the loopback interface and a UNIX socket, with a folder of its own. */
export class RedisServer {
  readonly host = '127.0.0.1'
  readonly port: number
  /** Its data, its socket and what the test puts there. Removed at the end. */
  readonly folder: string
  readonly #lab: LabScope
  readonly #args: readonly string[]
  #process: Background | undefined

  private constructor(lab: LabScope, port: number, args: readonly string[]) {
    this.#lab = lab
    this.folder = lab.folder
    this.port = port
    this.#args = args
  }

  /** Starts one; returns when it serves. @throws RequirementError without redis-server */
  static async start({ config = {}, tls, sentinel }: RedisServerOptions = {}): Promise<RedisServer> {
    requireLab({ programs: ['redis-server', 'redis-cli'], root: false })
    const port = await freePort()
    const lab = new LabScope('redis')
    const ports: Record<string, string> =
      tls === undefined ? { port: String(port) } : { port: '0', 'tls-port': String(port) }
    // A server that writes its title over its environment would not be found when the test ends without closing it.
    const common = { bind: '127.0.0.1', ...ports, dir: lab.folder, 'set-proc-title': 'no', ...tls }
    const own =
      sentinel === undefined
        ? { unixsocket: join(lab.folder, 'socket'), save: '', 'repl-diskless-sync-delay': '0' }
        : {}
    const args = Object.entries({ ...common, ...own, ...config }).flatMap(([name, value]) => [`--${name}`, value])
    const server = new RedisServer(
      lab,
      port,
      sentinel === undefined ? args : [...(await writeSentinel(lab, sentinel)), ...args],
    )
    try {
      await server.restart()
    } catch (error) {
      await lab.close()
      throw error
    }
    return server
  }

  get socket(): string {
    return join(this.folder, 'socket')
  }

  /** Starts it again after {@link kill}, on the same port and with the same data. */
  async restart(): Promise<void> {
    this.#process = this.#lab.start('redis-server', this.#args, { title: `redis-server on port ${this.port}` })
    await this.#process.waitForLine(/Ready to accept connections|Sentinel ID is/)
  }

  /** Ends it at once, without a chance to save anything. */
  async kill(): Promise<void> {
    await this.#process?.stop('SIGKILL')
  }

  /** Stops it from doing anything; the kernel still takes connections and bytes for it. */
  pause(): void {
    this.#signal('SIGSTOP')
  }

  resume(): void {
    this.#signal('SIGCONT')
  }

  /** Asks it by redis-cli; the answer as redis-cli prints it, without the last line end. */
  async ask(args: readonly string[], options: RunOptions = {}): Promise<string> {
    const { stdout } = await run('redis-cli', ['-p', String(this.port), ...args], options)
    return stdout.replace(/\n$/, '')
  }

  /** Ends it and removes its folder. */
  async close(): Promise<void> {
    await this.kill()
    await this.#lab.close()
  }

  #signal(signal: NodeJS.Signals): void {
    const pid = this.#process?.pid
    if (pid !== undefined && this.#process?.exit === undefined) process.kill(pid, signal)
  }
}

/** A sentinel rewrites its configuration, so it insists on a file. */
async function writeSentinel(lab: LabScope, text: string): Promise<string[]> {
  const path = join(lab.folder, 'sentinel.conf')
  await writeFile(path, text)
  return [path, '--sentinel']
}
