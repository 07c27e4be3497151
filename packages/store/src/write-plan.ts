import type { CommitRequest, Limits } from './driver.ts'
import type { Snapshot } from './snapshot.ts'
import type { StagedWrite } from './transaction.ts'
import { decodeObject } from './codec.ts'
import { isWellFormed } from './driver.ts'
import { StoreError, UniqueError } from './errors.ts'
import { planLeases } from './lease-plan.ts'
import { formatRef, multiKeys, multiText, parseRef, uniqueEntries } from './index-entries.ts'

/**
 * Turns what a transaction has staged into the commit: adds the index entries, refuses doubled unique values, leaves
 * out what is already so. Undefined when nothing is left to write.
 *
 * @throws UniqueError, StoreError `corrupt` (the old version of a written object is damaged), `too_large`
 */
export async function planCommit(
  snapshot: Snapshot,
  staged: ReadonlyMap<string, StagedWrite>,
  limits: Limits,
): Promise<CommitRequest | undefined> {
  if (staged.size === 0) return undefined
  await snapshot.load(keysToRead(staged))
  const plan = new Map<string, string | null>()
  // All old entries go before the first new one comes, so that objects can exchange their unique values.
  for (const [key, { cls }] of staged) {
    const text = snapshot.text(key)
    if (text === undefined) continue
    const old = decodeObject(cls, key, text)
    for (const entry of uniqueEntries(cls, old)) plan.set(entry.key, null)
    for (const entryKey of multiKeys(cls, old)) plan.set(entryKey, null)
  }
  for (const [key, write] of staged) planObject(snapshot, plan, key, write)
  const leases = planLeases(snapshot, staged, plan)
  await snapshot.load(plan.keys())
  for (const [key, text] of plan) if (text === (snapshot.text(key) ?? null)) plan.delete(key)
  if (plan.size === 0) return undefined
  checkSizes(plan, limits)
  for (const key of leases.keys()) if (!plan.has(key)) leases.delete(key)
  const guards = { keys: snapshot.keyRevisions, prefixes: snapshot.prefixes, since: snapshot.revision ?? 0 }
  return leases.size === 0 ? { ...guards, writes: plan } : { ...guards, writes: plan, leases }
}

function* keysToRead(staged: ReadonlyMap<string, StagedWrite>): Generator<string> {
  for (const [key, { cls, next }] of staged) {
    yield key
    if (next === undefined) continue
    for (const entry of uniqueEntries(cls, next.object)) yield entry.key
    yield* multiKeys(cls, next.object)
  }
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

function checkSizes(plan: ReadonlyMap<string, string | null>, limits: Limits): void {
  let total = 0
  for (const [key, text] of plan) {
    const keyBytes = checkKey(key, limits)
    const valueBytes = text === null ? 0 : Buffer.byteLength(text)
    if (valueBytes > limits.valueBytes) {
      throw new StoreError('too_large', `${key}: value of ${valueBytes} bytes, the limit is ${limits.valueBytes}`, {
        key,
      })
    }
    total += keyBytes + valueBytes
  }
  if (total > limits.commitBytes) {
    throw new StoreError('too_large', `transaction of ${total} bytes, the limit is ${limits.commitBytes}`)
  }
}

function checkKey(key: string, limits: Limits): number {
  if (!isWellFormed(key))
    throw new StoreError('invalid', `${JSON.stringify(key)}: the key is not valid Unicode`, { key })
  const bytes = Buffer.byteLength(key)
  if (bytes > limits.keyBytes) {
    throw new StoreError('too_large', `${key}: key of ${bytes} bytes, the limit is ${limits.keyBytes}`, { key })
  }
  return bytes
}
