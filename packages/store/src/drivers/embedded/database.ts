import { open, type Database, type RootDatabase } from 'lmdb'
import { join, resolve } from 'node:path'
import { StoreError } from '../../errors.ts'
import { checkDataFile } from './check-data-file.ts'
import { dataFileName, prepareFolder } from './check-folder.ts'

/** Where the log stands; written with every commit. */
export interface Head {
  /** The newest commit. */
  readonly revision: number
  /** The oldest commit still in the log; `revision + 1` when the log is empty. */
  readonly oldest: number
  /** Bytes of keys and values in the log. */
  readonly logBytes: number
}

/** A commit in the log: its bytes, then keys and texts in turn. */
export type LogRecord = readonly [bytes: number, ...changes: (string | null)[]]

export interface LeaseRecord {
  readonly ttlMs: number
  /** When it ends, on the clock of this boot of the machine; see BootClock. */
  readonly deadlineMs: number
  readonly boot: string
}

/** The tables of a store folder. */
export interface Tables {
  readonly root: RootDatabase
  /** Object and index keys in UTF-8 to their texts; the version of an entry is the revision of its last commit. */
  readonly data: Database<string, Buffer>
  readonly log: Database<LogRecord, number>
  readonly meta: Database<Head | number, string>
  /** Leases that have not ended, by id. */
  readonly leases: Database<LeaseRecord, string>
  readonly leaseOfKey: Database<string, Buffer>
  readonly keysOfLease: Database<string, Buffer>
}

/** Layout of the tables. Format 1 had no leases, and what writes it would not keep them right. */
const format = 2
const readableFormats: unknown[] = [undefined, 1, format]
const emptyHead: Head = { revision: 0, oldest: 1, logBytes: 0 }

/**
 * Opens the tables, creating them in a new folder.
 *
 * @throws StoreError `unusable`
 */
export async function openTables(folder: string): Promise<Tables> {
  const path = resolve(folder)
  prepareFolder(path)
  checkDataFile(join(path, dataFileName))
  let root: RootDatabase | undefined
  try {
    // Without overlappingSync a commit is acknowledged after its fsync, not before.
    root = open({ path, noSubdir: false, overlappingSync: false, maxDbs: 6 })
    const tables = createTables(root)
    const found = await root.transaction(() => {
      const known = tables.meta.get('format')
      if (known !== format && readableFormats.includes(known)) tables.meta.putSync('format', format)
      return known
    })
    if (!readableFormats.includes(found)) {
      throw new Error(`its format is ${JSON.stringify(found)}, this version reads ${format}`)
    }
    return tables
  } catch (cause) {
    await root?.close()
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StoreError('unusable', `store folder ${path} cannot be opened: ${reason}`, { cause })
  }
}

function createTables(root: RootDatabase): Tables {
  const texts = { encoding: 'string', keyEncoding: 'binary' } as const
  return {
    root,
    data: root.openDB<string, Buffer>({ name: 'data', ...texts, useVersions: true }),
    log: root.openDB<LogRecord, number>({ name: 'log' }),
    meta: root.openDB<Head | number, string>({ name: 'meta' }),
    leases: root.openDB<LeaseRecord, string>({ name: 'leases' }),
    leaseOfKey: root.openDB<string, Buffer>({ name: 'lease-of-key', ...texts }),
    keysOfLease: root.openDB<string, Buffer>({ name: 'keys-of-lease', ...texts }),
  }
}

/** The head as the current read or write transaction sees it. */
export function readHead({ meta }: Tables): Head {
  const head = meta.get('head')
  return typeof head === 'object' ? head : emptyHead
}

/** Keys changed after a revision; undefined when the log does not go back so far. */
export function changedSince({ log }: Tables, head: Head, since: number): string[] | undefined {
  if (since > head.revision || since + 1 < head.oldest) return undefined
  if (since === head.revision) return []
  const keys: string[] = []
  for (const { value } of log.getRange({ start: since + 1 })) {
    for (let i = 1; i < value.length; i += 2) keys.push(String(value[i]))
  }
  return keys
}
