import { backOffDelay, type BackOff, DEFAULT_CAP_MS } from './back-off.ts'
import { connect, type ConnectOptions, requireConnectable } from './connect.ts'
import type { Connection, OpenHandler } from './connection.ts'
import type { Endpoint } from './endpoint.ts'
import { toError } from './errors.ts'

export interface ReconnectOptions extends ConnectOptions {
  readonly backOff?: BackOff
  /** Told after each failed attempt and each ended connection; the next attempt comes after `delayMs`. */
  readonly onRetry?: (retry: Retry) => void
}

export interface Retry {
  /** Why; undefined when the peer ended the connection cleanly. */
  readonly error: Error | undefined
  /** Failures in a row, 1 or more. */
  readonly failures: number
  readonly delayMs: number
}

export type ReconnectorState = 'connecting' | 'connected' | 'waiting' | 'closed'

/** Keeps one connection to an endpoint alive until it is closed or its signal is aborted. */
export class Reconnector {
  readonly endpoint: Endpoint
  /** Resolves when it has ended for good: no connection, no timer, no attempt is left. */
  readonly closed: Promise<void>
  readonly #options: ReconnectOptions
  readonly #stop = new AbortController()
  #state: ReconnectorState = 'connecting'
  #connection: Connection | undefined
  #failures = 0
  #lastError: Error | undefined

  constructor(endpoint: Endpoint, options: ReconnectOptions) {
    this.endpoint = endpoint
    this.#options = options
    const { signal } = options
    const onAbort = () => this.#stop.abort()
    if (signal?.aborted) this.#stop.abort()
    signal?.addEventListener('abort', onAbort)
    this.#stop.signal.addEventListener('abort', () => this.#connection?.close())
    this.closed = this.#run().finally(() => signal?.removeEventListener('abort', onAbort))
  }

  get state(): ReconnectorState {
    return this.#state
  }

  /** The connection that stands, if any. */
  get connection(): Connection | undefined {
    return this.#connection
  }

  /** Why the last attempt or connection failed. */
  get lastError(): Error | undefined {
    return this.#lastError
  }

  /**
   * The peer has proved useful (a handshake is done): the next failure begins with the shortest delay again. A
   * connection that lasts longer than the longest delay counts as proved too.
   */
  proved(): void {
    this.#failures = 0
  }

  /** Ends the connection, gracefully, and the attempts. */
  close(): Promise<void> {
    this.#stop.abort()
    return this.closed
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      this.#state = 'connecting'
      const error = await this.#attempt()
      if (signal.aborted) break
      this.#failures += 1
      this.#lastError = error ?? this.#lastError
      this.#state = 'waiting'
      const delayMs = backOffDelay(this.#failures, this.#options.backOff)
      this.#options.onRetry?.({ error, failures: this.#failures, delayMs })
      await wait(delayMs, signal)
    }
    this.#state = 'closed'
  }

  /** One connection from attempt to end. Resolves with why it failed; undefined for a clean end. */
  async #attempt(): Promise<Error | undefined> {
    const { open, backOff } = this.#options
    const opened: OpenHandler = (connection) => {
      this.#connection = connection
      this.#state = 'connected'
      return open(connection)
    }
    try {
      const connection = await connect(this.endpoint, { ...this.#options, open: opened, signal: this.#stop.signal })
      if (this.#stop.signal.aborted) connection.close()
      const since = performance.now()
      const error = await connection.ended
      if (performance.now() - since > (backOff?.capMs ?? DEFAULT_CAP_MS)) this.proved()
      return error
    } catch (error) {
      return toError(error)
    } finally {
      this.#connection = undefined
    }
  }
}

/**
 * Connects, and connects again whenever the connection fails or ends, with a growing random delay.
 * @throws {TransportError} `invalid_endpoint`, `tls_files` when the endpoint can never be connected to
 */
export function connectForever(endpoint: Endpoint, options: ReconnectOptions): Reconnector {
  requireConnectable(endpoint, options)
  return new Reconnector(endpoint, options)
}

function wait(delayMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, delayMs)
    signal.addEventListener('abort', finish)
  })
}
