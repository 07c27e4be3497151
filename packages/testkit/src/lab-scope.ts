import { randomInt } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Background, type BackgroundOptions } from './background.ts'
import { labVariable, startGuard, type Guard } from './guard.ts'
import { findLeftovers } from './leftovers.ts'
import { searchPath } from './requirement.ts'
import { run, type RunOptions, type RunResult } from './run.ts'

/** Interface names have at most 15 characters (IFNAMSIZ), and something must remain for what comes after the name. */
const nameLength = 8

function randomName(): string {
  const letters = '0123456789abcdefghijklmnopqrstuvwxyz'
  const tail = Array.from({ length: nameLength - 2 }, () => letters.charAt(randomInt(letters.length)))
  return `vl${tail.join('')}`
}

/**
 * Owner of processes, namespaces, interfaces and a folder. All of it bears the scope's random name, so that labs run
 * side by side and nothing is lost: `close()` removes it, and when this process ends without having called `close()`,
 * however it ends, a guard process does.
 */
export class LabScope {
  /** Eight characters; namespaces are called `<name>-…`, interfaces `<name>…`. */
  readonly name: string = randomName()
  /** Temporary folder, removed at the end. */
  readonly folder: string
  readonly #guard: Guard
  readonly #closers: Array<() => Promise<unknown>> = []
  readonly #running = new Set<Promise<unknown>>()
  #closed: Promise<void> | undefined
  #lastSerial = 0

  constructor(purpose: string) {
    this.folder = mkdtempSync(join(tmpdir(), `vlcp-${purpose.replaceAll(/[^\w-]/g, '-')}-`))
    this.#guard = startGuard(this.name, this.folder)
  }

  /**
   * Environment for programs of this lab; without it they would not be found at the end. Settings meant for a controller
   * of this machine (`VLCP_…`) are left out.
   */
  environment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VLCP_')))
    return { ...inherited, PATH: searchPath(), [labVariable]: this.name, ...extra }
  }

  /** A number not given before in this lab, for names. */
  serial(): number {
    return ++this.#lastSerial
  }

  /** Runs a program as part of this lab. @throws CommandError */
  async run(program: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    this.#refuseWhenClosed()
    const running = run(program, args, { ...options, env: this.environment(options.env) })
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  /** Starts a program that runs beside the test and is stopped with the lab. */
  start(program: string, args: readonly string[], options: Partial<BackgroundOptions> = {}): Background {
    this.#refuseWhenClosed()
    const background = new Background(program, args, { ...options, env: this.environment(options.env) })
    this.onClose(() => background.stop())
    return background
  }

  /** Registers the orderly end of a process; `close()` calls these in reverse order. */
  onClose(closer: () => Promise<unknown>): void {
    this.#refuseWhenClosed()
    this.#closers.push(closer)
  }

  /** What still exists of this lab, in words; empty after `close()`. */
  leftovers(): string[] {
    return findLeftovers(this.name, this.folder)
  }

  /**
   * Ends the processes in reverse order of their start, then removes everything else; a second call returns the same
   * promise.
   *
   * @throws AggregateError with everything that went wrong on the way; the removal goes on to its end all the same.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  #refuseWhenClosed(): void {
    if (this.#closed !== undefined) throw new Error(`lab ${this.name} is closed`)
  }

  async #close(): Promise<void> {
    const errors: unknown[] = []
    for (const closer of this.#closers.toReversed()) {
      try {
        await closer()
      } catch (error) {
        errors.push(error)
      }
    }
    // A command under way could make a namespace after the sweep has looked for them.
    await Promise.allSettled(this.#running)
    const complaints = await this.#guard.sweep().catch((error: unknown) => String(error))
    if (complaints !== '') errors.push(new Error(complaints.trim()))
    const leftovers = this.leftovers()
    if (leftovers.length > 0) errors.push(new Error(`left behind: ${leftovers.join(', ')}`))
    if (errors.length > 0)
      throw new AggregateError(errors, `lab ${this.name} did not close cleanly: ${errors.join('; ')}`)
  }
}
