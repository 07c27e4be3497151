import type { ObjectClass } from '../object-class.ts'
import type { Store } from '../store.ts'
import { decodeStored } from '../codec.ts'
import { StoreError } from '../errors.ts'
import { entryKeys } from '../index-entries.ts'
import { partsOf } from '../keys.ts'
import { type Attempt, attemptOf } from '../transaction.ts'
import { inBatches, type ObjectsOptions } from './batches.ts'
import { type Comparison, comparedPrefixes, compareEntries, type Finding, ownerOf } from './compare-entries.ts'
import { withoutLinks } from './targets.ts'

/** A {@link Finding}, and what became of it. */
export interface CheckFinding extends Finding {
  readonly className: string
  readonly repaired: boolean
  /** Why a repair failed. */
  readonly reason?: string
}

export interface CheckReport {
  /** How many objects were looked at. */
  readonly objects: number
  /** How many of them an older version of their class has written: {@link migrateObjects} rewrites them. */
  readonly outdated: number
  readonly findings: readonly CheckFinding[]
}

export interface CheckOptions extends ObjectsOptions {
  /**
   * Writes missing index entries, removes stray ones, and does to a dangling reference what its `onDelete` says:
   * `refuse` leaves it. Damaged and newer values are never touched. Default false.
   */
  readonly repair?: boolean
}

/**
 * Looks for values nobody can read, index entries without object, objects without their entries and strong references
 * that lead nowhere. Each class is read at one moment, so it may be asked while others write.
 *
 * @throws StoreError when the storage fails or the signal is aborted
 */
export async function checkObjects(
  store: Store,
  classes: readonly ObjectClass[],
  options: CheckOptions = {},
): Promise<CheckReport> {
  let [objects, outdated] = [0, 0]
  const findings: CheckFinding[] = []
  for (const cls of classes) {
    const comparison = await compareClass(store, cls, options)
    objects += comparison.objects
    outdated += comparison.outdated.length
    const repaired =
      options.repair === true
        ? await repairAll(store, cls, comparison.findings, options)
        : comparison.findings.map((finding) => ({ ...finding, className: cls.name, repaired: false }))
    findings.push(...repaired)
  }
  return { objects, outdated, findings }
}

/** Reads a class and compares it. */
export async function compareClass(
  store: Store,
  cls: ObjectClass,
  { signal, onProgress }: ObjectsOptions,
): Promise<Comparison> {
  const { value } = await store.read(
    (reader) => attemptOf(reader).texts([], comparedPrefixes(cls)),
    signal === undefined ? {} : { signal },
  )
  const comparison = compareEntries(cls, value)
  const total = comparison.objects
  onProgress?.({ className: cls.name, phase: 'check', done: total, total })
  return comparison
}

/** Mends what can be mended, looking at each thing again in the transaction that mends it. */
export async function repairAll(
  store: Store,
  cls: ObjectClass,
  findings: readonly Finding[],
  { onProgress, ...options }: ObjectsOptions,
): Promise<CheckFinding[]> {
  const repairable = findings.filter((finding) => isRepairable(cls, finding))
  const failures = new Map<Finding, string>()
  const onDone = (done: number): void =>
    onProgress?.({ className: cls.name, phase: 'repair', done, total: repairable.length })
  await inBatches(
    store,
    repairable,
    async (tx, batch) => {
      await tx.texts(batch.flatMap(({ key, owner = key, link }) => [key, owner, link?.target ?? key]))
      for (const finding of batch) await repair(tx, cls, finding)
    },
    (finding, error) => failures.set(finding, error.message),
    { ...options, onDone },
  )
  return findings.map((finding) => {
    const reason = failures.get(finding)
    const repaired = repairable.includes(finding) && reason === undefined
    return { ...finding, className: cls.name, repaired, ...(reason === undefined ? {} : { reason }) }
  })
}

function isRepairable(cls: ObjectClass, { kind, link }: Finding): boolean {
  if (kind === 'dangling') return link !== undefined && cls.references[link.name]?.onDelete !== 'refuse'
  return kind === 'missing_entry' || kind === 'stray_entry'
}

async function repair(tx: Attempt, cls: ObjectClass, { kind, key, owner, link }: Finding): Promise<void> {
  if (kind === 'stray_entry') {
    if (await isStray(tx, cls, key)) tx.mended.set(key, null)
    return
  }
  const identity = owner === undefined ? undefined : partsOf(cls, owner)
  const object = identity === undefined ? undefined : await tx.get(cls, identity)
  if (identity === undefined || object === undefined) return
  if (link === undefined) {
    // Putting an object writes the entries it lacks; one that leads to nobody makes room.
    if (await isStray(tx, cls, key)) tx.mended.set(key, null)
    tx.put(cls, object)
  } else if (!(await tx.texts([link.target])).has(link.target)) {
    if (cls.references[link.name]?.onDelete === 'cascade') tx.delete(cls, identity)
    else tx.put(cls, withoutLinks(cls, link.name, object, [link.target]))
  }
}

/** Does the entry stand for an object that is gone, or that has other values? */
async function isStray(tx: Attempt, cls: ObjectClass, entry: string): Promise<boolean> {
  const text = (await tx.texts([entry])).get(entry)
  if (text === undefined) return false
  const owner = ownerOf(cls, entry, text)
  const identity = owner === undefined ? undefined : partsOf(cls, owner)
  if (owner === undefined || identity === undefined) return true
  const stored = (await tx.texts([owner])).get(owner)
  if (stored === undefined) return true
  try {
    const { version } = decodeStored(cls, owner, stored)
    if (version < cls.version) return false
    const object = await tx.get<object, readonly string[]>(cls, identity)
    return object === undefined || !entryKeys(cls, object).includes(entry)
  } catch (error) {
    if (error instanceof StoreError && (error.code === 'corrupt' || error.code === 'newer')) return false
    throw error
  }
}
