import { setTimeout as sleep } from 'node:timers/promises'
import { defaultRequestMs, type RequestOptions } from '../../driver.ts'
import { StoreError } from '../../errors.ts'
import { CallFailure } from './failures.ts'

/** The first attempt is given up after this time, later ones later: the answer may be long, the connection dead. */
const firstAttemptMs = 2_000
const firstPauseMs = 10
const longestPauseMs = 500

/** How long a request may still be asked again. */
export class Patience {
  readonly #timeoutMs: number
  readonly #deadline: number
  #failures = 0

  constructor({ timeoutMs = defaultRequestMs }: RequestOptions = {}) {
    this.#timeoutMs = timeoutMs
    this.#deadline = performance.now() + timeoutMs
  }

  get leftMs(): number {
    return this.#deadline - performance.now()
  }

  /** How long the next attempt may take. */
  get attemptMs(): number {
    // A whole number, as signals want it.
    return Math.max(1, Math.ceil(Math.min(this.leftMs, firstAttemptMs * 2 ** this.#failures)))
  }

  /** Waits before the next attempt. @throws StoreError when there is no time for one, or the failure is final */
  async afterFailure(error: unknown): Promise<void> {
    if (!(error instanceof CallFailure)) throw error
    if (error.kind !== 'transient' && error.kind !== 'token') throw error.toStoreError()
    await this.afterUnknown(error)
  }

  /** The same where no failure is final, because an earlier attempt may have been carried out. */
  async afterUnknown(error: unknown): Promise<void> {
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#failures) * (0.5 + Math.random() / 2)
    if (this.leftMs <= pauseMs) throw this.exhausted(error)
    this.#failures++
    await sleep(pauseMs)
  }

  exhausted(cause: unknown): StoreError {
    const reason = cause instanceof Error ? cause.message : String(cause)
    return new StoreError('unavailable', `no answer within ${this.#timeoutMs} ms; ${reason}`, { cause })
  }
}

/** Repeats an attempt, which must do no harm when it is carried out twice, until it is answered. @throws StoreError */
export async function persist<R>(patience: Patience, attempt: (timeoutMs: number) => Promise<R>): Promise<R> {
  for (;;) {
    try {
      return await attempt(patience.attemptMs)
    } catch (error) {
      await patience.afterFailure(error)
    }
  }
}
