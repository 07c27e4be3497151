import type { CommitRequest, Limits } from './driver.ts'
import type { Snapshot } from './snapshot.ts'
import type { StagedWrite } from './transaction.ts'
import { checkSizes } from './commit-size.ts'
import { DanglingError, UniqueError } from './errors.ts'
import { formatRef, multiKeys, multiText, parseRef, refIn, uniqueEntries } from './index-entries.ts'
import { planLeases } from './lease-plan.ts'
import { OldObjects } from './objects/old-objects.ts'

/**
 * Turns what a transaction has staged into the commit: adds the index entries, refuses doubled unique values and strong
 * references that lead nowhere, leaves out what is already so. Undefined when nothing is left to write.
 *
 * @throws UniqueError, DanglingError, StoreError `corrupt` or `newer` (the old version of a written object), `too_large`
 */
export async function planCommit(
  snapshot: Snapshot,
  staged: ReadonlyMap<string, StagedWrite>,
  limits: Limits,
  mended: ReadonlyMap<string, string | null> = new Map(),
): Promise<CommitRequest | undefined> {
  if (staged.size + mended.size === 0) return undefined
  const old = new OldObjects(snapshot)
  await snapshot.load(keysToRead(old, staged))
  const given = [...staged].flatMap(([key, { cls }]) => old.entries(cls, key).map((entry) => [entry, key] as const))
  await snapshot.load([...given.map(([entry]) => entry), ...mended.keys()])
  const plan = new Map<string, string | null>(mended)
  // All old entries go before the first new one comes, so that objects can exchange their unique values.
  for (const [entry, key] of given) if (isOwn(snapshot.text(entry), key)) plan.set(entry, null)
  for (const [key, write] of staged) planObject(snapshot, plan, key, write)
  checkLinks(snapshot, old, staged)
  const leases = planLeases(snapshot, staged, plan)
  for (const [key, text] of plan) if (text === (snapshot.text(key) ?? null)) plan.delete(key)
  if (plan.size === 0) return undefined
  checkSizes(plan, limits)
  for (const key of leases.keys()) if (!plan.has(key)) leases.delete(key)
  const guards = { keys: snapshot.keyRevisions, prefixes: snapshot.prefixes, since: snapshot.revision ?? 0 }
  return leases.size === 0 ? { ...guards, writes: plan } : { ...guards, writes: plan, leases }
}

function* keysToRead(old: OldObjects, staged: ReadonlyMap<string, StagedWrite>): Generator<string> {
  for (const [key, { cls, next }] of staged) {
    yield key
    if (next === undefined) continue
    for (const entry of uniqueEntries(cls, next.object)) yield entry.key
    yield* multiKeys(cls, next.object)
    for (const { target } of old.newLinks(cls, key, next.object)) yield target
  }
}

/** An entry that leads to another object is not ours to take away, whatever our values. */
function isOwn(text: string | undefined, key: string): boolean {
  if (text === undefined || text === multiText) return true
  const holder = refIn(text)
  return holder === undefined || holder === key
}

function planObject(
  snapshot: Snapshot,
  plan: Map<string, string | null>,
  key: string,
  { cls, next }: StagedWrite,
): void {
  plan.set(key, next?.text ?? null)
  if (next === undefined) return
  for (const entry of uniqueEntries(cls, next.object)) {
    const held = plan.has(entry.key) ? plan.get(entry.key) : snapshot.text(entry.key)
    if (held !== undefined && held !== null) {
      throw new UniqueError(cls.name, entry.index, entry.values, key, parseRef(entry.key, held))
    }
    plan.set(entry.key, formatRef(cls, next.object))
  }
  for (const entryKey of multiKeys(cls, next.object)) plan.set(entryKey, multiText)
}

/** @throws DanglingError */
function checkLinks(snapshot: Snapshot, old: OldObjects, staged: ReadonlyMap<string, StagedWrite>): void {
  for (const [key, { cls, next }] of staged) {
    if (next === undefined) continue
    for (const { name, target } of old.newLinks(cls, key, next.object)) {
      const write = staged.get(target)
      const exists = write === undefined ? snapshot.text(target) !== undefined : write.next !== undefined
      if (!exists) throw new DanglingError(cls.name, name, key, target)
    }
  }
}
