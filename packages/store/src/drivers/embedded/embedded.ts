import type {
  CommitRecord,
  CommitRequest,
  CommitResult,
  Driver,
  Entry,
  Health,
  KeyChange,
  Lease,
  ReadRequest,
  ReadResult,
  RequestOptions,
} from '../../driver.ts'
import type { CommitLog } from '../../log-feed.ts'
import { StoreError } from '../../errors.ts'
import { Bell, followLog } from '../../log-feed.ts'
import { checkTtl } from '../lease-ttl.ts'
import { defaultLimits } from '../limits.ts'
import { applyCommit } from './apply-commit.ts'
import { openBootClock, type BootClock } from './boot-clock.ts'
import { CommitQueue, readOnlyMessage } from './commit-queue.ts'
import { changedSince, openTables, readHead, type LogRecord, type Tables } from './database.ts'
import { FolderWatch } from './folder-watch.ts'
import { LeaseSweeper } from './lease-sweeper.ts'
import { endLease, grantLease, msToSweep, renewLease, sweepLeases } from './lease-table.ts'
import type { Retention } from './write-commit.ts'

export interface EmbeddedOptions {
  /** How many commits the feed can go back. Default 10 000. */
  readonly retainCommits?: number
  /** How many bytes of changes the feed can go back. Default 64 MiB. */
  readonly retainBytes?: number
  /**
   * How often the feed looks for commits of other processes on its own, in case the operating system did not tell.
   * Default 1000 ms.
   */
  readonly pollMs?: number
}

/** A follower that is far behind reads the log in pieces of about this size. */
const mostBytesPerRead = 8 << 20

/**
 * Opens a store in a folder of this machine, creating it when it is missing. Any number of processes may have it open
 * at a time; all see all commits. A commit is on the disk before it is acknowledged. Where the folder cannot be written,
 * it is opened for reading, and every write is refused as `unusable`.
 *
 * @throws StoreError `unusable` naming the folder and the reason
 */
export async function openEmbedded(folder: string, options: EmbeddedOptions = {}): Promise<Driver> {
  return new EmbeddedDriver(await openTables(folder), folder, options)
}

class EmbeddedDriver implements Driver, CommitLog {
  readonly name = 'embedded'
  readonly limits = defaultLimits
  readonly #tables: Tables
  readonly #clock: BootClock = openBootClock()
  readonly #retention: Retention
  readonly #bell = new Bell()
  readonly #queue: CommitQueue
  readonly #watch: FolderWatch
  readonly #sweeper: LeaseSweeper
  #lastClock = 0
  #closing: Promise<void> | undefined

  constructor(tables: Tables, folder: string, options: EmbeddedOptions) {
    const { retainCommits = 10_000, retainBytes = 64 << 20, pollMs = 1000 } = options
    this.#retention = { commits: retainCommits, bytes: retainBytes }
    this.#tables = tables
    const onWritten = (): void => {
      this.#bell.ring()
      this.#sweeper.notice()
    }
    this.#queue = new CommitQueue(tables, onWritten)
    this.#watch = new FolderWatch(folder, pollMs, onWritten)
    this.#sweeper = new LeaseSweeper({
      msToSweep: () => {
        this.#refresh()
        return msToSweep(tables, this.#clock)
      },
      sweep: () => this.#queue.add({ apply: () => sweepLeases(tables, this.#clock, this.#retention) }),
    })
    this.#watch.start()
    // Leases of processes that are gone.
    if (tables.readOnly) this.#sweeper.stop()
    else this.#sweeper.notice()
  }

  async read({ keys = [], prefixes = [], since }: ReadRequest): Promise<ReadResult> {
    this.#refresh()
    const { data } = this.#tables
    const head = readHead(this.#tables)
    const entries = new Map<string, Entry>()
    for (const key of keys) {
      const entry = data.getEntry(Buffer.from(key))
      if (entry !== undefined) entries.set(key, { text: entry.value, revision: entry.version ?? 0 })
    }
    for (const prefix of prefixes) {
      for (const { key, value, version } of data.getRange({ ...rangeOf(prefix), versions: true })) {
        entries.set(key.toString(), { text: value, revision: version ?? 0 })
      }
    }
    const changed = changedSince(this.#tables, head, since ?? head.revision)
    return { revision: head.revision, entries, changed: changed ?? 'unknown' }
  }

  async commit(request: CommitRequest, { timeoutMs }: RequestOptions = {}): Promise<CommitResult> {
    this.#check()
    let chars = 0
    for (const text of request.writes.values()) chars += text?.length ?? 0
    return this.#queue.add({ apply: () => applyCommit(this.#tables, request, this.#retention), chars, timeoutMs })
  }

  async grant(ttlMs: number, { timeoutMs }: RequestOptions = {}): Promise<Lease> {
    this.#check()
    checkTtl(ttlMs)
    const id = await this.#queue.add({ apply: () => grantLease(this.#tables, ttlMs, this.#clock), timeoutMs })
    return {
      id,
      ttlMs,
      renew: async (options = {}) => {
        this.#check()
        return this.#queue.add({ ...options, apply: () => renewLease(this.#tables, id, this.#clock) })
      },
      revoke: async (options = {}) => {
        this.#check()
        return this.#queue.add({ ...options, apply: () => endLease(this.#tables, id, this.#retention) })
      },
    }
  }

  async clock(): Promise<number> {
    this.#check()
    this.#lastClock = Math.max(this.#lastClock, Date.now())
    return this.#lastClock
  }

  feed(after: number, signal: AbortSignal): ReturnType<Driver['feed']> {
    this.#watch.poll()
    return followLog(this, after, this.#bell, signal)
  }

  recordsAfter(revision: number, limit: number): readonly CommitRecord[] | undefined {
    this.#refresh()
    const head = readHead(this.#tables)
    if (revision > head.revision || revision + 1 < head.oldest) return undefined
    // Most looks find nothing: somebody has written, and the new state is not there yet, or is of no interest.
    if (revision === head.revision) return []
    const records: CommitRecord[] = []
    let bytes = 0
    for (const { key, value } of this.#tables.log.getRange({ start: revision + 1, limit })) {
      records.push({ kind: 'commit', revision: key, changes: changesOf(value) })
      bytes += value[0]
      if (bytes > mostBytesPerRead) break
    }
    return records
  }

  async health(): Promise<Health> {
    if (this.#tables.readOnly) return { state: 'failed', reason: readOnlyMessage }
    if (this.#queue.failure !== undefined) return { state: 'failed', reason: this.#queue.failure.message }
    try {
      this.#refresh()
      return { state: 'ok', revision: readHead(this.#tables).revision }
    } catch (error) {
      return { state: 'failed', reason: error instanceof Error ? error.message : String(error) }
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#watch.stop()
    this.#sweeper.stop()
    this.#bell.close()
    await this.#queue.drain()
    await this.#tables.root.close()
  }

  /** What follows in this turn reads one snapshot: the newest, also of what other processes have written. */
  #refresh(): void {
    this.#check()
    this.#tables.root.resetReadTxn()
  }

  #check(): void {
    if (this.#closing !== undefined) throw new StoreError('closed', 'the store is closed')
  }
}

function rangeOf(prefix: string): { start?: Buffer; end?: Buffer } {
  if (prefix === '') return {}
  const start = Buffer.from(prefix)
  const end = Buffer.from(start)
  // No byte of UTF-8 text is 0xff, so the last one can always be raised.
  end[end.length - 1] = (end.at(-1) ?? 0) + 1
  return { start, end }
}

function changesOf(record: LogRecord): KeyChange[] {
  const changes: KeyChange[] = []
  for (let i = 1; i < record.length; i += 2) {
    const key = record[i]
    if (typeof key === 'string') changes.push({ key, text: stringOrNull(record[i + 1]) })
  }
  return changes
}

function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
