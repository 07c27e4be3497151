import { randomBytes } from 'node:crypto'
import type { Lease, RequestOptions } from '../../driver.ts'
import type { EtcdClient } from './client.ts'
import { isFailure } from './failures.ts'
import { Patience, persist } from './patience.ts'

/** Chosen here and not by the server, so that a grant whose answer was lost can be asked for again. */
export function newLeaseId(): string {
  // 62 bits: positive as etcd reads it, and never 0.
  return ((randomBytes(8).readBigUInt64BE() >> 2n) | 1n).toString()
}

/** Begins a lease of at least `ttlMs`. etcd counts whole seconds, and not below two. @throws StoreError */
export async function grantLease(client: EtcdClient, ttlMs: number, patience: Patience): Promise<Lease> {
  for (;;) {
    const id = newLeaseId()
    const seconds = await persist(patience, (timeoutMs) => grantOnce(client, id, Math.ceil(ttlMs / 1000), timeoutMs))
    if (seconds > 0) return leaseOf(client, id, seconds * 1000)
    // Ended again before its grant could be told.
  }
}

async function grantOnce(client: EtcdClient, id: string, ttl: number, timeoutMs: number): Promise<number> {
  try {
    return Number((await client.leaseGrant({ id, ttl }, timeoutMs)).ttl)
  } catch (error) {
    if (!isFailure(error, 'lease_exists')) throw error
    return Number((await client.leaseKeepAlive(id, timeoutMs)).ttl)
  }
}

function leaseOf(client: EtcdClient, id: string, ttlMs: number): Lease {
  return {
    id,
    ttlMs,
    async renew(options?: RequestOptions): Promise<boolean> {
      const { ttl } = await persist(new Patience(options), (timeoutMs) => client.leaseKeepAlive(id, timeoutMs))
      return Number(ttl) > 0
    },
    async revoke(options?: RequestOptions): Promise<void> {
      await persist(new Patience(options), (timeoutMs) =>
        client.leaseRevoke(id, timeoutMs).catch((error: unknown) => {
          if (!isFailure(error, 'no_lease')) throw error
        }),
      )
    },
  }
}
