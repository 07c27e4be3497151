import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { waitFor } from './wait-for.ts'

export interface BackgroundOptions {
  readonly env: NodeJS.ProcessEnv
  /** Sees every line of both outputs; lines are also kept, up to a limit. */
  readonly onLine?: (line: string) => void
  readonly cwd?: string | undefined
  /** What errors call it; the whole command when absent. */
  readonly title?: string
}

export interface BackgroundExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A program beside the test ended too early or said not what was awaited. */
export class BackgroundError extends Error {
  override readonly name = 'BackgroundError'
  /** The last lines the program printed. */
  readonly log: readonly string[]

  constructor(message: string, log: readonly string[], options?: ErrorOptions) {
    super(message, options)
    this.log = log
  }
}

/** Lines kept of one program; the oldest go first. */
const keptLines = 5_000

/** A program that runs beside the test: its lines as they come, its end, and how to bring that about. */
export class Background {
  readonly #title: string
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  readonly #exited: Promise<BackgroundExit>
  #exit: BackgroundExit | undefined
  #startError: Error | undefined

  constructor(program: string, args: readonly string[], { env, onLine, cwd, title }: BackgroundOptions) {
    this.#title = title ?? [program, ...args].join(' ')
    const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    this.#child = child
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        if (this.#lines.push(line) > keptLines) this.#lines.shift()
        onLine?.(line)
      })
    }
    this.#exited = new Promise((resolve) => {
      const finish = (exit: BackgroundExit): void => resolve((this.#exit ??= exit))
      child.on('error', (error) => {
        this.#startError = error
        if (child.pid === undefined) finish({ code: null, signal: null })
      })
      // Not 'exit': the last lines arrive between the two.
      child.on('close', (code, signal) => finish({ code, signal }))
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** How it ended; undefined while it runs. */
  get exit(): BackgroundExit | undefined {
    return this.#exit
  }

  /** The lines printed so far, of which the last 5 000 are kept. */
  get lines(): readonly string[] {
    return this.#lines
  }

  /** Waits for a line that matches. @throws BackgroundError when the program ends or the time is over */
  async waitForLine(pattern: RegExp, timeoutMs = 10_000): Promise<string> {
    const found = (): string | undefined => this.#lines.find((line) => pattern.test(line))
    const what = `a line like ${pattern} from "${this.#title}"`
    await waitFor(() => found() !== undefined || this.#exit, { what, timeoutMs }).catch((error: unknown) => {
      throw this.error(`waited ${timeoutMs} ms for ${what}`, { cause: error })
    })
    const line = found()
    if (line !== undefined) return line
    if (this.#startError !== undefined) throw this.error(this.#startError.message, { cause: this.#startError })
    throw this.error(`"${this.#title}" ended with ${this.#exit?.signal ?? `exit code ${this.#exit?.code}`}`)
  }

  /** An error that carries the last lines this program printed. */
  error(message: string, options?: ErrorOptions): BackgroundError {
    return new BackgroundError(message, this.#lines.slice(-20), options)
  }

  /** Sends a signal, waits for the end, and after `timeoutMs` kills. Does nothing more when it has ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', timeoutMs = 10_000): Promise<BackgroundExit> {
    if (this.#exit === undefined) this.#child.kill(signal)
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), timeoutMs)
    try {
      return await this.#exited
    } finally {
      clearTimeout(timer)
    }
  }
}
