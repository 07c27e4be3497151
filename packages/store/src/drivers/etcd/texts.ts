import type { Layout } from './layout.ts'
import type { KeyValue } from './messages.ts'
import { Problems, type StoreProblem } from '../../problems.ts'

/** Turns what stands on the server into keys and texts; what others have put there and is neither is reported. */
export class Texts {
  readonly #layout: Layout
  readonly #problems: Problems
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

  constructor(layout: Layout, onProblem: (problem: StoreProblem) => void) {
    this.#layout = layout
    this.#problems = new Problems(onProblem)
  }

  /** The key of the store; undefined when the server's key is bookkeeping or cannot be a key of the store. */
  key(serverKey: Buffer): string | undefined {
    const bytes = this.#layout.dataKey(serverKey)
    if (bytes === undefined) return undefined
    try {
      return this.#decoder.decode(bytes)
    } catch {
      this.#problems.report(bytes.toString('latin1'), 'the key is not UTF-8; it is left out')
      return undefined
    }
  }

  /** The value. One that is not UTF-8 comes with its bad bytes replaced, so that it can be seen and overwritten. */
  value(key: string, { value }: KeyValue): string {
    try {
      return this.#decoder.decode(value)
    } catch {
      this.#problems.report(key, 'the value is not UTF-8')
      return value.toString()
    }
  }
}
