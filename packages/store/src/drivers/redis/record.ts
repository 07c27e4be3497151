import type { CommitRecord, KeyChange } from '../../driver.ts'
import { asList, damaged } from './reply.ts'

/** A commit as it stands in the log. */
export interface LogRecord extends CommitRecord {
  /** The tag of the history before it, and with it. */
  readonly before: string
  readonly tag: string
}

/**
 * Reads entries of the stream, up to a damaged one or one that does not follow.
 *
 * @throws StoreError `corrupt` naming the stream and the entry when the first one is damaged
 */
export function parseRecords(log: string, entries: readonly unknown[]): LogRecord[] {
  const records: LogRecord[] = []
  for (const entry of entries) {
    try {
      const record = parseRecord(log, entry)
      if (records.length > 0 && record.revision !== (records.at(-1)?.revision ?? 0) + 1) break
      records.push(record)
    } catch (error) {
      // What comes before it is good, and the next question begins with it.
      if (records.length === 0) throw error
      break
    }
  }
  return records
}

function parseRecord(log: string, entry: unknown): LogRecord {
  const [id, fields] = asList(entry)
  const place = `${log} ${String(id)}`
  const [tagField, tags, changesField, text] = asList(fields)
  const found = /^(\d{1,16})-0 (\S+) (\S+)$/.exec(`${String(id)} ${String(tags)}`)
  if (found === null || tagField !== 't' || changesField !== 'c') throw damaged(`${place} is no commit`, place)
  const [, revision, before = '', tag = ''] = found
  const changes = parseChanges(place, String(text))
  return { kind: 'commit', revision: Number(revision), changes, before: before === '-' ? '' : before, tag }
}

function parseChanges(place: string, text: string): KeyChange[] {
  const flat = parseJson(text)
  if (!Array.isArray(flat) || flat.length % 2 === 1) throw damaged(`${place} holds no changes`, place)
  const changes: KeyChange[] = []
  for (let i = 0; i < flat.length; i += 2) {
    const [key, value]: unknown[] = [flat[i], flat[i + 1]]
    if (typeof key !== 'string' || (typeof value !== 'string' && value !== null)) {
      throw damaged(`${place} holds no changes`, place)
    }
    changes.push({ key, text: value })
  }
  return changes
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
