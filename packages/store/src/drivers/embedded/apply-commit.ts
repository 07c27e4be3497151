import type { CommitRequest, CommitResult } from '../../driver.ts'
import { changedSince, readHead, type Head, type LogRecord, type Tables } from './database.ts'

/** How much of the past the feed keeps. */
export interface Retention {
  readonly commits: number
  readonly bytes: number
}

/** More than one record goes per commit, so that a log shrinks to a lowered retention. */
const trimmedPerCommit = 8

/** Checks the guards and writes; runs inside a write transaction. */
export function applyCommit(tables: Tables, request: CommitRequest, retention: Retention): CommitResult {
  const head = readHead(tables)
  if (!guardsHold(tables, head, request)) return { committed: false }
  const revision = head.revision + 1
  const changes: (string | null)[] = []
  let bytes = 0
  for (const [key, text] of request.writes) {
    const encoded = Buffer.from(key)
    if (text === null) tables.data.removeSync(encoded)
    else tables.data.putSync(encoded, text, revision)
    changes.push(key, text)
    bytes += encoded.length + (text === null ? 0 : Buffer.byteLength(text))
  }
  const record: LogRecord = [bytes, ...changes]
  tables.log.putSync(revision, record)
  const grown = { revision, oldest: head.oldest, logBytes: head.logBytes + bytes }
  tables.meta.putSync('head', trimLog(tables, grown, retention))
  return { committed: true, revision }
}

function guardsHold(tables: Tables, head: Head, request: CommitRequest): boolean {
  for (const [key, revision] of request.keys) {
    if ((tables.data.getEntry(Buffer.from(key))?.version ?? 0) !== revision) return false
  }
  if (request.prefixes.length === 0) return true
  const changed = changedSince(tables, head, request.since)
  return changed !== undefined && !changed.some((key) => request.prefixes.some((prefix) => key.startsWith(prefix)))
}

function trimLog(tables: Tables, head: Head, retention: Retention): Head {
  let { oldest, logBytes } = head
  for (let i = 0; i < trimmedPerCommit; i++) {
    const kept = head.revision - oldest + 1
    // The newest commit always stays: whoever just committed can read it back.
    if (kept <= 1 || (kept <= retention.commits && logBytes <= retention.bytes)) break
    logBytes -= tables.log.get(oldest)?.[0] ?? 0
    tables.log.removeSync(oldest)
    oldest++
  }
  return { revision: head.revision, oldest, logBytes }
}
