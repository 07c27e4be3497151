import type { RequestOp } from './messages.ts'

/** The put of the slot and the deletion of the lock. */
const ownWrites = 2

/**
 * Packs the writes of a commit with so many comparisons, that of its slot included.
 *
 * @returns undefined when the server would not take the two together
 */
export function packBeside(
  maxTxnOps: number,
  comparisons: number,
  writes: readonly RequestOp[],
): readonly RequestOp[] | undefined {
  // One is left over for what a refused commit does with its slot, one level below.
  const most = maxTxnOps - 1
  if (comparisons > most) return undefined
  if (writes.length + ownWrites <= most) return writes
  for (const levels of [2, 3]) {
    const width = Math.max(comparisons, Math.floor(most / levels)) - ownWrites
    const packed = packGroups(writes, width, maxTxnOps - ownWrites - width)
    if (packed !== undefined) return packed
  }
  return undefined
}

/**
 * The server counts operations per transaction, and a nested one may have as many as the one around it has left
 * (`checkTxnRequest` in etcd's `v3rpc/key.go`). So more writes than fit become a tree, of which each level takes its
 * share. All of them are carried out in one step.
 *
 * @returns at most `budget` operations, or undefined when there is no such tree
 */
function packWrites(ops: readonly RequestOp[], budget: number): readonly RequestOp[] | undefined {
  if (ops.length <= budget) return ops
  for (const levels of [2, 3]) {
    const width = Math.floor(budget / levels)
    const packed = packGroups(ops, width, budget - width)
    if (packed !== undefined) return packed
  }
  return undefined
}

function packGroups(ops: readonly RequestOp[], width: number, budget: number): readonly RequestOp[] | undefined {
  if (width < 1) return undefined
  const packed: RequestOp[] = []
  for (const group of groups(ops, width)) {
    const success = packWrites(group, budget)
    if (success === undefined) return undefined
    packed.push({ requestTxn: { success } })
  }
  return packed
}

/** In `count` parts of about one size. */
function groups<T>(items: readonly T[], count: number): T[][] {
  const size = Math.ceil(items.length / count)
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}
