import { createInterface, type Interface } from 'node:readline'
import type { Failure } from '../failure.ts'
import { outputOf } from '../terminal/style.ts'
import type { ConsoleClient } from './client.ts'
import type { Attached } from './command.ts'
import { completeLine, type Completion } from './completer.ts'
import { executeLine } from './execute.ts'
import { History, historyPath } from './history.ts'
import { reportProblem } from './problem.ts'

const prompt = 'vlcp> '

/** A console at a terminal: lines are run one after the other, until somebody leaves or the server does. */
export class InteractiveConsole {
  readonly #client: ConsoleClient
  readonly #json: boolean
  readonly #history = new History(historyPath(process.env))
  readonly #readline: Interface
  readonly #lines: string[] = []
  #running: AbortController | undefined
  #wantsToLeave = false
  #isOver = false
  #leave: () => void = () => undefined

  constructor(client: ConsoleClient, json: boolean) {
    this.#client = client
    this.#json = json
    this.#readline = createInterface({
      input: process.stdin,
      output: process.stdout,
      prompt,
      history: [...this.#history.lines],
      historySize: 1000,
      removeHistoryDuplicates: true,
      completer: (line: string, done: (error: null, completion: Completion) => void) => {
        void completeLine(client, line).then((completion) => done(null, completion))
      },
    })
  }

  /** Resolves when it is left; rejects with a Failure when the server has gone. */
  async run(): Promise<void> {
    const left = new Promise<undefined>((resolve) => (this.#leave = () => resolve(undefined)))
    this.#readline.on('close', () => {
      this.#running?.abort()
      this.#leave()
    })
    this.#readline.on('SIGINT', () => this.#interrupt())
    this.#readline.on('line', (line) => void this.#enter(line))
    process.stdout.write(`attached to ${this.#client.path}; help lists the commands, Ctrl-D leaves\n`)
    this.#readline.prompt()
    const gone = await Promise.race([left, this.#client.ended])
    this.#end(gone)
    if (gone !== undefined) throw gone
  }

  #end(gone: Failure | undefined): void {
    this.#isOver = true
    this.#readline.removeAllListeners('close')
    this.#readline.close()
    // The cursor stands behind the prompt.
    if (gone !== undefined || !this.#wantsToLeave) process.stdout.write('\n')
  }

  async #enter(line: string): Promise<void> {
    this.#wantsToLeave = false
    this.#lines.push(line)
    if (this.#running !== undefined) return
    for (let next = this.#lines.shift(); next !== undefined; next = this.#lines.shift()) {
      if (/^\s*(quit|exit)\s*$/.test(next)) {
        this.#wantsToLeave = true
        this.#leave()
        return
      }
      this.#history.add(next)
      await this.#execute(next)
      // To prompt would begin to read again.
      if (this.#isOver) return
    }
    this.#readline.prompt()
  }

  async #execute(line: string): Promise<void> {
    const controller = (this.#running = new AbortController())
    try {
      await executeLine(this.#attached(controller.signal), line)
    } catch (error) {
      // The end of the connection is told once, at the end.
      if (error !== (await endedBy(this.#client))) reportProblem(error)
    } finally {
      this.#running = undefined
    }
  }

  #attached(signal: AbortSignal): Attached {
    return {
      client: this.#client,
      output: outputOf(process.stdout),
      json: this.#json,
      signal,
      write: async (lines) => {
        if (lines.length === 0 || process.stdout.write(`${lines.join('\n')}\n`)) return
        await new Promise((resolve) => process.stdout.once('drain', resolve))
      },
      remark: (line) => void process.stdout.write(`${line}\n`),
    }
  }

  /** Ends what runs, else empties the line; at an empty line the second time leaves. */
  #interrupt(): void {
    if (this.#running !== undefined) {
      this.#lines.length = 0
      this.#running.abort()
      return
    }
    const isEmpty = this.#readline.line === ''
    if (isEmpty && this.#wantsToLeave) return this.#leave()
    this.#wantsToLeave = isEmpty
    process.stdout.write(isEmpty ? '\n(Ctrl-C again leaves)\n' : '\n')
    // From the end of the line to its begin.
    this.#readline.write(null, { ctrl: true, name: 'e' })
    this.#readline.write(null, { ctrl: true, name: 'u' })
    this.#readline.prompt()
  }
}

/** Why the connection has ended, if it has. */
function endedBy(client: ConsoleClient): Promise<Failure | undefined> {
  return Promise.race([client.ended, Promise.resolve(undefined)])
}
