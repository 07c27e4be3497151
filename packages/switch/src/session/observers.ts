import { toError } from '../errors.ts'

/** A function that wants to know of something. What it returns does not matter, unless it is a promise that rejects. */
export type Observer<T> = (value: T) => unknown

/** Functions that want to know of something, in the order in which they came. */
export class Observers<T> {
  /** Replaced, never changed: who is added while all are told waits for the next time. */
  #all: readonly Observer<T>[] = []
  readonly #failed: ((error: Error) => void) | undefined

  /** @param failed told when an observer throws or rejects, which keeps nothing from the others; without, it is thrown on */
  constructor(failed?: (error: Error) => void) {
    this.#failed = failed
  }

  get size(): number {
    return this.#all.length
  }

  /** Returns the way to stop. */
  add(observer: Observer<T>): () => void {
    // The same function may be added twice, and be stopped once.
    const added: Observer<T> = (value) => observer(value)
    this.#all = [...this.#all, added]
    return () => {
      this.#all = this.#all.filter((each) => each !== added)
    }
  }

  tell(value: T): void {
    const all = this.#all
    for (const observer of all) {
      if (all !== this.#all && !this.#all.includes(observer)) continue
      const failed = this.#failed
      if (failed === undefined) observer(value)
      else attempt(observer, value, failed)
    }
  }
}

function attempt<T>(observer: Observer<T>, value: T, failed: (error: Error) => void): void {
  try {
    const result = observer(value)
    if (result instanceof Promise) result.catch((error: unknown) => failed(toError(error)))
  } catch (error) {
    failed(toError(error))
  }
}
