import { checkObjects, type CheckReport, Store } from '@vlcp/store'
import { storeClasses } from '../store/classes.ts'
import { unknownPrefixes } from '../store/class-of-key.ts'
import { importKey } from '../store/own-keys.ts'
import { tellProgress } from '../store/objects-progress.ts'
import { wholeStore } from '../store/whole-store.ts'
import { type OpenStore, type StoreFlags, withStore } from '../store/with-store.ts'
import { print } from '../terminal/print.ts'
import { printable } from '../terminal/printable.ts'

export interface CheckFlags extends StoreFlags {
  readonly repair?: boolean
}

interface StoreReport extends CheckReport {
  readonly driver: string
  readonly revision: number
  /** An import that has begun and not ended. */
  readonly importUnderWay: boolean
  /** Beginnings of keys that no class here has, with how many there are. */
  readonly unknown: Readonly<Record<string, number>>
  /** Nothing is left that somebody has to look after. */
  readonly healthy: boolean
}

/** `vlcp store check`: exit code 1 when something is wrong and stays so. */
export async function storeCheck(flags: CheckFlags): Promise<void> {
  const report = await withStore(flags, (store) => inspect(store, flags))
  print(flags.json === true ? [JSON.stringify(report)] : describe(report))
  if (!report.healthy) process.exitCode = 1
}

async function inspect({ driver }: OpenStore, { repair = false, json = false }: CheckFlags): Promise<StoreReport> {
  const objects = await checkObjects(new Store(driver), storeClasses, {
    repair,
    onProgress: tellProgress({ silent: json }),
  })
  const { revision, entries } = await wholeStore(driver)
  const importUnderWay = entries.has(importKey)
  return {
    driver: driver.name,
    revision,
    ...objects,
    importUnderWay,
    unknown: Object.fromEntries(unknownPrefixes(storeClasses, entries.keys())),
    healthy: !importUnderWay && objects.findings.every(({ repaired }) => repaired),
  }
}

function describe({
  driver,
  revision,
  objects,
  outdated,
  findings,
  importUnderWay,
  unknown,
  healthy,
}: StoreReport): string[] {
  const lines = [`${driver} store at revision ${revision}: ${objects} objects`]
  if (outdated > 0) lines.push(`${outdated} objects are of an older form; "vlcp store migrate" rewrites them`)
  if (importUnderWay) lines.push('an import was interrupted: run it again to finish it')
  for (const { message, repaired, reason } of findings) {
    const fate = repaired ? ' (repaired)' : reason === undefined ? '' : ` (not repaired: ${reason})`
    lines.push(printable(`${message}${fate}`))
  }
  for (const [prefix, count] of Object.entries(unknown)) {
    lines.push(printable(`${count} ${count === 1 ? 'key' : 'keys'} ${prefix}… of nothing known here`))
  }
  return [...lines, healthy ? 'healthy' : 'not healthy']
}
