import type { RequestOptions } from './driver.ts'
import { StoreError } from './errors.ts'

const longestTimerMs = 2 ** 31 - 1

/** Until when a transaction may go on, and who may end it before. */
export class Deadline {
  readonly signal: AbortSignal | undefined
  readonly #atMs: number

  constructor(timeoutMs: number, signal?: AbortSignal) {
    this.#atMs = performance.now() + timeoutMs
    this.signal = signal
  }

  get remainingMs(): number {
    return Math.min(Math.max(0, this.#atMs - performance.now()), longestTimerMs)
  }

  /** For a request to the storage: what is begun gets a moment at least. */
  get request(): RequestOptions {
    return { timeoutMs: Math.max(1, Math.ceil(this.remainingMs)) }
  }

  /** @throws StoreError `aborted` */
  check(): void {
    if (this.signal?.aborted === true) throw this.#aborted()
  }

  /**
   * What `work` yields, unless the signal is aborted before, or the time is over and `late` says what that means.
   *
   * @throws StoreError `aborted`; what `late` makes
   */
  async race<R>(work: Promise<R>, late?: () => StoreError): Promise<R> {
    const { signal } = this
    if (signal === undefined && late === undefined) return work
    let stop = (): void => {}
    const end = new Promise<never>((_, reject) => {
      const onAbort = (): void => reject(this.#aborted())
      const timer = late === undefined ? undefined : setTimeout(() => reject(late()), this.remainingMs)
      signal?.addEventListener('abort', onAbort)
      if (signal?.aborted === true) onAbort()
      stop = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
      }
    })
    try {
      return await Promise.race([work, end])
    } finally {
      stop()
    }
  }

  #aborted(): StoreError {
    return new StoreError('aborted', 'the transaction was aborted by its caller', { cause: this.signal?.reason })
  }
}
