import type { ObjectClass } from '../object-class.ts'
import type { Store } from '../store.ts'
import { partsOf } from '../keys.ts'
import { inBatches, type ObjectsOptions } from './batches.ts'
import { type CheckFinding, compareClass, repairAll } from './check-objects.ts'

export interface MigrateReport {
  /** How many objects were there. */
  readonly objects: number
  /** How many were rewritten by this run. */
  readonly migrated: number
  /** Objects that could not be migrated, with the reason. */
  readonly failed: readonly { readonly className: string; readonly key: string; readonly reason: string }[]
  /** What was wrong with the indexes afterwards, and what became of it. */
  readonly findings: readonly CheckFinding[]
}

/**
 * Rewrites the objects that an older version of their class has written, and makes the index entries those of today's
 * declaration: a new index gets its entries, one that is gone loses them. In bounded transactions, while others work;
 * what stands in the store is the only memory, so a run that was ended is resumed by another one.
 *
 * @throws StoreError when the storage fails or the signal is aborted
 */
export async function migrateObjects(
  store: Store,
  classes: readonly ObjectClass[],
  options: ObjectsOptions = {},
): Promise<MigrateReport> {
  let [objects, migrated] = [0, 0]
  const failed: { className: string; key: string; reason: string }[] = []
  const findings: CheckFinding[] = []
  for (const cls of classes) {
    const before = await compareClass(store, cls, options)
    objects += before.objects
    const failures = await rewrite(store, cls, before.outdated, options)
    migrated += before.outdated.length - failures.length
    failed.push(...failures)
    const after = before.outdated.length === 0 ? before : await compareClass(store, cls, options)
    const entries = after.findings.filter(({ kind }) => kind === 'missing_entry' || kind === 'stray_entry')
    findings.push(...(await repairAll(store, cls, entries, options)))
  }
  return { objects, migrated, failed, findings }
}

async function rewrite(
  store: Store,
  cls: ObjectClass,
  keys: readonly string[],
  { onProgress, ...options }: ObjectsOptions,
): Promise<{ className: string; key: string; reason: string }[]> {
  const failures: { className: string; key: string; reason: string }[] = []
  const onDone = (done: number): void =>
    onProgress?.({ className: cls.name, phase: 'migrate', done, total: keys.length })
  await inBatches(
    store,
    keys,
    async (tx, batch) => {
      const found = await tx.getMany<object, readonly string[]>(
        cls,
        batch.map((key) => partsOf(cls, key) ?? []),
      )
      // What somebody else has put meanwhile is as it should be, and putting it again writes nothing.
      for (const object of found) if (object !== undefined) tx.put(cls, object)
    },
    (key, error) => failures.push({ className: cls.name, key, reason: error.message }),
    { ...options, onDone },
  )
  return failures
}
