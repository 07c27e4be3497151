import { exportStore } from '../store/export-store.ts'
import { importStore } from '../store/import-store.ts'
import { readExport } from '../store/read-export.ts'
import { type StoreFlags, withStore } from '../store/with-store.ts'
import { Failure } from '../failure.ts'
import { print } from '../terminal/print.ts'

/** `vlcp store export [FILE]` */
export async function storeExport(file: string | undefined, flags: StoreFlags): Promise<void> {
  const header = await withStore(flags, ({ driver }) => exportStore(driver, { file, silent: flags.json === true }))
  if (file === undefined) return
  if (flags.json === true) print([JSON.stringify({ file, ...header })])
  else print([`exported ${header.count} keys at revision ${header.revision} to ${file}`])
}

export interface ImportFlags extends StoreFlags {
  readonly merge?: boolean
  readonly replace?: boolean
  readonly live?: boolean
}

/** `vlcp store import FILE` */
export async function storeImport(file: string, flags: ImportFlags): Promise<void> {
  const { merge = false, replace = false, live = false, json = false } = flags
  if (merge && replace) throw new Failure('--merge and --replace exclude each other')
  const parsed = await readExport(file)
  const mode = merge ? 'merge' : replace ? 'replace' : 'empty'
  const summary = await withStore(
    flags,
    ({ driver }) => importStore(driver, parsed, { mode, live, silent: json }),
    'is made',
  )
  const { written, deleted, unchanged, resumed } = summary
  if (json) print([JSON.stringify(summary)])
  else {
    const counts = [`${written} written`, `${deleted} deleted`, `${unchanged} as they were`].join(', ')
    print([`${resumed ? 'finished the interrupted import' : 'imported'}: ${counts}`])
  }
}
