import type { Tables } from './database.ts'

/**
 * Which key depends on which lease, in two tables:
 *
 *     leaseOfKey   key            →  lease
 *     keysOfLease  lease ':' key  →  ''
 */
export function leaseOfKey({ leaseOfKey: table }: Tables, key: Buffer): string | undefined {
  return table.get(key)
}

/** From now on the key depends on this lease alone; runs inside a write transaction. */
export function setLeaseOfKey(tables: Tables, key: Buffer, lease: string | undefined): void {
  const before = tables.leaseOfKey.get(key)
  if (before !== undefined) tables.keysOfLease.removeSync(joined(before, key))
  if (lease === undefined) {
    tables.leaseOfKey.removeSync(key)
    return
  }
  tables.leaseOfKey.putSync(key, lease)
  tables.keysOfLease.putSync(joined(lease, key), '')
}

/** The keys that depend on a lease. */
export function keysOfLease(tables: Tables, lease: string): string[] {
  const start = joined(lease, Buffer.alloc(0))
  // The colon's successor.
  const end = Buffer.from(`${lease};`)
  return [...tables.keysOfLease.getKeys({ start, end })].map((key) => key.subarray(start.length).toString())
}

function joined(lease: string, key: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${lease}:`), key])
}
