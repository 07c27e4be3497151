import type { ObjectClass } from '../object-class.ts'
import type { Snapshot } from '../snapshot.ts'
import type { StagedWrite, Transaction } from '../transaction.ts'
import { decodeObject } from '../codec.ts'
import { ReferencedError, StoreError } from '../errors.ts'
import { multiPrefix, multiTarget } from '../index-entries.ts'
import { partsOf } from '../keys.ts'
import { type Referrer, referrersOf } from './reference.ts'
import { targetKeys, withoutLinks } from './targets.ts'

/** How far a deletion may lead to others; whoever goes further has most likely made a mistake. */
const maxRounds = 100

type StagedWrites = ReadonlyMap<string, StagedWrite>
/** An object that refers to one that is deleted. */
type Dependent = Referrer & { readonly key: string }

/**
 * Completes the deletions of a transaction: runs the hooks, deletes and clears what its references ask for, until
 * nothing more follows. Who refers to a deleted object is read as a prefix, so a reference that is added meanwhile
 * makes the commit conflict.
 *
 * @param tx Stages what follows
 * @throws ReferencedError; StoreError `invalid` when deletions lead to each other without end, or a hook takes one back
 */
export async function settleDeletions(snapshot: Snapshot, staged: StagedWrites, tx: Transaction): Promise<void> {
  const settled = new Map<string, ObjectClass>()
  for (let rounds = 0; ; rounds++) {
    const round = deletionsOf(staged).filter(([key]) => !settled.has(key))
    if (round.length === 0) break
    if (rounds === maxRounds) {
      const [key] = round[0] ?? ['']
      throw new StoreError('invalid', `${key}: deletions lead to each other more than ${maxRounds} times`, { key })
    }
    await snapshot.load(
      round.map(([key]) => key),
      round.flatMap(([key, cls]) => referrersOf(cls).map((referrer) => entriesOf(referrer, cls, key))),
    )
    for (const [key, cls] of round) {
      settled.set(key, cls)
      const text = snapshot.text(key)
      if (text !== undefined && cls.onDelete !== undefined) await cls.onDelete(tx, decodeObject(cls, key, text))
    }
    await followPolicies(snapshot, staged, tx, round)
  }
  for (const [key, cls] of settled) {
    if (staged.get(key)?.next === undefined) continue
    throw new StoreError('invalid', `${key}: ${cls.name} was deleted, and a deletion hook has put it again`, { key })
  }
  refuseReferenced(snapshot, staged, settled)
}

/** The staged deletions that something may follow from. */
function deletionsOf(staged: StagedWrites): [key: string, cls: ObjectClass][] {
  const found: [string, ObjectClass][] = []
  for (const [key, { cls, next }] of staged) {
    if (next === undefined && (cls.onDelete !== undefined || referrersOf(cls).length > 0)) found.push([key, cls])
  }
  return found
}

async function followPolicies(
  snapshot: Snapshot,
  staged: StagedWrites,
  tx: Transaction,
  round: readonly (readonly [string, ObjectClass])[],
): Promise<void> {
  const dependents = dependentsOf(snapshot, staged)
  const cleared = new Map<string, Dependent & { readonly targets: string[] }>()
  for (const [key, cls] of round) {
    for (const dependent of dependents(key, cls)) {
      const { source, reference } = dependent
      if (reference.onDelete === 'cascade') tx.delete(source, partsOf(source, dependent.key) ?? [])
      else if (reference.onDelete === 'clear') {
        const id = `${dependent.name} ${dependent.key}`
        const known = cleared.get(id) ?? { ...dependent, targets: [] }
        known.targets.push(key)
        cleared.set(id, known)
      }
    }
  }
  const all = [...cleared.values()]
  await snapshot.load(all.map(({ key }) => key).filter((key) => !staged.has(key)))
  for (const { source, name, key, targets } of all) {
    const object = await tx.get(source, partsOf(source, key) ?? [])
    if (object !== undefined) tx.put(source, withoutLinks(source, name, object, targets))
  }
}

function refuseReferenced(snapshot: Snapshot, staged: StagedWrites, settled: ReadonlyMap<string, ObjectClass>): void {
  const dependents = dependentsOf(snapshot, staged)
  for (const [key, cls] of settled) {
    // What has not been there cannot be deleted; who refers to it is found dangling.
    if (snapshot.text(key) === undefined) continue
    const [first, ...others] = dependents(key, cls)
    if (first === undefined) continue
    const alike = others.filter(({ source, name }) => source === first.source && name === first.name)
    const keys = [first, ...alike].map((dependent) => dependent.key)
    throw new ReferencedError(cls.name, first.source.name, first.name, key, keys)
  }
}

/** Finds who will refer to a deleted object if nothing is done about it. */
function dependentsOf(snapshot: Snapshot, staged: StagedWrites): (key: string, cls: ObjectClass) => Dependent[] {
  const put = new Map<string, string[]>()
  for (const [key, { cls, next }] of staged) {
    if (next === undefined) continue
    for (const [name, { strong }] of Object.entries(cls.references)) {
      if (!strong) continue
      for (const target of targetKeys(cls, name, next.object)) {
        const id = `${cls.prefix} ${name} ${target}`
        const keys = put.get(id)
        if (keys === undefined) put.set(id, [key])
        else keys.push(key)
      }
    }
  }
  return (key, cls) =>
    referrersOf(cls).flatMap((referrer) => {
      const { source, name } = referrer
      const stored = snapshot.keysUnder(entriesOf(referrer, cls, key)).map((entry) => multiTarget(source, entry))
      const keys = [
        ...stored.filter((each) => !staged.has(each)),
        ...(put.get(`${source.prefix} ${name} ${key}`) ?? []),
      ]
      return keys.map((each) => ({ ...referrer, key: each }))
    })
}

function entriesOf({ source, name }: Referrer, cls: ObjectClass, key: string): string {
  return multiPrefix(source, name, partsOf(cls, key) ?? [])
}
