import type { Driver, Entry } from '@vlcp/store'
import { type ImportMode, inBatches, type ParsedExport, type PlannedWrite, planImport } from '@vlcp/store/transfer'
import { Failure } from '../failure.ts'
import { importKey, withoutTransient } from './own-keys.ts'
import { RunningServer } from './running-server.ts'
import { Progress } from './progress.ts'
import { patienceMs, wholeStore } from './whole-store.ts'

export interface ImportOptions {
  readonly mode: ImportMode
  /** Also while servers use the store. */
  readonly live: boolean
  /** No progress on standard error. */
  readonly silent?: boolean
}

export interface ImportSummary {
  readonly written: number
  readonly deleted: number
  /** Keys that were already as the file says. */
  readonly unchanged: number
  /** It went on with an import that had been interrupted. */
  readonly resumed: boolean
}

/**
 * Makes the store hold what a file says. The writes are the difference between the two, in commits of bounded size, so
 * one that was interrupted is finished by running it again. Meanwhile {@link importKey} tells whose half is there: it
 * is written before the first commit, guards each, and goes with the last.
 *
 * @throws Failure before anything is written, or when others write too; StoreError
 */
export async function importStore(driver: Driver, file: ParsedExport, options: ImportOptions): Promise<ImportSummary> {
  checkSizes(driver, file)
  const { revision, entries } = await wholeStore(driver)
  const stored = withoutTransient(entries)
  const resumed = isResumed(entries.get(importKey), file, options)
  if (!resumed) checkTarget(stored, entries, options)
  const writes = planImport(stored, file.entries, options.mode)
  const deleted = writes.filter(({ text }) => text === null).length
  const summary = {
    written: writes.length - deleted,
    deleted,
    unchanged: file.entries.length + deleted - writes.length,
    resumed,
  }
  if (writes.length === 0 && !entries.has(importKey)) return summary
  const marker = await begin(driver, file, entries.get(importKey), stored.size === 0 ? revision : undefined)
  const progress = new Progress('import', writes.length, options)
  let done = 0
  for (const batch of inBatches(writes, driver.limits)) {
    await commitBatch(driver, batch, marker, revision, options.mode)
    progress.update((done += batch.length))
  }
  await write(driver, new Map([[importKey, null]]), new Map([[importKey, marker]]), revision)
  progress.end()
  return summary
}

/** What the target cannot take is found before the first write. The first key stands on the second line. */
function checkSizes({ limits }: Driver, { entries }: ParsedExport): void {
  for (const [index, { key, text }] of entries.entries()) {
    const [keyBytes, valueBytes] = [Buffer.byteLength(key), Buffer.byteLength(text)]
    const tooLarge =
      keyBytes > limits.keyBytes || valueBytes > limits.valueBytes || keyBytes + valueBytes > limits.commitBytes
    if (tooLarge) throw new Failure(`line ${index + 2}: ${key} is larger than this store takes`)
    if (/\p{Surrogate}/u.test(key)) throw new Failure(`line ${index + 2}: ${JSON.stringify(key)} cannot be a key`)
  }
}

function isResumed(marker: Entry | undefined, file: ParsedExport, { mode }: ImportOptions): boolean {
  if (marker === undefined) return false
  if (marker.text === JSON.stringify({ sha256: file.trailer.sha256 })) return true
  if (mode === 'replace') return false
  throw new Failure('the import of another file was interrupted here: run that one again, or --replace all of it')
}

function checkTarget(
  stored: ReadonlyMap<string, Entry>,
  entries: ReadonlyMap<string, Entry>,
  { mode, live }: ImportOptions,
): void {
  if (stored.size === 0) return
  if (mode === 'empty') {
    throw new Failure(
      `the store holds ${stored.size} keys: --merge keeps those that the file does not have, --replace deletes them`,
    )
  }
  const servers = [...entries].filter(([key]) => key.startsWith(`${RunningServer.prefix}.`))
  if (servers.length === 0 || live) return
  const names = servers.map(([, { text }]) => nameOf(text)).join(', ')
  const use = servers.length === 1 ? 'running server uses' : 'running servers use'
  throw new Failure(`${servers.length} ${use} the store (${names}): stop them, or --live`)
}

/** `process 7 on host-a` */
function nameOf(text: string): string {
  try {
    const { host, process } = JSON.parse(text) as Partial<RunningServer>
    return `process ${process} on ${host}`
  } catch {
    return 'one that cannot be read'
  }
}

/** Marks the import as begun; gives the revision of the mark. An empty store must still be empty. */
async function begin(
  driver: Driver,
  file: ParsedExport,
  marker: Entry | undefined,
  emptySince: number | undefined,
): Promise<number> {
  const text = JSON.stringify({ sha256: file.trailer.sha256 })
  if (marker?.text === text) return marker.revision
  const result = await driver.commit(
    {
      keys: new Map([[importKey, marker?.revision ?? 0]]),
      prefixes: emptySince === undefined || marker !== undefined ? [] : [''],
      since: emptySince ?? 0,
      writes: new Map([[importKey, text]]),
    },
    { timeoutMs: patienceMs },
  )
  if (!result.committed) throw new Failure('somebody else has begun to write to this store; nothing was imported')
  return result.revision
}

/** How often a commit is tried again when others have changed its keys. */
const mostAttempts = 20

async function commitBatch(
  driver: Driver,
  batch: readonly PlannedWrite[],
  marker: number,
  since: number,
  mode: ImportMode,
): Promise<void> {
  const writes = new Map(batch.map(({ key, text }) => [key, text]))
  let keys = new Map(batch.map(({ key, revision }) => [key, revision]))
  for (let attempt = 0; ; attempt++) {
    if (await write(driver, writes, new Map([...keys, [importKey, marker]]), since)) return
    const read = await driver.read({ keys: [...writes.keys(), importKey] }, { timeoutMs: patienceMs })
    const disturbed = read.entries.get(importKey)?.revision !== marker
    if (disturbed || mode === 'empty' || attempt >= mostAttempts) {
      throw new Failure('somebody else writes to this store: the import is half done, run it again when that has ended')
    }
    keys = new Map([...writes.keys()].map((key) => [key, read.entries.get(key)?.revision ?? 0]))
  }
}

async function write(
  driver: Driver,
  writes: ReadonlyMap<string, string | null>,
  keys: ReadonlyMap<string, number>,
  since: number,
): Promise<boolean> {
  const result = await driver.commit({ keys, prefixes: [], since, writes }, { timeoutMs: patienceMs })
  return result.committed
}
