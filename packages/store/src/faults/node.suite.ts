import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Note } from './bank.suite.ts'
import type { NotedCommit, Outcome } from './history.suite.ts'
import type { StorageAddress } from './storage.suite.ts'

/** What a node prints, one JSON text a line. */
export type Line =
  | { readonly line: 'opened'; readonly revision: number }
  | { readonly line: 'began'; readonly op: string }
  | { readonly line: 'ended'; readonly outcome: Outcome }
  | { readonly line: 'fed'; readonly revision: number; readonly resync: boolean; readonly notes: readonly Note[] }
  | { readonly line: 'status'; readonly state: string }
  | { readonly line: 'stopped' }
  | { readonly line: 'holds'; readonly digest: string }

const fixture = fileURLToPath(new URL('./node.fixture.ts', import.meta.url))

/** A node of a fault test, and what it has told. */
export class Node {
  readonly name: string
  readonly outcomes: Outcome[] = []
  readonly fed: NotedCommit[] = []
  /** Revisions at which the feed could not be followed one by one. */
  readonly resyncs: number[] = []
  /** What it printed on standard error. */
  errors = ''
  /** Times the mirror was seen as stale. */
  staleness = 0
  openedAt = 0
  digest: string | undefined
  readonly #child: ChildProcess
  readonly #open = new Set<string>()
  readonly #ended: Promise<unknown>
  readonly #seen = new Set<Line['line']>()
  #wake: () => void = () => {}

  constructor(name: string, seed: number, address: StorageAddress) {
    this.name = name
    const args = ['--conditions=source', '--import', 'tsx', fixture, name, String(seed), JSON.stringify(address)]
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child = child
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.errors += text))
    // A node that was killed takes no more orders.
    child.stdin.on('error', () => {})
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (text) => this.#read(text))
    this.#ended = Promise.all([once(child, 'close'), once(lines, 'close')])
    void this.#ended.then(() => this.#wake())
  }

  /** Resolves when it has printed such a line. @throws Error when it ends before */
  async told(line: Line['line']): Promise<void> {
    let over = false
    void this.#ended.then(() => (over = true))
    while (!this.#seen.has(line)) {
      if (over) throw new Error(`${this.name} ended before it was ${line}: ${this.errors}`)
      await Promise.race([new Promise<void>((resolve) => (this.#wake = resolve)), this.#ended])
    }
  }

  order(command: string): void {
    this.#child.stdin?.write(`${command}\n`)
  }

  /** Ends it without a chance to finish anything; what was under way is unknown then. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
    for (const op of this.#open) this.outcomes.push({ op, kind: 'unknown', begin: 0, end: Infinity })
  }

  #read(text: string): void {
    let line: Line
    try {
      line = JSON.parse(text) as Line
    } catch {
      // The last line of a process that was killed may be cut.
      return
    }
    this.#note(line)
    this.#seen.add(line.line)
    this.#wake()
  }

  #note(line: Line): void {
    switch (line.line) {
      case 'opened':
        this.openedAt = line.revision
        return
      case 'began':
        this.#open.add(line.op)
        return
      case 'ended':
        this.#open.delete(line.outcome.op)
        this.outcomes.push(line.outcome)
        return
      case 'fed':
        this.fed.push({ revision: line.revision, notes: line.notes })
        if (line.resync) this.resyncs.push(line.revision)
        return
      case 'status':
        if (line.state === 'stale') this.staleness++
        return
      case 'holds':
        this.digest = line.digest
        return
      case 'stopped':
        return
    }
  }
}
