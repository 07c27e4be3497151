import type { StoreProblem } from '../../problems.ts'
import type { Layout } from './layout.ts'
import type { KeyValue } from './messages.ts'

/** So many foreign keys are remembered, to report each only once. */
const mostReported = 1_000

/** Turns what stands on the server into keys and texts; what others have put there and is neither is reported. */
export class Texts {
  readonly #layout: Layout
  readonly #onProblem: (problem: StoreProblem) => void
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  readonly #reported = new Set<string>()

  constructor(layout: Layout, onProblem: (problem: StoreProblem) => void) {
    this.#layout = layout
    this.#onProblem = onProblem
  }

  /** The key of the store; undefined when the server's key is bookkeeping or cannot be a key of the store. */
  key(serverKey: Buffer): string | undefined {
    const bytes = this.#layout.dataKey(serverKey)
    if (bytes === undefined) return undefined
    try {
      return this.#decoder.decode(bytes)
    } catch {
      this.#report(bytes.toString('latin1'), 'the key is not UTF-8; it is left out')
      return undefined
    }
  }

  /** The value. One that is not UTF-8 comes with its bad bytes replaced, so that it can be seen and overwritten. */
  value(key: string, { value }: KeyValue): string {
    try {
      return this.#decoder.decode(value)
    } catch {
      this.#report(key, 'the value is not UTF-8')
      return value.toString()
    }
  }

  #report(key: string, message: string): void {
    if (this.#reported.has(key) || this.#reported.size >= mostReported) return
    this.#reported.add(key)
    this.#onProblem({ key, message })
  }
}
