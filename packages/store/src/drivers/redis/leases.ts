import { randomBytes } from 'node:crypto'
import type { Lease, RequestOptions } from '../../driver.ts'
import type { Script } from './scripts/script.ts'
import { checkTtl } from '../lease-ttl.ts'
import { grantScript, renewScript, revokeScript } from './scripts/lease.ts'

/** Runs a script that writes. */
export type RunScript = (script: Script, args: readonly string[], options: RequestOptions) => Promise<unknown>

/** @throws StoreError `invalid`, `unavailable` */
export async function grantLease(run: RunScript, ttlMs: number, options: RequestOptions): Promise<Lease> {
  checkTtl(ttlMs)
  // Chosen here, so that a repeated request begins no second one.
  const id = randomBytes(12).toString('hex')
  const args = [id, String(ttlMs)]
  await run(grantScript, args, options)
  return {
    id,
    ttlMs,
    renew: async (renewal = {}) => (await run(renewScript, args, renewal)) === 1,
    revoke: async (revocation = {}) => {
      await run(revokeScript, args, revocation)
    },
  }
}
