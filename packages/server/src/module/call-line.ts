import { Semaphore, type Timers } from '@vlcp/events'
import type { Attempt } from '../deadline.ts'

/** The calls of one module: so many run at a time, the others wait in line. */
export class CallLine {
  readonly #service: string
  readonly #places: Semaphore | undefined
  readonly #attempts = new Set<Attempt>()
  #onEmpty: (() => void) | undefined

  /** @param concurrency 0 is no limit */
  constructor(service: string, concurrency: number) {
    this.#service = service
    if (concurrency > 0) this.#places = new Semaphore(concurrency, `${service}: a place for a call`)
  }

  /** Calls that run or wait. One that was given up counts until it really ends. */
  get length(): number {
    return this.#attempts.size
  }

  async run<T>(attempt: Attempt, work: () => T | Promise<T>): Promise<T> {
    this.#attempts.add(attempt)
    try {
      return await (this.#places === undefined ? work() : this.#places.hold(work, { signal: attempt.signal }))
    } finally {
      this.#attempts.delete(attempt)
      if (this.#attempts.size === 0) this.#onEmpty?.()
    }
  }

  /** Resolves when no call is left; after the deadline those that are left are given up. */
  async drain(timeoutMs: number, timers: Timers): Promise<void> {
    if (this.#attempts.size === 0) return
    const timer = timers.after(timeoutMs, () => {
      for (const attempt of this.#attempts) attempt.interrupt(`was ended because module ${this.#service} is unloaded`)
      this.#onEmpty?.()
    })
    await new Promise<void>((resolve) => (this.#onEmpty = resolve))
    timers.cancel(timer)
  }
}
