import { Batch, type Confirmer } from './batch.ts'
import { Confirmation } from './confirmation.ts'

/** Changes after which the switch is asked even if nobody waits: what may have been refused is not remembered for ever. */
const MAX_UNASKED = 128

/** Where a transaction id stands behind another; ids wrap at 32 bits. */
const distance = (from: number, to: number): number => (to - from) >>> 0

/** The place of the transaction id in a batch, in which ids only grow, or -1. */
function find(batch: Batch, xid: number): number {
  const first = batch.xidAt(0)
  const wanted = distance(first, xid)
  let [low, high] = [0, batch.size - 1]
  while (low <= high) {
    const middle = (low + high) >>> 1
    const found = distance(first, batch.xidAt(middle))
    if (found === wanted) return middle
    if (found < wanted) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** What is to be called when a barrier is answered, and everything before it confirmed, or when it never will be. */
interface BarrierOutcome {
  answered(): void
  failed(error: Error): void
}

/**
 * The changes a switch has been sent and has not confirmed. OpenFlow answers a change only when it refuses it; that it took
 * all others is known when it answers a later barrier (OpenFlow 1.3.5, 7.3.8).
 */
export class Unconfirmed {
  readonly #confirmer: Confirmer
  /** Sent after the last barrier. */
  #recent: Batch
  /** Sent before a barrier that is not answered yet, oldest first. */
  readonly #asked: Batch[] = []
  #size = 0

  constructor(confirmer: Confirmer) {
    this.#confirmer = confirmer
    this.#recent = new Batch(confirmer)
  }

  get size(): number {
    return this.#size
  }

  /** True when there have just become so many that the switch should be asked. */
  get isDue(): boolean {
    return this.#recent.size === MAX_UNASKED
  }

  /** A change has been sent. @param page the memory in which its message begins at `start` */
  add(xid: number, page: Uint8Array, start: number): Confirmation {
    this.#size++
    return new Confirmation(this.#recent, this.#recent.add(xid, page, start))
  }

  /** A barrier goes out; who sent it says how it was answered. */
  barrier(): BarrierOutcome {
    const batch = this.#recent
    this.#recent = new Batch(this.#confirmer)
    this.#asked.push(batch)
    return {
      // An answer to a later barrier stands for the earlier ones, too; theirs may come late, and says nothing new.
      answered: () => {
        for (const asked of this.#asked.splice(0, this.#asked.indexOf(batch) + 1)) {
          this.#size -= asked.size
          asked.confirm()
        }
      },
      failed: (error) => {
        const at = this.#asked.indexOf(batch)
        if (at < 0) return
        this.#asked.splice(at, 1)
        this.#size -= batch.size
        batch.abandon(error)
      },
    }
  }

  /** The change that was sent with this id; undefined when there is none. */
  sentWith(xid: number): Confirmation | undefined {
    for (const batch of [this.#recent, ...this.#asked]) {
      const at = find(batch, xid)
      if (at >= 0) return new Confirmation(batch, at)
    }
    return undefined
  }

  abandonAll(error: Error): void {
    const all = [...this.#asked, this.#recent]
    this.#asked.length = 0
    this.#recent = new Batch(this.#confirmer)
    this.#size = 0
    for (const batch of all) batch.abandon(error)
  }
}
