import type { Driver } from '@vlcp/store'
import { type ExportHeader, exportLines } from '@vlcp/store/transfer'
import { once } from 'node:events'
import { endWithReader } from '../terminal/print.ts'
import { withoutTransient } from './own-keys.ts'
import { Progress } from './progress.ts'
import { replaceFile } from './replace-file.ts'
import { wholeStore } from './whole-store.ts'

export interface ExportOptions {
  /** Standard output when absent. */
  readonly file?: string | undefined
  /** No progress on standard error. */
  readonly silent?: boolean
}

/** Writes what the store holds at one revision; commits of others meanwhile are not in it. @throws StoreError, Failure */
export async function exportStore(driver: Driver, { file, silent = false }: ExportOptions): Promise<ExportHeader> {
  const { revision, entries } = await wholeStore(driver)
  const kept = withoutTransient(entries)
  const header = { driver: driver.name, revision, clock: await driver.clock(), count: kept.size }
  const progress = new Progress('export', kept.size, { silent })
  const lines = counted(exportLines(header, kept), progress)
  await (file === undefined ? writeOut(lines) : replaceFile(file, lines))
  progress.end()
  return header
}

function* counted(lines: Iterable<string>, progress: Progress): Generator<string, void, undefined> {
  let count = 0
  for (const line of lines) {
    yield line
    progress.update(count++)
  }
}

async function writeOut(lines: Iterable<string>): Promise<void> {
  endWithReader()
  for (const line of lines) if (!process.stdout.write(line)) await once(process.stdout, 'drain')
}
