import type { BootClock } from './boot-clock.ts'
import type { LeaseRecord, Tables } from './database.ts'
import { keysOfLease } from './lease-keys.ts'
import { writeCommit, type Retention } from './write-commit.ts'

/** Begins a lease and returns its id, which is never used again; runs inside a write transaction. */
export function grantLease(tables: Tables, ttlMs: number, clock: BootClock): string {
  const granted = tables.meta.get('leases')
  const number = (typeof granted === 'number' ? granted : 0) + 1
  tables.meta.putSync('leases', number)
  const id = String(number)
  tables.leases.putSync(id, begin(ttlMs, clock))
  return id
}

/** False when the lease has ended; runs inside a write transaction. */
export function renewLease(tables: Tables, id: string, clock: BootClock): boolean {
  const record = tables.leases.get(id)
  if (record === undefined) return false
  tables.leases.putSync(id, begin(record.ttlMs, clock))
  return true
}

/** Ends a lease and deletes its keys in one commit, if it has any; runs inside a write transaction. */
export function endLease(tables: Tables, id: string, retention: Retention): void {
  if (!tables.leases.doesExist(id)) return
  tables.leases.removeSync(id)
  const keys = keysOfLease(tables, id)
  if (keys.length > 0) writeCommit(tables, new Map(keys.map((key) => [key, null])), undefined, retention)
}

/** Ends every lease whose time is over; runs inside a write transaction. */
export function sweepLeases(tables: Tables, clock: BootClock, retention: Retention): void {
  // Complete before the first change: a cursor does not like its table to change.
  const all = [...tables.leases.getRange()]
  for (const { key: id, value } of all) {
    // Nobody can tell how long the machine was off: what was held then has its whole time once more.
    if (value.boot !== clock.boot) tables.leases.putSync(id, begin(value.ttlMs, clock))
    else if (value.deadlineMs <= clock.nowMs()) endLease(tables, id, retention)
  }
}

/** In how many milliseconds {@link sweepLeases} has something to do; undefined when there is no lease. */
export function msToSweep(tables: Tables, clock: BootClock): number | undefined {
  let next: number | undefined
  for (const { value } of tables.leases.getRange()) {
    const ms = value.boot === clock.boot ? value.deadlineMs - clock.nowMs() : 0
    next = Math.max(0, Math.min(ms, next ?? ms))
  }
  return next
}

function begin(ttlMs: number, clock: BootClock): LeaseRecord {
  return { ttlMs, boot: clock.boot, deadlineMs: clock.nowMs() + ttlMs }
}
