import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Fixture {
  readonly child: ChildProcess
  /** Whole lines of standard output. */
  readonly lines: string[]
  /** What came on standard error. */
  readonly errors: string[]
  /** Resolves when so many lines have come, or the process has ended. */
  printed(count: number): Promise<void>
  /** Resolves with its exit code when it has ended by itself. */
  ended(): Promise<number | null>
  /** Ends it the hard way and waits until it is gone. */
  kill(): Promise<void>
}

/** What runs a file of this folder. */
export function fixtureCommand(file: string, args: readonly string[]): string[] {
  const path = fileURLToPath(new URL(`./${file}`, import.meta.url))
  return [process.execPath, '--conditions=source', '--import', 'tsx', path, ...args]
}

/** Starts a file of this folder as a process of its own; `shell` goes before it, for limits. */
export function startFixture(file: string, args: readonly string[], shell = ''): Fixture {
  return startProcess('/bin/sh', ['-c', `${shell} exec "$@"`, 'sh', ...fixtureCommand(file, args)])
}

export function startProcess(command: string, args: readonly string[]): Fixture {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const errors: string[] = []
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  const closed = once(child, 'close').then(() => child.exitCode)
  return {
    child,
    lines,
    errors,
    printed: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (lines.length >= count) resolve()
        }
        child.stdout.on('data', check)
        child.once('close', () => resolve())
        check()
      }),
    ended: () => closed,
    kill: async () => {
      child.kill('SIGKILL')
      await closed
    },
  }
}
