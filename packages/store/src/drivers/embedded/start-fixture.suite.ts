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
  /** Ends it the hard way and waits until it is gone. */
  kill(): Promise<void>
}

/** Starts a file of this folder as a process of its own; `shell` goes before it, for limits and mounts. */
export function startFixture(file: string, args: readonly string[], shell = ''): Fixture {
  const path = fileURLToPath(new URL(`./${file}`, import.meta.url))
  const node = [process.execPath, '--conditions=source', '--import', 'tsx', path, ...args]
  const child = spawn('/bin/sh', ['-c', `${shell} exec "$@"`, 'sh', ...node], { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const errors: string[] = []
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  const closed = once(child, 'close')
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
    kill: async () => {
      child.kill('SIGKILL')
      await closed
    },
  }
}
