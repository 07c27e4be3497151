import type { CommitRecord, CommitRequest, CommitResult, Driver, Entry, ReadRequest, ReadResult } from '../driver.ts'
import type { CommitLog } from '../log-feed.ts'
import { StoreError } from '../errors.ts'
import { Bell, followLog } from '../log-feed.ts'
import { defaultLimits } from './limits.ts'

/** What several in-memory drivers share: each driver stands for one controller, the space for the storage. */
export class MemorySpace implements CommitLog {
  readonly entries = new Map<string, Entry>()
  readonly #retainCommits: number
  readonly #bells = new Set<Bell>()
  #log: CommitRecord[] = []
  #revision = 0

  /** @param retainCommits How many commits the feed can go back. Default 10 000. */
  constructor({ retainCommits = 10_000 }: { retainCommits?: number } = {}) {
    this.#retainCommits = retainCommits
  }

  get revision(): number {
    return this.#revision
  }

  recordsAfter(revision: number, limit: number): readonly CommitRecord[] | undefined {
    const missing = this.#revision - revision
    if (missing < 0 || missing > this.#log.length) return undefined
    const start = this.#log.length - missing
    return this.#log.slice(start, start + limit)
  }

  apply(writes: ReadonlyMap<string, string | null>): number {
    const revision = ++this.#revision
    for (const [key, text] of writes) {
      if (text === null) this.entries.delete(key)
      else this.entries.set(key, { text, revision })
    }
    const changes = [...writes].map(([key, text]) => ({ key, text }))
    this.#log.push({ kind: 'commit', revision, changes })
    if (this.#log.length > this.#retainCommits) this.#log.shift()
    for (const bell of this.#bells) bell.ring()
    return revision
  }

  connect(bell: Bell): void {
    this.#bells.add(bell)
  }

  disconnect(bell: Bell): void {
    this.#bells.delete(bell)
  }
}

/** A driver without a disk, for tests and throw-away controllers: everything ends with the process. */
export function openMemory(space: MemorySpace = new MemorySpace()): Driver {
  const bell = new Bell()
  space.connect(bell)
  const check = (): void => {
    if (bell.closed) throw new StoreError('closed', 'the store is closed')
  }
  return {
    name: 'memory',
    limits: defaultLimits,
    // The functions are async so that every driver fails by rejection, never by throwing.
    read: async (request) => {
      check()
      return readSpace(space, request)
    },
    commit: async (request) => {
      check()
      return commitSpace(space, request)
    },
    feed: (after, signal) => followLog(space, after, bell, signal),
    health: async () =>
      bell.closed ? { state: 'failed', reason: 'the store is closed' } : { state: 'ok', revision: space.revision },
    close: async () => {
      space.disconnect(bell)
      bell.close()
    },
  }
}

function readSpace(space: MemorySpace, { keys = [], prefixes = [], since }: ReadRequest): ReadResult {
  const entries = new Map<string, Entry>()
  for (const key of keys) {
    const entry = space.entries.get(key)
    if (entry !== undefined) entries.set(key, entry)
  }
  for (const prefix of prefixes) {
    const found = [...space.entries].filter(([key]) => key.startsWith(prefix))
    found.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    for (const [key, entry] of found) entries.set(key, entry)
  }
  return { revision: space.revision, entries, changed: changedSince(space, since ?? space.revision) ?? 'unknown' }
}

function commitSpace(space: MemorySpace, request: CommitRequest): CommitResult {
  for (const [key, revision] of request.keys) {
    if ((space.entries.get(key)?.revision ?? 0) !== revision) return { committed: false }
  }
  if (request.prefixes.length > 0) {
    const changed = changedSince(space, request.since)
    if (changed === undefined) return { committed: false }
    if (changed.some((key) => request.prefixes.some((prefix) => key.startsWith(prefix)))) return { committed: false }
  }
  return { committed: true, revision: space.apply(request.writes) }
}

function changedSince(space: MemorySpace, since: number): string[] | undefined {
  const records = space.recordsAfter(since, Infinity)
  return records?.flatMap((record) => record.changes.map((change) => change.key))
}
