import { setTimeout as sleep } from 'node:timers/promises'
import type { CommitRequest, CommitResult } from '../../driver.ts'
import type { Layout } from './layout.ts'
import type { Compare, RequestOp } from './messages.ts'
import type { Patience } from './patience.ts'
import { StoreError } from '../../errors.ts'
import { commitLarge } from './large-commit.ts'
import { isAt, isUnchanged } from './messages.ts'
import { packBeside } from './pack-writes.ts'
import { sendCommit, type Body, type CommitParts, type Outcome } from './send-commit.ts'
import type { Slot } from './slots.ts'

/** Of an operation beside its key and value: tags, lengths, revision, lease. */
const opBytes = 48
/** What the server adds before it measures. */
const envelopeBytes = 1_024
const firstPauseMs = 5
const longestPauseMs = 100

/** @throws StoreError */
export async function commitEtcd(
  parts: CommitParts,
  request: CommitRequest,
  patience: Patience,
): Promise<CommitResult> {
  const writes = writeOps(parts.layout, request)
  const body = smallBody(parts, request, writes)
  if (body === undefined && sizeOf(writes, []) > parts.maxRequestBytes) throw tooLarge(request)
  for (let failures = 0; ; failures++) {
    const slot = await parts.slots.acquire(patience)
    const outcome = await attempt(parts, slot, request, writes, body, patience)
    if (outcome.kind === 'committed') return { committed: true, revision: outcome.revision }
    if (outcome.kind === 'no_lease') return { committed: false, reason: 'lease' }
    if (outcome.kind === 'no_slot') parts.slots.forget(slot)
    // A lock that was met hides whether the guards hold.
    else if (outcome.lockRevision === 0) return { committed: false, reason: 'conflict' }
    const pauseMs = Math.random() * Math.min(longestPauseMs, firstPauseMs * 2 ** failures)
    if (patience.leftMs < pauseMs)
      throw patience.exhausted(new Error('a large commit of another controller is under way'))
    await sleep(pauseMs)
  }
}

async function attempt(
  parts: CommitParts,
  slot: Slot,
  request: CommitRequest,
  writes: readonly RequestOp[],
  body: Body | undefined,
  patience: Patience,
): Promise<Outcome> {
  try {
    if (body !== undefined) return await sendCommit(parts, slot, body, patience)
    return await commitLarge(parts, slot, request, writes, patience)
  } finally {
    parts.slots.release(slot)
  }
}

/** The whole commit as one transaction; undefined when it does not fit, which is decided by its guards. */
function smallBody(parts: CommitParts, request: CommitRequest, writes: readonly RequestOp[]): Body | undefined {
  const { layout } = parts
  const guards: Compare[] = [
    ...[...request.keys].map(([key, revision]) => isAt(layout.data(key), revision)),
    ...request.prefixes.map((prefix) => isUnchanged(layout.under(prefix), request.since)),
  ]
  const compare = [isAt(layout.lock, 0), ...guards]
  const success = packBeside(parts.maxTxnOps, compare.length + 1, writes)
  if (success === undefined || sizeOf(writes, guards) > parts.maxRequestBytes) return undefined
  return { compare, success }
}

function writeOps(layout: Layout, { writes, leases }: CommitRequest): RequestOp[] {
  return [...writes].map(([name, text]) => {
    const key = layout.data(name)
    if (text === null) return { requestDeleteRange: { key } }
    const put = { key, value: Buffer.from(text) }
    const lease = leases?.get(name)
    return { requestPut: lease === undefined ? put : { ...put, lease } }
  })
}

function sizeOf(writes: readonly RequestOp[], guards: readonly Compare[]): number {
  let bytes = envelopeBytes
  for (const op of writes) {
    if ('requestPut' in op) bytes += op.requestPut.key.length + op.requestPut.value.length + opBytes
    else if ('requestDeleteRange' in op) bytes += op.requestDeleteRange.key.length + opBytes
  }
  for (const { key, rangeEnd } of guards) bytes += key.length + (rangeEnd?.length ?? 0) + opBytes
  return bytes
}

function tooLarge({ writes }: CommitRequest): StoreError {
  return new StoreError('too_large', `etcd: a commit of ${writes.size} writes exceeds what the server takes at a time`)
}
