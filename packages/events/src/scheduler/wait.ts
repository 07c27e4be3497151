import { TimeoutError } from '../errors.ts'
import type { Timer, Timers } from '../time/timers.ts'

export interface WaitOptions {
  /** The wait rejects with a `TimeoutError` after so many milliseconds. */
  readonly timeoutMs?: number | undefined
  /** The wait rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** Who waits: ends all its waits when it ends itself. */
export interface Waiter {
  /** @internal */
  readonly waits: Set<{ readonly what: string; fail(error: unknown): void }>
}

/** One wait for one thing. It settles once; whatever ends it takes it out of everything it stands in. */
export abstract class Wait<T> {
  readonly promise: Promise<T>
  #resolve: ((value: T) => void) | undefined
  #reject: ((error: unknown) => void) | undefined
  #timers: Timers | undefined
  #timer: Timer | undefined
  #signal: AbortSignal | undefined
  #onAbort: (() => void) | undefined
  #waiter: Waiter | undefined

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** What it waits for, for messages. */
  abstract get what(): string
  /** Nobody waits any more. */
  protected abstract leave(): void

  /** Whether it still waits. */
  get isOpen(): boolean {
    return this.#resolve !== undefined
  }

  /** Lets a timeout, a signal and the end of its routine end the wait. */
  limit({ timeoutMs, signal }: WaitOptions, timers: Timers | undefined, waiter?: Waiter): this {
    if (signal?.aborted === true) this.fail(signal.reason)
    if (!this.isOpen) return this
    if (signal !== undefined) {
      this.#signal = signal
      this.#onAbort = () => this.fail(signal.reason)
      signal.addEventListener('abort', this.#onAbort, { once: true })
    }
    if (timeoutMs !== undefined && timeoutMs !== Infinity && timers !== undefined) {
      this.#timers = timers
      this.#timer = timers.after(timeoutMs, () => this.fail(new TimeoutError(this.what, timeoutMs)))
    }
    this.#waiter = waiter
    waiter?.waits.add(this)
    return this
  }

  settle(value: T): void {
    const resolve = this.#resolve
    if (resolve === undefined) return
    this.#finish()
    resolve(value)
  }

  fail(error: unknown): void {
    const reject = this.#reject
    if (reject === undefined) return
    this.#finish()
    reject(error)
  }

  #finish(): void {
    this.#resolve = this.#reject = undefined
    this.leave()
    if (this.#timer !== undefined) this.#timers?.cancel(this.#timer)
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener('abort', this.#onAbort)
    this.#waiter?.waits.delete(this)
  }
}

/** A wait for anything that is not worth a class. */
export class PlainWait<T> extends Wait<T> {
  readonly what: string
  /** Called when it is over, whatever ended it. */
  onLeave: (() => void) | undefined

  constructor(what: string) {
    super()
    this.what = what
  }

  protected leave(): void {
    this.onLeave?.()
  }
}
