import {
  type BackOff,
  type Connection,
  connectForever,
  type Endpoint,
  formatEndpoint,
  type Reconnector,
  type TlsCredentials,
} from '@vlcp/transport'
import type { Columns, Row } from './column.ts'
import { OvsdbError } from './errors.ts'
import { DEFAULT_MAX_BYTES, jsonFramer } from './json-framer.ts'
import { protocolError } from './json.ts'
import { type Listener, Listeners } from './listeners.ts'
import { decodeTransaction, encodeTransaction, type Operation, type Results } from './operation.ts'
import { type Change, RowCache, type TableSet } from './row-cache.ts'
import { type RpcOptions, RpcSession } from './rpc-session.ts'

export interface ReplicaOptions<Tables extends TableSet> extends RpcOptions {
  /** The tables and columns to keep. */
  readonly tables: Tables
  /** `Open_vSwitch` by default. */
  readonly database?: string
  readonly backOff?: BackOff
  readonly connectTimeoutMs?: number
  /** What an `ssl` endpoint needs. */
  readonly tls?: TlsCredentials | undefined
  /** Largest message accepted from the server, in bytes; 64 MiB by default. */
  readonly maxMessageBytes?: number
  /** Rows accepted in all tables together; a million by default. */
  readonly maxRows?: number
  /** Closes the replica. */
  readonly signal?: AbortSignal
  /** Gets what a listener throws; without it that becomes an uncaught exception. */
  readonly onListenerError?: (error: unknown) => void
}

/**
 * `connecting`: never complete so far. `live`: the rows are those of the server. `stale`: they were, and may have
 * changed since; also after `close()`.
 */
export type ReplicaState = 'connecting' | 'live' | 'stale'

export interface ReplicaStatus {
  readonly state: ReplicaState
  /** When this state began, in milliseconds since 1970. */
  readonly sinceMs: number
  /** Why the last attempt or connection failed; undefined while live. */
  readonly lastError: Error | undefined
}

/**
 * A copy of chosen tables of an OVSDB database that is kept up to date, over reconnects, until it is closed.
 *
 * It uses `monitor_cond` (ovsdb-server(7), 4.1.12; Open vSwitch 2.6 and later) rather than the `monitor` of RFC 7047:
 * its updates hold differences of sets and maps, so that a port added to a bridge of ten thousand is one element on the
 * wire and not ten thousand, twice. After a reconnect everything is asked for anew and compared: what was changed or
 * deleted meanwhile is delivered as an ordinary change.
 */
export class Replica<Tables extends TableSet> {
  readonly endpoint: Endpoint
  readonly #options: ReplicaOptions<Tables>
  readonly #database: string
  readonly #cache: RowCache
  readonly #changes: Listeners<readonly Change<Tables>[]>
  readonly #statuses: Listeners<ReplicaStatus>
  readonly #reconnector: Reconnector
  #session: RpcSession | undefined
  #status: ReplicaStatus = { state: 'connecting', sinceMs: Date.now(), lastError: undefined }
  #closed = false
  #monitors = 0

  constructor(endpoint: Endpoint, options: ReplicaOptions<Tables>) {
    const { signal, onListenerError, maxMessageBytes = DEFAULT_MAX_BYTES, maxRows = 1_000_000, ...rest } = options
    this.endpoint = endpoint
    this.#options = options
    this.#database = options.database ?? 'Open_vSwitch'
    this.#cache = new RowCache(options.tables, maxRows)
    this.#changes = new Listeners(onListenerError)
    this.#statuses = new Listeners(onListenerError)
    this.#reconnector = connectForever(endpoint, {
      ...rest,
      maxMessageBytes,
      framer: () => jsonFramer({ maxBytes: maxMessageBytes }),
      open: (connection) => this.#open(connection),
      onRetry: ({ error }) => this.#onFailure(error),
    })
    const onAbort = () => void this.close()
    signal?.addEventListener('abort', onAbort)
    void this.#reconnector.closed.then(() => signal?.removeEventListener('abort', onAbort))
    if (signal?.aborted) onAbort()
  }

  get status(): ReplicaStatus {
    return this.#status
  }

  /** The rows of one table by uuid: a live view, complete when the status is or was `live`. */
  rows<Name extends keyof Tables & string>(table: Name): ReadonlyMap<string, Row<Tables[Name]>>
  rows(table: string): ReadonlyMap<string, Row<Columns>> {
    return this.#cache.rows(table)
  }

  /**
   * Calls the listener with the changes of each server transaction, in order, when `rows` shows all of them. The first
   * contents come as additions; a listener added later reads `rows` first.
   * @returns a function that removes the listener
   */
  onChange(listener: Listener<readonly Change<Tables>[]>): () => void {
    return this.#changes.add(listener)
  }

  /** Calls the listener when the status has changed, also when only `lastError` has. */
  onStatus(listener: Listener<ReplicaStatus>): () => void {
    return this.#statuses.add(listener)
  }

  /**
   * Resolves when the replica is live.
   * @throws {OvsdbError} `closed` when it is closed before, or the signal is aborted
   */
  live(signal?: AbortSignal): Promise<void> {
    if (this.#status.state === 'live') return Promise.resolve()
    return new Promise((resolve, reject) => {
      const settle = () => {
        const live = this.#status.state === 'live'
        if (!live && !this.#closed && !signal?.aborted) return
        unsubscribe()
        signal?.removeEventListener('abort', settle)
        if (live) resolve()
        else reject(new OvsdbError('closed', `${this.#name()} did not become live`, { cause: this.#status.lastError }))
      }
      const unsubscribe = this.onStatus(settle)
      signal?.addEventListener('abort', settle)
      settle()
    })
  }

  /**
   * Runs the operations as one transaction. When it resolves, `rows` shows its effect already: the server sends the
   * update before the answer (RFC 7047, 4.1.6).
   * @returns the results of the operations, in order
   * @throws {TransactionError} when the server rolled it back
   * @throws {OvsdbError} `closed` while not live; `timeout`, `closed` later: whether it took place is not known then
   */
  async transact<const Operations extends readonly Operation<unknown>[]>(
    ...operations: Operations
  ): Promise<Results<Operations>> {
    if (this.#session === undefined) {
      throw new OvsdbError('closed', `transact: ${this.#name()} is ${this.#status.state}`, {
        cause: this.#status.lastError,
      })
    }
    const answer = await this.#session.request('transact', encodeTransaction(this.#database, operations))
    return decodeTransaction(operations, answer)
  }

  /** Ends the connection. The rows stay readable, as stale. */
  close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true
      this.#session = undefined
      // Nothing is read from now on, though the connection may take a moment to end.
      this.#setStatus(this.#status.state === 'live' ? this.#staleStatus(undefined) : this.#status)
    }
    return this.#reconnector.close()
  }

  #open(connection: Connection): RpcSession {
    const monitorId = `vlcp-${++this.#monitors}`
    const session = new RpcSession(
      connection,
      {
        onNotification: (method, params) => this.#onNotification(monitorId, method, params),
        onClose: (error) => this.#onDisconnected(error),
      },
      this.#options,
    )
    const requests = Object.entries(this.#options.tables).map(([table, columns]) => [
      table,
      [{ columns: Object.keys(columns) }],
    ])
    session.call('monitor_cond', [this.#database, monitorId, Object.fromEntries(requests)], (error, result) => {
      if (error) connection.destroy(error)
      else this.#onSnapshot(session, result)
    })
    return session
  }

  #onSnapshot(session: RpcSession, snapshot: unknown): void {
    const changes = this.#cache.replace(snapshot)
    this.#session = session
    this.#reconnector.proved()
    this.#status = { state: 'live', sinceMs: Date.now(), lastError: undefined }
    this.#deliver(changes)
    this.#statuses.emit(this.#status)
  }

  #onNotification(monitorId: string, method: string, params: readonly unknown[]): void {
    if (method === 'monitor_canceled') throw protocolError(method, 'the server gives up the monitor')
    if (method !== 'update2') return
    if (params[0] !== monitorId || this.#session === undefined) throw protocolError(method, 'of an unknown monitor')
    this.#deliver(this.#cache.update(params[1]))
  }

  #deliver(changes: readonly unknown[]): void {
    // The cache made them from these very tables: the static type is regained here.
    if (changes.length > 0) this.#changes.emit(changes as readonly Change<Tables>[])
  }

  #onDisconnected(error: Error | undefined): void {
    if (this.#closed) return
    this.#session = undefined
    this.#onFailure(error ?? new OvsdbError('closed', `${this.#name()}: the server ended the connection`))
  }

  #onFailure(error: Error | undefined): void {
    const { state, sinceMs, lastError } = this.#status
    if (state === 'live') this.#setStatus(this.#staleStatus(error))
    else if (error !== undefined && error !== lastError) this.#setStatus({ state, sinceMs, lastError: error })
  }

  #staleStatus(lastError: Error | undefined): ReplicaStatus {
    return { state: 'stale', sinceMs: Date.now(), lastError }
  }

  #setStatus(status: ReplicaStatus): void {
    this.#status = status
    this.#statuses.emit(status)
  }

  #name(): string {
    return `the replica of ${this.#database} at ${formatEndpoint(this.endpoint)}`
  }
}

/**
 * Begins to replicate tables of a database. It connects, and connects again, by itself: wait with `live()`, watch with
 * `onStatus`.
 * @throws {TransportError} `invalid_endpoint` for port 0, `tls_files` for an `ssl` endpoint without `tls`
 */
export function openReplica<const Tables extends TableSet>(
  endpoint: Endpoint,
  options: ReplicaOptions<Tables>,
): Replica<Tables> {
  return new Replica(endpoint, options)
}
