import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
const node = ['--conditions=source', '--import', 'tsx', main]

export interface CliResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** No file of this machine decides what the store is. */
const env = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], VLCP_CONFIG: '' })

/** `vlcp store WORDS…` to its end. */
export function vlcpStore(...words: string[]): Promise<CliResult> {
  return new Promise((resolve) => {
    const options = { env: env(), maxBuffer: 1 << 28 }
    execFile(process.execPath, [...node, 'store', ...words], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr })
    })
  })
}

/** `vlcp store WORDS…` while it runs. */
export class RunningCommand {
  stdout = ''
  stderr = ''
  readonly ended: Promise<number | null>
  readonly #child: ChildProcess

  constructor(...words: string[]) {
    this.#child = spawn(process.execPath, [...node, 'store', ...words], {
      env: env(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()))
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()))
    this.ended = once(this.#child, 'close').then(([code]) => code as number | null)
  }

  get lines(): string[] {
    return this.stdout.split('\n').slice(0, -1)
  }

  /** Waits until it has written something; fails when it ends before. */
  async until(condition: (command: this) => boolean): Promise<void> {
    let over = false
    const end = this.ended.then(() => (over = true))
    while (!condition(this)) {
      if (over) throw new Error(`ended before: ${this.stdout}${this.stderr}`)
      const { stdout, stderr } = this.#child
      if (stdout === null || stderr === null) throw new Error('no pipes')
      await Promise.race([once(stdout, 'data'), once(stderr, 'data'), end])
    }
  }

  async kill(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal)
    return this.ended
  }
}
