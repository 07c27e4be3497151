import type { Entry, Limits } from '../driver.ts'
import type { ExportedEntry } from './export-line.ts'

/** What becomes of the keys that are stored and not in the file. */
export type ImportMode = 'empty' | 'merge' | 'replace'

/** A key that has to be written, and the revision it must still have. */
export interface PlannedWrite {
  readonly key: string
  /** Null to delete. */
  readonly text: string | null
  /** 0 for absent. */
  readonly revision: number
}

/**
 * What has to be written so that the store holds what the file says. What it holds already is left out, so an import
 * that was interrupted goes on where it ended, and one that had ended writes nothing.
 */
export function planImport(
  stored: ReadonlyMap<string, Entry>,
  wanted: readonly ExportedEntry[],
  mode: ImportMode,
): PlannedWrite[] {
  const writes: PlannedWrite[] = []
  const kept = new Set<string>()
  for (const { key, text } of wanted) {
    kept.add(key)
    const entry = stored.get(key)
    if (entry?.text !== text) writes.push({ key, text, revision: entry?.revision ?? 0 })
  }
  if (mode !== 'replace') return writes
  for (const [key, { revision }] of stored) if (!kept.has(key)) writes.push({ key, text: null, revision })
  return writes
}

/** Writes of one commit at most: etcd takes 128 operations at once as it is installed. */
const mostWrites = 100
/** Bytes of one commit: well below what any driver takes, so that other commits get between two of them. */
const mostBytes = 256 * 1024

/** The writes in pieces that are one commit each; a single write may be larger than a piece. */
export function* inBatches(
  writes: readonly PlannedWrite[],
  { commitBytes }: Pick<Limits, 'commitBytes'>,
): Generator<readonly PlannedWrite[], void, undefined> {
  const limit = Math.min(mostBytes, commitBytes / 2)
  let batch: PlannedWrite[] = []
  let bytes = 0
  for (const write of writes) {
    const size = Buffer.byteLength(write.key) + Buffer.byteLength(write.text ?? '')
    if (batch.length > 0 && (batch.length >= mostWrites || bytes + size > limit)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(write)
    bytes += size
  }
  if (batch.length > 0) yield batch
}
