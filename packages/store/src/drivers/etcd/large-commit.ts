import { setTimeout as sleep } from 'node:timers/promises'
import type { CommitRequest } from '../../driver.ts'
import { StoreError } from '../../errors.ts'
import { isFailure } from './failures.ts'
import { newLeaseId } from './leases.ts'
import { isAt, revisionOf, type Compare, type RangeRequest, type RequestOp } from './messages.ts'
import { packBeside } from './pack-writes.ts'
import { persist, type Patience } from './patience.ts'
import { sendCommit, type CommitParts, type Outcome } from './send-commit.ts'
import type { Slot } from './slots.ts'

/**
 * A commit with more guards than a transaction may compare. It keeps all others of the space from committing by a lock
 * that they compare, reads whether its guards hold, and writes if the lock still is its own. Nothing can have changed
 * in between, except by the end of leases, which ask for no lock. The keys of a lease vanish together, so of all
 * guards on keys of one lease the last step compares one again.
 *
 * The lock hangs on a lease of its own: when its owner dies, the others wait a few seconds.
 */
export async function commitLarge(
  parts: CommitParts,
  slot: Slot,
  request: CommitRequest,
  writes: readonly RequestOp[],
  patience: Patience,
): Promise<Outcome> {
  for (;;) {
    const lock = await takeLock(parts, patience)
    try {
      const leased = await checkGuards(parts, request, patience)
      if (leased === undefined) return { kind: 'refused', lockRevision: 0 }
      const compare = [isAt(parts.layout.lock, lock.revision), ...leased]
      const success = packBeside(parts.maxTxnOps, compare.length + 1, writes)
      if (success === undefined) throw tooMany(request, leased.length)
      const unlock = { requestDeleteRange: { key: parts.layout.lock } }
      const outcome = await sendCommit(parts, slot, { compare, success: [...success, unlock] }, patience)
      if (outcome.kind !== 'refused') return outcome
      // The lock is still ours, so it was the end of a lease; otherwise this took too long, and begins again.
      if (outcome.lockRevision === lock.revision) return { kind: 'refused', lockRevision: 0 }
    } finally {
      releaseLock(parts, lock)
    }
  }
}

interface Lock {
  readonly lease: string
  readonly revision: number
}

/** The shortest that etcd grants is two seconds. */
const lockSeconds = 3
const longestPauseMs = 50
const releaseTimeoutMs = 5_000
const keysPerQuestion = 100

async function takeLock(parts: CommitParts, patience: Patience): Promise<Lock> {
  const { client, layout } = parts
  const lease = newLeaseId()
  await persist(patience, (timeoutMs) =>
    client.leaseGrant({ id: lease, ttl: lockSeconds }, timeoutMs).catch((error: unknown) => {
      if (!isFailure(error, 'lease_exists')) throw error
    }),
  )
  const value = Buffer.from(lease)
  const request = {
    compare: [isAt(layout.lock, 0)],
    success: [{ requestPut: { key: layout.lock, value, lease } }],
    failure: [{ requestRange: { key: layout.lock } }],
  }
  for (;;) {
    const answer = await persist(patience, (timeoutMs) => client.txn(request, timeoutMs)).catch((error: unknown) => {
      // Waited for longer than the lease: a new one.
      if (error instanceof Error && isFailure(error.cause, 'no_lease')) return undefined
      throw error
    })
    if (answer === undefined) return takeLock(parts, patience)
    if (answer.succeeded) return { lease, revision: revisionOf(answer) }
    const holder = answer.responses[0]?.responseRange?.kvs[0]
    // An earlier attempt was carried out after all.
    if (holder?.value.equals(value) === true) return { lease, revision: Number(holder.modRevision) }
    const pauseMs = Math.random() * longestPauseMs
    if (patience.leftMs < pauseMs)
      throw patience.exhausted(new Error('a large commit of another controller is under way'))
    await sleep(pauseMs)
  }
}

/** Ends the lock if it is still there, and with its lease every late copy of the question for it. */
function releaseLock({ client }: CommitParts, { lease }: Lock): void {
  client.leaseRevoke(lease, releaseTimeoutMs).catch(() => {})
}

/** What has to be compared again because it depends on leases; undefined when a guard does not hold. */
async function checkGuards(
  parts: CommitParts,
  { keys, prefixes, since }: CommitRequest,
  patience: Patience,
): Promise<Compare[] | undefined> {
  const { client, layout } = parts
  const guards = [...keys].map(([key, revision]) => ({ key: layout.data(key), revision }))
  const ask = async (questions: readonly RangeRequest[]): Promise<(KeyState | undefined)[]> => {
    const success = questions.map((requestRange) => ({ requestRange }))
    const { responses } = await persist(patience, (timeoutMs) => client.txn({ success }, timeoutMs))
    return responses.map(({ responseRange }) => responseRange?.kvs[0])
  }
  const states = await inChunks(
    guards.map(({ key }) => ({ key, keysOnly: true })),
    ask,
  )
  if (guards.some(({ revision }, i) => Number(states[i]?.modRevision ?? 0) !== revision)) return undefined
  const disturbing = prefixes.map((prefix) => ({
    ...layout.under(prefix),
    keysOnly: true,
    limit: 1,
    minModRevision: since + 1,
  }))
  if ((await inChunks(disturbing, ask)).some((found) => found !== undefined)) return undefined
  const byLease = new Map(guards.map(({ key, revision }, i) => [states[i]?.lease ?? '0', isAt(key, revision)]))
  byLease.delete('0')
  return [...byLease.values()]
}

interface KeyState {
  readonly modRevision: string
  readonly lease: string
}

async function inChunks<T, R>(items: readonly T[], ask: (chunk: readonly T[]) => Promise<R[]>): Promise<R[]> {
  const answers: Promise<R[]>[] = []
  for (let i = 0; i < items.length; i += keysPerQuestion) answers.push(ask(items.slice(i, i + keysPerQuestion)))
  return (await Promise.all(answers)).flat()
}

function tooMany({ writes }: CommitRequest, leases: number): StoreError {
  const what = `${writes.size} writes, and guards on keys of ${leases} leases`
  return new StoreError('too_large', `etcd: a commit of ${what} has more operations than the server takes at a time`)
}
