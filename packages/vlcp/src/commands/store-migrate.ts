import { migrateObjects, type MigrateReport, Store } from '@vlcp/store'
import { Failure } from '../failure.ts'
import { storeClasses } from '../store/classes.ts'
import { tellProgress } from '../store/objects-progress.ts'
import { migrateReference, type ReferenceReport } from '../store/reference/migrate-reference.ts'
import { readReferenceDatabase } from '../store/reference/source.ts'
import { type OpenStore, type StoreFlags, withStore } from '../store/with-store.ts'
import { print } from '../terminal/print.ts'
import { printable } from '../terminal/printable.ts'

export interface MigrateFlags extends StoreFlags {
  readonly fromReference?: string
  readonly database?: string
  readonly dryRun?: boolean
}

/** `vlcp store migrate`: exit code 1 when an object could not be migrated. */
export async function storeMigrate(flags: MigrateFlags): Promise<void> {
  const { fromReference, json = false } = flags
  if (fromReference !== undefined) return takeOver(fromReference, flags)
  if (flags.dryRun === true)
    throw new Failure('--dry-run needs --from-reference; "vlcp store check" counts what is to be migrated')
  const report = await withStore(flags, ({ driver }) =>
    migrateObjects(new Store(driver), storeClasses, { onProgress: tellProgress({ silent: json }) }),
  )
  print(json ? [JSON.stringify(report)] : describe(report))
  const left = report.findings.some(({ repaired }) => !repaired)
  if (report.failed.length > 0 || left) process.exitCode = 1
}

function describe({ objects, migrated, failed, findings }: MigrateReport): string[] {
  const repaired = findings.filter((finding) => finding.repaired).length
  return [
    `${objects} objects: ${migrated} rewritten, ${failed.length} failed; ${repaired} index entries corrected`,
    ...failed.map(({ key, reason }) => printable(`${key}: ${reason}`)),
    ...findings.filter((finding) => !finding.repaired).map(({ message }) => printable(message)),
  ]
}

async function takeOver(source: string, flags: MigrateFlags): Promise<void> {
  const { dryRun = false, json = false } = flags
  const database = Number(flags.database ?? 0)
  if (!Number.isSafeInteger(database) || database < 0)
    throw new Failure(`--database: "${flags.database}" is no number of a database`)
  const password = process.env['VLCP_REFERENCE_PASSWORD']
  const found = await readReferenceDatabase(source, { database, password })
  const work = ({ driver }: OpenStore): Promise<ReferenceReport> =>
    migrateReference(driver, found, { dryRun, silent: json })
  const report = await withStore(flags, work, dryRun ? 'counts as empty' : 'is made')
  print(json ? [JSON.stringify(report)] : describeTakeOver(report))
}

function describeTakeOver({ created, present, leftOut, renamed, derived, dryRun }: ReferenceReport): string[] {
  const verb = dryRun ? 'would be created' : 'created'
  const counted = (counts: Readonly<Record<string, number>>, words: string): string[] =>
    Object.entries(counts).map(([what, count]) => printable(`${count} ${words} ${what}`))
  return [
    ...Object.entries(created).map(([what, count]) => `${count} ${what}${count === 1 ? '' : 's'} ${verb}`),
    ...(present > 0 ? [`${present} were there already, and are left as they are`] : []),
    ...counted(renamed, 'attributes renamed'),
    ...counted(derived, 'not copied, made anew:'),
    ...(leftOut.length > 0 ? [`${leftOut.length} not taken over:`] : []),
    ...leftOut.map(({ what, reason }) => printable(`  ${what}: ${reason}`)),
  ]
}
