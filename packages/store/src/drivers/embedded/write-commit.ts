import { leaseOfKey, setLeaseOfKey } from './lease-keys.ts'
import { readHead, type Head, type LogRecord, type Tables } from './database.ts'

/** How much of the past the feed keeps. */
export interface Retention {
  readonly commits: number
  readonly bytes: number
}

/** More than one record goes per commit, so that a log shrinks to a lowered retention. */
const trimmedPerCommit = 8

/** Writes data, log and head, and returns the revision; runs inside a write transaction. */
export function writeCommit(
  tables: Tables,
  writes: ReadonlyMap<string, string | null>,
  leases: ReadonlyMap<string, string> | undefined,
  retention: Retention,
): number {
  const head = readHead(tables)
  const revision = head.revision + 1
  const changes: (string | null)[] = []
  let bytes = 0
  for (const [key, text] of writes) {
    const encoded = Buffer.from(key)
    if (text === null) tables.data.removeSync(encoded)
    else tables.data.putSync(encoded, text, revision)
    const lease = text === null ? undefined : leases?.get(key)
    if (leaseOfKey(tables, encoded) !== lease) setLeaseOfKey(tables, encoded, lease)
    changes.push(key, text)
    bytes += encoded.length + (text === null ? 0 : Buffer.byteLength(text))
  }
  const record: LogRecord = [bytes, ...changes]
  tables.log.putSync(revision, record)
  const grown = { revision, oldest: head.oldest, logBytes: head.logBytes + bytes }
  tables.meta.putSync('head', trimLog(tables, grown, retention))
  return revision
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
