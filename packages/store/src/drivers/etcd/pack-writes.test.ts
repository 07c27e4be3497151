import { expect, test } from 'vitest'
import fc from 'fast-check'
import type { RequestOp } from './messages.ts'
import { packBeside } from './pack-writes.ts'

const maxTxnOps = 128

function ops(count: number): RequestOp[] {
  return Array.from({ length: count }, (_, i) => ({ requestDeleteRange: { key: Buffer.from(String(i)) } }))
}

/** As `checkTxnRequest` of etcd 3.4 counts: a nested transaction may have what the one around it leaves. */
function isAccepted(success: readonly RequestOp[], comparisons: number, budget: number): boolean {
  const used = Math.max(success.length, comparisons)
  if (used > budget) return false
  return success.every((op) => !('requestTxn' in op) || isAccepted(op.requestTxn.success ?? [], 0, budget - used))
}

function flatten(packed: readonly RequestOp[]): RequestOp[] {
  return packed.flatMap((op) => ('requestTxn' in op ? flatten(op.requestTxn.success ?? []) : [op]))
}

test('every write comes once, in a tree that the server takes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 2, max: 140 }), (count, comparisons) => {
      const writes = ops(count)
      const packed = packBeside(maxTxnOps, comparisons, writes)
      if (packed === undefined) return
      const found = flatten(packed)
      expect(found.length).toBe(count)
      expect(found.every((op, i) => op === writes[i])).toBe(true)
      // Room for the slot and the lock beside them, and for one operation below the refusal.
      expect(isAccepted([...packed, ...ops(2)], comparisons, maxTxnOps)).toBe(true)
      expect(Math.max(packed.length + 2, comparisons)).toBeLessThan(maxTxnOps)
    }),
    { numRuns: 100 },
  )
})

test.each([
  [127, 125],
  [100, 2_000],
  [60, 3_900],
  [3, 20_000],
])('%s comparisons leave room for %s writes', (comparisons, count) => {
  expect(packBeside(maxTxnOps, comparisons, ops(count))).toBeDefined()
})

test.each([
  [128, 1],
  [127, 1_000],
  [120, 10_000],
])('%s comparisons and %s writes are too many', (comparisons, count) => {
  expect(packBeside(maxTxnOps, comparisons, ops(count))).toBeUndefined()
})
