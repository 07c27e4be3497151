import { EventError } from '../errors.ts'
import { PlainWait } from '../scheduler/wait.ts'
import { type AcquireOptions, timersOf } from './acquire.ts'

type Outcome<T> = { readonly value: T } | { readonly error: unknown }

/** A value that will be there. It is set once; any number may await it. A failure nobody awaits is kept, not thrown. */
export class Future<T> implements PromiseLike<T> {
  #outcome: Outcome<T> | undefined
  #settle: ((outcome: Outcome<T>) => void) | undefined
  #promise: Promise<T> | undefined

  get done(): boolean {
    return this.#outcome !== undefined
  }

  /** The value, or undefined as long as there is none. @throws what it failed with. */
  get result(): T | undefined {
    if (this.#outcome === undefined) return undefined
    if ('error' in this.#outcome) throw this.#outcome.error
    return this.#outcome.value
  }

  set(value: T): void {
    this.#conclude({ value })
  }

  fail(error: unknown): void {
    this.#conclude({ error })
  }

  // oxlint-disable-next-line unicorn/no-thenable -- awaiting it is what it is for
  then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#asPromise().then(fulfilled, rejected)
  }

  /** Waits with a timeout, a signal, or by a routine. Ending the wait does nothing to the future. */
  wait(options: AcquireOptions = {}): Promise<T> {
    const wait = new PlainWait<T>('waiting for a future')
    void this.then(
      (value) => wait.settle(value),
      (error: unknown) => wait.fail(error),
    )
    return wait.limit(options, timersOf(options), options.by).promise
  }

  /**
   * Runs a body that is to set it, and sees to it that it is set: by what the body returns, by what it throws, which is thrown
   * on, or by an error that says that nobody set it.
   */
  async ensure(body: (future: this) => PromiseLike<T | void> | T | void): Promise<void> {
    try {
      const value = await body(this)
      if (!this.done && value !== undefined) this.set(value)
    } catch (error) {
      if (!this.done) this.fail(error)
      throw error
    } finally {
      if (!this.done) this.fail(new EventError('future', 'nobody set the future'))
    }
  }

  #conclude(outcome: Outcome<T>): void {
    if (this.#outcome !== undefined) throw new EventError('future', 'the future is set already')
    this.#outcome = outcome
    this.#settle?.(outcome)
  }

  #asPromise(): Promise<T> {
    this.#promise ??= new Promise<T>((resolve, reject) => {
      this.#settle = (outcome) => ('value' in outcome ? resolve(outcome.value) : reject(outcome.error as Error))
      if (this.#outcome !== undefined) this.#settle(this.#outcome)
    })
    return this.#promise
  }
}
