import { StoreError } from '../errors.ts'

const shortestTtlMs = 1000

/** @throws StoreError `invalid` when no lease can have this time */
export function checkTtl(ttlMs: number): void {
  if (Number.isSafeInteger(ttlMs) && ttlMs >= shortestTtlMs) return
  throw new StoreError('invalid', `a lease of ${ttlMs} ms: it must be a whole number from ${shortestTtlMs}`)
}
