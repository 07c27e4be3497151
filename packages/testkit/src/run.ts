import { spawn } from 'node:child_process'

export interface RunOptions {
  /** Environment of the program; the caller's own when absent. */
  readonly env?: NodeJS.ProcessEnv | undefined
  /** Text written to standard input. */
  readonly input?: string | undefined
  /** The program is killed after this time. Default 30 000. */
  readonly timeoutMs?: number | undefined
  /** Exit codes that count as success. Default `[0]`. */
  readonly exitCodes?: readonly number[] | undefined
}

export interface RunResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A program that could not be started, was killed, or ended with an exit code nobody asked for. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly command: string
  /** Exit code, or undefined when the program did not start or was killed. */
  readonly code: number | undefined
  readonly stderr: string

  constructor(command: string, reason: string, code: number | undefined, stderr: string, options?: ErrorOptions) {
    super(`${command}: ${reason}${stderr === '' ? '' : `: ${stderr.trim()}`}`, options)
    this.command = command
    this.code = code
    this.stderr = stderr
  }
}

/** What one call may print before it is stopped: a dump of 100 000 flows is about 20 MB. */
const outputLimitBytes = 64 * 1024 * 1024

/**
 * Runs a program to its end and returns what it printed.
 *
 * @throws CommandError when it cannot be started, exceeds its time or output limit, or ends with another exit code.
 */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const command = [program, ...args].join(' ')
  const { env, input, timeoutMs = 30_000, exitCodes = [0] } = options
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: env ?? process.env, stdio: 'pipe' })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    let size = 0
    let killedBecause: string | undefined
    const kill = (reason: string): void => {
      killedBecause ??= reason
      child.kill('SIGKILL')
    }
    const timer = setTimeout(() => kill(`no end after ${timeoutMs} ms`), timeoutMs)
    const collect = (parts: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length
      if (size > outputLimitBytes) kill(`printed more than ${outputLimitBytes} bytes`)
      else parts.push(chunk)
    }
    child.stdout.on('data', collect(stdout))
    child.stderr.on('data', collect(stderr))
    // A program that ends without reading its input is judged by its exit code.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(new CommandError(command, error.message, undefined, '', { cause: error }))
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const errorText = Buffer.concat(stderr).toString()
      if (code !== null && exitCodes.includes(code)) {
        resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: errorText })
        return
      }
      const reason = killedBecause ?? (code === null ? `killed by ${signal}` : `exit code ${code}`)
      reject(new CommandError(command, reason, code ?? undefined, errorText))
    })
  })
}
