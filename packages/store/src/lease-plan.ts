import type { Snapshot } from './snapshot.ts'
import type { StagedWrite } from './transaction.ts'
import { entryKeys } from './index-entries.ts'
import { leaseIn, markLease } from './lease-mark.ts'

/**
 * Marks in the plan of a commit what is to depend on a lease: an object that was put under one, or that depends on one
 * already, and its index entries, so that all of it vanishes together.
 *
 * @returns planned key to the lease it depends on
 */
export function planLeases(
  snapshot: Snapshot,
  staged: ReadonlyMap<string, StagedWrite>,
  plan: Map<string, string | null>,
): Map<string, string> {
  const leases = new Map<string, string>()
  for (const [key, { cls, next, lease }] of staged) {
    if (next === undefined) continue
    const id = lease === undefined ? leaseIn(snapshot.text(key)) : lease?.id
    if (id === undefined) continue
    for (const planned of [key, ...entryKeys(cls, next.object)]) {
      const text = plan.get(planned)
      if (typeof text !== 'string') continue
      plan.set(planned, markLease(text, id))
      leases.set(planned, id)
    }
  }
  return leases
}
