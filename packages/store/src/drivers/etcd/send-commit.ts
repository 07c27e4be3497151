import type { EtcdClient } from './client.ts'
import type { Layout } from './layout.ts'
import type { Compare, KeyValue, RequestOp, TxnRequest, TxnResponse } from './messages.ts'
import { CallFailure } from './failures.ts'
import { isAt, revisionOf } from './messages.ts'
import { persist, type Patience } from './patience.ts'
import { settling, slotDone, slotIn, type Slot, type Slots } from './slots.ts'

export interface CommitParts {
  readonly client: EtcdClient
  readonly layout: Layout
  readonly slots: Slots
  readonly maxTxnOps: number
  readonly maxRequestBytes: number
}

/** What a commit checks and writes, without the bookkeeping of its slot. */
export interface Body {
  readonly compare: readonly Compare[]
  readonly success: readonly RequestOp[]
}

export type Outcome =
  | { readonly kind: 'committed'; readonly revision: number }
  /** Nothing was written, nor will be. The lock stood at this revision, 0: there was none. */
  | { readonly kind: 'refused'; readonly lockRevision: number }
  | { readonly kind: 'no_lease' }
  /** Nothing was written, nor will be: the slot had gone before. */
  | { readonly kind: 'no_slot' }

/**
 * Sends a commit until it is known what became of it.
 *
 * @throws StoreError `unavailable` when the outcome stays unknown; with any other code nothing was written
 */
export async function sendCommit(parts: CommitParts, slot: Slot, body: Body, patience: Patience): Promise<Outcome> {
  for (;;) {
    // Unsettled: copies have been sent that nobody has answered.
    const request = withSlot(parts.layout, slot, body)
    try {
      const answer = await parts.client.txn(request, patience.attemptMs)
      const outcome = slot.settled ? judgeFirst(slot, answer) : judgeRepeated(slot, answer)
      if (outcome !== undefined) return outcome
      throw patience.exhausted(new Error('this driver was without contact for too long to learn what became of it'))
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error
      if (error.kind === 'no_lease') return { kind: 'no_lease' }
      if (slot.settled && error.kind === 'full') return await afterFull(parts, slot, error, patience)
      if (slot.settled && !mayHaveHappened(error)) throw error.toStoreError()
      slot.settled = false
      await patience.afterUnknown(error)
    }
  }
}

function mayHaveHappened({ kind }: CallFailure): boolean {
  return kind === 'transient' || kind === 'token'
}

/** A repeated commit that is refused settles the slot in the same step: the copies before it must not come to life. */
function withSlot(layout: Layout, slot: Slot, { compare, success }: Body): TxnRequest {
  const look: RequestOp = slot.settled ? { requestRange: { key: slot.key } } : { requestTxn: settling(slot) }
  return {
    compare: [isAt(slot.key, slot.revision), ...compare],
    success: [...success, { requestPut: { key: slot.key, value: slotDone, lease: slot.lease } }],
    failure: [look, { requestRange: { key: layout.lock } }],
  }
}

function judgeFirst(slot: Slot, answer: TxnResponse): Outcome {
  if (answer.succeeded) return committed(slot, revisionOf(answer))
  const found = slotIn(answer)
  return Number(found?.modRevision ?? 0) === slot.revision ? refused(answer) : { kind: 'no_slot' }
}

/** Undefined when it cannot be known. */
function judgeRepeated(slot: Slot, answer: TxnResponse): Outcome | undefined {
  if (answer.succeeded) return committed(slot, revisionOf(answer))
  const settled = answer.responses[0]?.responseTxn
  if (settled === undefined) return undefined
  if (settled.succeeded) {
    slot.revision = revisionOf(answer)
    slot.settled = true
    return refused(answer)
  }
  return judgeSlot(slot, slotIn(settled), answer)
}

function judgeSlot(slot: Slot, found: KeyValue | undefined, answer: TxnResponse): Outcome | undefined {
  if (found === undefined) return undefined
  if (found.value.equals(slotDone)) return committed(slot, Number(found.modRevision))
  slot.revision = Number(found.modRevision)
  slot.settled = true
  return refused(answer)
}

function committed(slot: Slot, revision: number): Outcome {
  slot.revision = revision
  slot.settled = true
  return { kind: 'committed', revision }
}

function refused(answer: TxnResponse): Outcome {
  return { kind: 'refused', lockRevision: Number(answer.responses[1]?.responseRange?.kvs[0]?.modRevision ?? 0) }
}

/**
 * A server whose database reaches its quota carries out the transaction that finds this, and still answers with the
 * error (`quotaApplierV3` in etcd's `server/etcdserver/apply.go`). The slot tells.
 */
async function afterFull(
  { client }: CommitParts,
  slot: Slot,
  error: CallFailure,
  patience: Patience,
): Promise<Outcome> {
  const { kvs } = await persist(patience, (timeoutMs) => client.range({ key: slot.key }, timeoutMs)).catch(
    (cause: unknown) => {
      slot.settled = false
      throw patience.exhausted(cause)
    },
  )
  const revision = Number(kvs[0]?.modRevision ?? 0)
  if (revision !== 0 && revision !== slot.revision) return committed(slot, revision)
  throw error.toStoreError()
}
