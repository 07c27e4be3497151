import type { CommitRequest, CommitResult, Driver, Entry, Lease, ReadRequest, ReadResult } from '../driver.ts'
import { StoreError } from '../errors.ts'
import { Bell, followLog } from '../log-feed.ts'
import { defaultLimits } from './limits.ts'
import { MemorySpace } from './memory-space.ts'

/** A driver without a disk, for tests and throw-away controllers: everything ends with the process. */
export function openMemory(space: MemorySpace = new MemorySpace()): Driver {
  const bell = new Bell()
  let lastClock = 0
  space.connect(bell)
  const check = (): void => {
    if (bell.closed) throw new StoreError('closed', 'the store is closed')
  }
  /** Every request: once the space answers, in one step. The functions are async so that every driver rejects, never throws. */
  const ask = async <R>(work: () => R, timeoutMs?: number): Promise<R> => {
    check()
    await space.answer(timeoutMs)
    check()
    return work()
  }
  return {
    name: 'memory',
    limits: defaultLimits,
    read: (request, { timeoutMs } = {}) => ask(() => readSpace(space, request), timeoutMs),
    commit: (request, { timeoutMs } = {}) => ask(() => commitSpace(space, request), timeoutMs),
    feed: (after, signal) => followLog(space, after, bell, signal),
    grant: (ttlMs, { timeoutMs } = {}) => ask(() => leaseOf(space, space.leases.grant(ttlMs), ttlMs, ask), timeoutMs),
    clock: ({ timeoutMs } = {}) => ask(() => (lastClock = Math.max(lastClock, Date.now())), timeoutMs),
    health: async () => {
      if (bell.closed) return { state: 'failed', reason: 'the store is closed' }
      if (space.paused) return { state: 'failed', reason: 'the store does not answer' }
      return { state: 'ok', revision: space.revision }
    },
    close: async () => {
      space.disconnect(bell)
      bell.close()
    },
  }
}

type Ask = <R>(work: () => R, timeoutMs?: number) => Promise<R>

function leaseOf(space: MemorySpace, id: string, ttlMs: number, ask: Ask): Lease {
  return {
    id,
    ttlMs,
    renew: ({ timeoutMs } = {}) => ask(() => space.leases.renew(id), timeoutMs),
    revoke: ({ timeoutMs } = {}) => ask(() => space.leases.end(id), timeoutMs),
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
  const conflict: CommitResult = { committed: false, reason: 'conflict' }
  for (const [key, revision] of request.keys) {
    if ((space.entries.get(key)?.revision ?? 0) !== revision) return conflict
  }
  if (request.prefixes.length > 0) {
    const changed = changedSince(space, request.since)
    if (changed === undefined) return conflict
    if (changed.some((key) => request.prefixes.some((prefix) => key.startsWith(prefix)))) return conflict
  }
  for (const lease of request.leases?.values() ?? []) {
    if (!space.leases.has(lease)) return { committed: false, reason: 'lease' }
  }
  return { committed: true, revision: space.apply(request.writes, request.leases) }
}

function changedSince(space: MemorySpace, since: number): string[] | undefined {
  const records = space.recordsAfter(since, Infinity)
  return records?.flatMap((record) => record.changes.map((change) => change.key))
}
