import type { EtcdClient } from './client.ts'
import type { Layout } from './layout.ts'
import type { KeyValue, TxnRequest, TxnResponse } from './messages.ts'
import { randomUUID } from 'node:crypto'
import { isFailure } from './failures.ts'
import { isAt, revisionOf } from './messages.ts'
import { persist, type Patience } from './patience.ts'
import { newLeaseId } from './leases.ts'

/**
 * How a commit whose answer was lost is found again, and never applied twice.
 *
 * A slot is a key that belongs to one commit at a time. The commit compares that the slot still has the revision it
 * had at the beginning, and writes `done` into it, in the same transaction as everything else. So of many copies of a
 * commit only one can be applied, and whoever finds `done` at another revision knows that it was, and when. Whoever
 * finds the old revision knows that no copy has been applied *yet*; writing `open` then makes it final, because all
 * copies that are still on their way compare the revision, too.
 *
 * Every write to a slot compares its revision, so late copies of these writes are as harmless. All slots of a driver
 * hang on one lease. When that ends, what became of the commits under way can no longer be known.
 */
export interface Slot {
  readonly key: Buffer
  readonly lease: string
  /** That of the last write we know of; 0 before the first. */
  revision: number
  /** False when a copy of an earlier commit may still be on its way. */
  settled: boolean
}

export const slotOpen = Buffer.from('open')
export const slotDone = Buffer.from('done')

/** Longer than any reasonable time of a request: after this without contact a lost answer stays lost. */
const leaseSeconds = 120
const renewMs = 30_000
const renewTimeoutMs = 10_000
const closeTimeoutMs = 1_000

/** The slots of one driver: as many as there have been commits at a time. */
export class Slots {
  readonly #client: EtcdClient
  readonly #layout: Layout
  readonly #driver = randomUUID()
  readonly #timer: NodeJS.Timeout
  #free: Slot[] = []
  #lastNumber = 0
  #lease: { readonly id: string; granted: boolean } | undefined

  constructor(client: EtcdClient, layout: Layout) {
    this.#client = client
    this.#layout = layout
    this.#timer = setInterval(() => this.#renew(), renewMs)
    this.#timer.unref()
  }

  /** A settled slot for one commit. @throws StoreError */
  async acquire(patience: Patience): Promise<Slot> {
    for (;;) {
      const slot = this.#free.pop() ?? (await this.#create(patience))
      if (slot.settled || (await this.#settle(slot, patience))) return slot
      this.forget(slot)
    }
  }

  release(slot: Slot): void {
    this.#free.push(slot)
  }

  /** Called when the slot was found to be gone: its lease has ended, and with it all others. */
  forget({ lease }: Slot): void {
    this.#free = this.#free.filter((other) => other.lease !== lease)
    if (this.#lease?.id === lease) this.#lease = undefined
  }

  /** Removes the slots from the server, if it can be reached. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    if (this.#lease !== undefined) await this.#client.leaseRevoke(this.#lease.id, closeTimeoutMs).catch(() => {})
  }

  async #create(patience: Patience): Promise<Slot> {
    const lease = (this.#lease ??= { id: newLeaseId(), granted: false })
    // Several commits may ask for it at once; the first that is carried out counts.
    if (!lease.granted) await persist(patience, (timeoutMs) => this.#grant(lease.id, timeoutMs))
    lease.granted = true
    return { key: this.#layout.answer(this.#driver, ++this.#lastNumber), lease: lease.id, revision: 0, settled: false }
  }

  async #grant(id: string, timeoutMs: number): Promise<void> {
    await this.#client.leaseGrant({ id, ttl: leaseSeconds }, timeoutMs).catch((error: unknown) => {
      if (!isFailure(error, 'lease_exists')) throw error
    })
  }

  /** Writes the slot, so that no copy of an earlier commit can be applied any more. False when it is gone. */
  async #settle(slot: Slot, patience: Patience): Promise<boolean> {
    try {
      const answer = await persist(patience, (timeoutMs) => this.#client.txn(settling(slot), timeoutMs))
      const found = slotIn(answer)
      if (!answer.succeeded && found === undefined) return false
      slot.revision = answer.succeeded ? revisionOf(answer) : Number(found?.modRevision)
      slot.settled = true
      return true
    } catch (error) {
      if (error instanceof Error && isFailure(error.cause, 'no_lease')) return false
      this.release(slot)
      throw error
    }
  }

  /** A renewal that fails is made up for by the next; a lease that has ended is noticed by its slots. */
  #renew(): void {
    if (this.#lease?.granted !== true) return
    this.#client.leaseKeepAlive(this.#lease.id, renewTimeoutMs).catch(() => {})
  }
}

/** Writes `open` if the slot is as we know it, else shows it. */
export function settling(slot: Slot): TxnRequest {
  return {
    compare: [isAt(slot.key, slot.revision)],
    success: [{ requestPut: { key: slot.key, value: slotOpen, lease: slot.lease } }],
    failure: [{ requestRange: { key: slot.key } }],
  }
}

/** The slot as the failure branch of {@link settling} shows it. */
export function slotIn(answer: TxnResponse): KeyValue | undefined {
  return answer.responses[0]?.responseRange?.kvs[0]
}
