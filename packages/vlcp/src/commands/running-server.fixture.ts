import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type ClientRequest, request } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

/** `vlcp start` in a process of its own, with its own ports and its store and database socket in a folder. */
export class RunningServer {
  readonly written = { stdout: '', stderr: '' }
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>
  readonly #child: ChildProcess

  constructor(folder: string, flags: Readonly<Record<string, string>> = {}, env: NodeJS.ProcessEnv = {}) {
    const all = {
      config: '',
      ovsdb: `unix:${join(folder, 'db.sock')}`,
      openflow: 'tcp:127.0.0.1:0',
      api: 'tcp:127.0.0.1:0',
      store: `file:${join(folder, 'store')}`,
      ...flags,
    }
    const words = Object.entries(all).flatMap(([flag, value]) => [`--${flag}`, value])
    const argv = ['--conditions=source', '--import', 'tsx', main, 'start', ...words]
    const { PATH } = process.env
    const own = { PATH, VLCP_MODULE_CONSOLE_SOCKET: join(folder, 'console.sock') }
    this.#child = spawn(process.execPath, argv, { env: { ...own, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.written.stdout += chunk.toString()))
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.written.stderr += chunk.toString()))
    this.ended = once(this.#child, 'close').then(([code]) => code as number | null)
  }

  /** What it has logged, line by line. */
  get records(): readonly Record<string, unknown>[] {
    const lines = this.written.stderr.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'))
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  }

  /** Its workers that run, by process id. */
  get children(): readonly number[] {
    const { pid } = this.#child
    const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    // The loader of these tests has a child of its own.
    const isWorker = (child: string): boolean => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(main)
    return list.split(' ').filter(Boolean).filter(isWorker).map(Number)
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Ends it whatever it does. Its workers follow, because they end when their supervisor does. */
  async end(): Promise<void> {
    this.kill('SIGKILL')
    await this.ended
  }

  /** The line it writes when it is ready; fails with what it logged when it ends before. */
  async readyLine(): Promise<string> {
    const early = this.ended.then((code) => Promise.reject(new Error(`ended with ${code}: ${this.written.stderr}`)))
    while (!this.written.stdout.includes('\n')) {
      if (this.#child.stdout === null) throw new Error('standard output is not a pipe')
      await Promise.race([once(this.#child.stdout, 'data'), early])
    }
    early.catch(() => undefined)
    return this.written.stdout
  }

  /** Base address of the API, once it is ready. */
  async api(): Promise<string> {
    return /api (\S+)/.exec(await this.readyLine())?.[1] ?? ''
  }
}

/** A POST on a connection of its own, so that any worker may get it; `body` is sent by the caller when it is absent. */
export function post(url: string, headers: Readonly<Record<string, string>>, body?: string): ClientRequest {
  const outgoing = request(url, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', ...headers },
  })
  if (body !== undefined) outgoing.end(body)
  return outgoing
}

/** The body of the answer to a request. */
export async function answerOf(outgoing: ClientRequest): Promise<unknown> {
  const [response] = (await once(outgoing, 'response')) as [AsyncIterable<Buffer>]
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString())
}
