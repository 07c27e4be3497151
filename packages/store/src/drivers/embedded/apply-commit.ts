import type { CommitRequest, CommitResult } from '../../driver.ts'
import { changedSince, readHead, type Head, type Tables } from './database.ts'
import { writeCommit, type Retention } from './write-commit.ts'

/** Checks guards and leases and writes; runs inside a write transaction. */
export function applyCommit(tables: Tables, request: CommitRequest, retention: Retention): CommitResult {
  if (!guardsHold(tables, readHead(tables), request)) return { committed: false, reason: 'conflict' }
  for (const lease of new Set(request.leases?.values())) {
    if (!tables.leases.doesExist(lease)) return { committed: false, reason: 'lease' }
  }
  return { committed: true, revision: writeCommit(tables, request.writes, request.leases, retention) }
}

function guardsHold(tables: Tables, head: Head, request: CommitRequest): boolean {
  for (const [key, revision] of request.keys) {
    if ((tables.data.getEntry(Buffer.from(key))?.version ?? 0) !== revision) return false
  }
  if (request.prefixes.length === 0) return true
  const changed = changedSince(tables, head, request.since)
  return changed !== undefined && !changed.some((key) => request.prefixes.some((prefix) => key.startsWith(prefix)))
}
