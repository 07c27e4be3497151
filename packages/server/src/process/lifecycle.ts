import type { Logger } from '../logging/logging.ts'

export interface LifecycleOptions {
  readonly logger: Logger
  /** Longest time one component may take to start, in milliseconds; default 30 000. */
  readonly startTimeoutMs?: number
  /** Longest time one component may take to stop, in milliseconds; default 10 000. */
  readonly stopTimeoutMs?: number
}

interface Running {
  readonly name: string
  readonly stop: () => Promise<void>
}

/**
 * Starts the components of a program one after the other and stops them in the reverse order.
 *
 * Each start and each stop has a deadline. A stop that fails or is late is logged and does not keep the ones below it
 * from stopping; {@link Lifecycle.stop} reports how many did not stop well.
 */
export class Lifecycle {
  readonly #logger: Logger
  readonly #startTimeoutMs: number
  readonly #stopTimeoutMs: number
  readonly #running: Running[] = []
  readonly #abort = new AbortController()
  #stopped: Promise<number> | undefined

  constructor(options: LifecycleOptions) {
    this.#logger = options.logger
    this.#startTimeoutMs = options.startTimeoutMs ?? 30_000
    this.#stopTimeoutMs = options.stopTimeoutMs ?? 10_000
  }

  /** Aborted as soon as the program is asked to stop. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /**
   * Starts one component: `open` gives it, `close` ends it. Rejects when `open` does, when it is late, and when the
   * program is already stopping; a component that arrives after that is closed at once.
   */
  async start<T>(
    name: string,
    open: (signal: AbortSignal) => T | Promise<T>,
    close: (component: T) => void | Promise<void> = () => undefined,
  ): Promise<T> {
    this.signal.throwIfAborted()
    const opening = Promise.resolve(open(this.signal))
    try {
      const component = await this.#beforeAbort(inTime(opening, this.#startTimeoutMs, `${name} did not start`))
      this.#running.push({ name, stop: async () => close(component) })
      this.#logger.debug({ component: name }, 'started')
      return component
    } catch (error) {
      opening.then(close).catch((late: unknown) => this.#logger.debug({ err: late, component: name }, 'not started'))
      throw error
    }
  }

  /** Stops everything that was started, last first. Calling it again waits for the same stop. */
  async stop(): Promise<number> {
    this.#stopped ??= this.#stopAll()
    return await this.#stopped
  }

  async #stopAll(): Promise<number> {
    this.#abort.abort(new Error('the program is stopping'))
    let failures = 0
    for (let next = this.#running.pop(); next !== undefined; next = this.#running.pop()) {
      const { name, stop } = next
      try {
        await inTime(stop(), this.#stopTimeoutMs, `${name} did not stop`)
        this.#logger.debug({ component: name }, 'stopped')
      } catch (error) {
        failures += 1
        this.#logger.error({ err: error, component: name }, 'did not stop well')
      }
    }
    return failures
  }

  async #beforeAbort<T>(work: Promise<T>): Promise<T> {
    let onAbort: (() => void) | undefined
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(this.signal.reason)
      this.signal.addEventListener('abort', onAbort, { once: true })
    })
    try {
      return await Promise.race([work, aborted])
    } finally {
      if (onAbort !== undefined) this.signal.removeEventListener('abort', onAbort)
    }
  }
}

async function inTime<T>(work: Promise<T>, timeoutMs: number, complaint: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${complaint} within ${timeoutMs / 1000} s`)), timeoutMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
