import { readFileSync } from 'node:fs'
import { isLabProcess } from './leftovers.ts'
import type { LabScope } from './lab-scope.ts'
import type { Namespace } from './namespace.ts'
import { waitFor } from './wait-for.ts'

/** How a daemon that detaches itself is started; it writes its process id to `pidFile`. */
export interface DaemonOptions {
  readonly namespace: Namespace
  readonly program: string
  readonly args: readonly string[]
  readonly pidFile: string
  readonly env: NodeJS.ProcessEnv
}

/** A daemon known by its pid file, which can be ended and started again. */
export class Daemon {
  readonly #options: DaemonOptions
  readonly #lab: LabScope
  #pid: number | undefined

  constructor(options: DaemonOptions) {
    this.#options = options
    this.#lab = options.namespace.lab
    this.#lab.onClose(() => this.stop())
  }

  /** Process id while it runs. */
  get pid(): number | undefined {
    return this.#pid
  }

  /** Starts it; returns when it has detached, which it does when it is ready to serve. */
  async start(): Promise<void> {
    const { namespace, program, args, pidFile, env } = this.#options
    await namespace.run(program, args, { env })
    this.#pid = Number(readFileSync(pidFile, 'utf8').trim())
  }

  /** Ends it and waits until it is gone; SIGKILL follows when SIGTERM does not do it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const pid = this.#pid
    if (pid === undefined) return
    this.#pid = undefined
    const gone = (): boolean => !isLabProcess(this.#lab.name, pid)
    if (gone()) return
    process.kill(pid, signal)
    const what = `the end of ${this.#options.program} (process ${pid})`
    await waitFor(gone, { what, timeoutMs: 5_000 }).catch(async () => {
      process.kill(pid, 'SIGKILL')
      await waitFor(gone, { what })
    })
  }
}
