import type { Redis } from 'ioredis'
import type {
  CommitRequest,
  CommitResult,
  Driver,
  FeedItem,
  Health,
  Lease,
  ReadRequest,
  ReadResult,
  RequestOptions,
} from '../../driver.ts'
import type { Script } from './scripts/script.ts'
import { StoreError } from '../../errors.ts'
import { defaultLimits } from '../limits.ts'
import { Commits, sessionMs } from './commits.ts'
import { FeedReader } from './feed.ts'
import { History } from './history.ts'
import { insist } from './insist.ts'
import { grantLease, type RunScript } from './leases.ts'
import { Link } from './link.ts'
import { retentionOf, targetOf, type RedisOptions, type Target } from './options.ts'
import { PagedRead } from './paged-read.ts'
import { asList, asRevision, asText } from './reply.ts'
import { readScript } from './scripts/read.ts'
import { headScript, tickScript } from './scripts/session.ts'
import { readWarnings } from './warnings.ts'

/** How often leases are looked at that nobody renews. */
const tickMs = 1000
const healthMs = 3000

export interface RedisDriver extends Driver {
  /**
   * What in the server's settings endangers the store, in words for the operator; empty when nothing does.
   *
   * @throws StoreError `unavailable`
   */
  warnings(options?: RequestOptions): Promise<readonly string[]>
}

/**
 * Opens a store in a Redis server (6 or newer), creating it when it is missing.
 *
 * @throws StoreError `invalid`, `unavailable`, `unusable`, `corrupt`, naming the server and the reason
 */
export async function openRedis(options: RedisOptions = {}): Promise<RedisDriver> {
  const driver = new ServerDriver(targetOf(options), options)
  try {
    await driver.start(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs })
    return driver
  } catch (error) {
    await driver.close()
    throw error
  }
}

class ServerDriver implements RedisDriver {
  readonly name = 'redis'
  readonly limits = defaultLimits
  readonly #target: Target
  readonly #link: Link
  readonly #history = new History()
  readonly #commits: Commits
  readonly #retention: readonly string[]
  readonly #feeds = new Set<FeedReader>()
  readonly #reportedDamage = new Set<number>()
  /** Commits and changes of leases under way. */
  readonly #writes = new Set<Promise<unknown>>()
  #timer: NodeJS.Timeout | undefined
  #lastClock = 0
  #closing: Promise<void> | undefined

  constructor(target: Target, options: RedisOptions) {
    this.#target = target
    this.#link = new Link(target)
    this.#retention = retentionOf(options)
    this.#commits = new Commits(this.#link, options.space ?? 'default', this.#history, this.#retention)
  }

  async start(options: RequestOptions): Promise<void> {
    await this.#commits.begin(options)
    this.#schedule()
  }

  async read(request: ReadRequest, options: RequestOptions = {}): Promise<ReadResult> {
    this.#check()
    return insist(this.#link, options, (redis) => {
      const reading = new PagedRead(this.#commits.layout.data, this.#history, request)
      return reading.run((args) => this.#call(redis, readScript, args))
    })
  }

  async commit(request: CommitRequest, options: RequestOptions = {}): Promise<CommitResult> {
    this.#check()
    return this.#write(this.#commits.commit(request, options))
  }

  async *feed(after: number, signal: AbortSignal): AsyncGenerator<FeedItem, void, undefined> {
    if (signal.aborted || this.#closing !== undefined) return
    const reader = new FeedReader(this.#target, this.#commits.layout, this.#history, this.#reportedDamage)
    const close = (): void => reader.close()
    this.#feeds.add(reader)
    signal.addEventListener('abort', close)
    try {
      yield* reader.follow(after)
    } finally {
      signal.removeEventListener('abort', close)
      this.#feeds.delete(reader)
      reader.close()
    }
  }

  async grant(ttlMs: number, options: RequestOptions = {}): Promise<Lease> {
    return grantLease(this.#runWriting, ttlMs, options)
  }

  async clock(options: RequestOptions = {}): Promise<number> {
    this.#check()
    const time = asList(await insist(this.#link, options, (redis) => redis.call('time')))
    const [seconds, microseconds] = [Number(time[0]), Number(time[1])]
    // Another server may have become the master, and its clock may be behind.
    this.#lastClock = Math.max(this.#lastClock, seconds * 1000 + Math.floor(microseconds / 1000))
    return this.#lastClock
  }

  async health(): Promise<Health> {
    try {
      this.#check()
      const reply = asList(await insist(this.#link, { timeoutMs: healthMs }, (r) => this.#call(r, headScript, [])))
      const revision = asRevision(reply[0])
      this.#history.tell(revision, asText(reply[1]))
      return { state: 'ok', revision }
    } catch (error) {
      return { state: 'failed', reason: error instanceof Error ? error.message : String(error) }
    }
  }

  async warnings(options: RequestOptions = {}): Promise<readonly string[]> {
    this.#check()
    return insist(this.#link, options, readWarnings)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer)
    for (const reader of this.#feeds) reader.close()
    await Promise.allSettled(this.#writes)
    await this.#commits.end()
    this.#link.close()
  }

  readonly #runWriting: RunScript = async (script, args, options) => {
    this.#check()
    const all = [...this.#retention, ...args]
    return this.#write(insist(this.#link, options, (redis) => this.#call(redis, script, all)))
  }

  async #write<T>(writing: Promise<T>): Promise<T> {
    this.#writes.add(writing)
    try {
      return await writing
    } finally {
      this.#writes.delete(writing)
    }
  }

  #call(redis: Redis, script: Script, args: readonly string[]): Promise<unknown> {
    return this.#link.run(redis, script, this.#commits.layout, args)
  }

  #schedule(): void {
    if (this.#closing !== undefined) return
    this.#timer = setTimeout(() => void this.#tick(), tickMs)
    this.#timer.unref()
  }

  /** Ends the leases that nobody renews, whoever has granted them. */
  async #tick(): Promise<void> {
    const args = [...this.#retention, String(sessionMs)]
    try {
      await insist(this.#link, { timeoutMs: tickMs }, (redis) => this.#call(redis, tickScript, args))
    } catch {
      // Whoever asks the server for something learns the reason.
    }
    this.#schedule()
  }

  #check(): void {
    if (this.#closing !== undefined) throw new StoreError('closed', 'the store is closed')
  }
}
