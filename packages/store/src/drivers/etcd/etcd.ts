import type {
  CommitRequest,
  CommitResult,
  Driver,
  Health,
  Lease,
  Limits,
  ReadRequest,
  ReadResult,
  RequestOptions,
} from '../../driver.ts'
import type { EtcdClient } from './client.ts'
import type { FeedParts } from './feed.ts'
import type { ReadingParts } from './read.ts'
import type { CommitParts } from './send-commit.ts'
import { StoreError } from '../../errors.ts'
import { checkTtl } from '../lease-ttl.ts'
import { defaultLimits } from '../limits.ts'
import { ServerClock } from './clock.ts'
import { commitEtcd } from './commit.ts'
import { followEtcd } from './feed.ts'
import { GrpcClient } from './grpc-client.ts'
import { Incarnation } from './incarnation.ts'
import { Layout } from './layout.ts'
import { grantLease } from './leases.ts'
import { revisionOf } from './messages.ts'
import { checkOptions, commitBytesOf, type EtcdOptions, type EtcdSettings } from './options.ts'
import { Patience, persist } from './patience.ts'
import { Progress } from './progress.ts'
import { readEtcd } from './read.ts'
import { Slots } from './slots.ts'
import { Texts } from './texts.ts'

const healthTimeoutMs = 2_000

/**
 * Opens a store on an etcd cluster, version 3.4 or later. Any number of controllers may have it open; other users of
 * the cluster and stores of other names are left alone.
 *
 * @throws StoreError `invalid` for options that cannot be meant; `unusable` when the server refuses us; `unavailable`
 */
export async function openEtcd(options: EtcdOptions = {}, request?: RequestOptions): Promise<Driver> {
  const driver = new EtcdDriver(checkOptions(options))
  try {
    await driver.connect(request)
    return driver
  } catch (error) {
    await driver.close()
    throw error
  }
}

class EtcdDriver implements Driver {
  readonly name = 'etcd'
  readonly limits: Limits
  readonly #client: EtcdClient
  readonly #parts: ReadingParts & CommitParts & FeedParts
  readonly #clock: ServerClock
  readonly #commits = new Set<Promise<unknown>>()
  readonly #closed = new AbortController()
  #closing: Promise<void> | undefined

  constructor(settings: EtcdSettings) {
    const commitBytes = commitBytesOf(settings)
    const { keyBytes, valueBytes } = defaultLimits
    this.limits = { keyBytes, valueBytes: Math.min(valueBytes, commitBytes - keyBytes), commitBytes }
    const client = new GrpcClient(settings)
    const layout = new Layout(settings.space)
    this.#client = client
    this.#clock = new ServerClock(client)
    this.#parts = {
      client,
      layout,
      maxTxnOps: settings.maxTxnOps,
      maxRequestBytes: settings.maxRequestBytes,
      texts: new Texts(layout, settings.onProblem),
      slots: new Slots(client, layout),
      incarnation: new Incarnation(),
      progress: new Progress(client, layout),
    }
  }

  /** Asks for something, so that a wrong password or host is told at once, not by the first transaction. */
  async connect(options?: RequestOptions): Promise<void> {
    await readEtcd(this.#parts, {}, new Patience(options))
  }

  async read(request: ReadRequest, options?: RequestOptions): Promise<ReadResult> {
    this.#check()
    const result = await readEtcd(this.#parts, request, new Patience(options))
    this.#parts.incarnation.tell(result.revision)
    this.#parts.progress.tell(result.revision)
    return result
  }

  async commit(request: CommitRequest, options?: RequestOptions): Promise<CommitResult> {
    this.#check()
    const work = commitEtcd(this.#parts, request, new Patience(options))
    this.#commits.add(work)
    try {
      const result = await work
      if (result.committed) this.#parts.incarnation.tell(result.revision)
      return result
    } finally {
      this.#commits.delete(work)
    }
  }

  feed(after: number, signal: AbortSignal): ReturnType<Driver['feed']> {
    return followEtcd(this.#parts, after, AbortSignal.any([signal, this.#closed.signal]))
  }

  async grant(ttlMs: number, options?: RequestOptions): Promise<Lease> {
    this.#check()
    checkTtl(ttlMs)
    return grantLease(this.#client, ttlMs, new Patience(options))
  }

  async clock(options?: RequestOptions): Promise<number> {
    this.#check()
    return this.#clock.now(new Patience(options))
  }

  async health(): Promise<Health> {
    try {
      this.#check()
      const patience = new Patience({ timeoutMs: healthTimeoutMs })
      const { errors } = await persist(patience, (timeoutMs) => this.#client.status(timeoutMs))
      if (errors.length > 0) return { state: 'failed', reason: `etcd reports: ${errors.join('; ')}` }
      // Also of a member that has lost the others: only a cluster that agrees answers this.
      const range = { key: this.#parts.layout.lock, countOnly: true }
      const revision = revisionOf(await persist(patience, (timeoutMs) => this.#client.range(range, timeoutMs)))
      return { state: 'ok', revision }
    } catch (error) {
      return { state: 'failed', reason: error instanceof Error ? error.message : String(error) }
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#closed.abort()
    this.#parts.progress.close()
    await Promise.allSettled(this.#commits)
    await this.#parts.slots.close()
    this.#client.close()
  }

  #check(): void {
    if (this.#closing !== undefined) throw new StoreError('closed', 'the store is closed')
  }
}
