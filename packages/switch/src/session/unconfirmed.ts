import type { Confirmation } from './confirmation.ts'

/** Changes after which the switch is asked even if nobody waits: what may have been refused is not remembered for ever. */
const MAX_UNASKED = 128

/** Where a transaction id stands behind another; ids wrap at 32 bits. */
const distance = (from: number, to: number): number => (to - from) >>> 0

/** The place of the transaction id in a list in which ids only grow, or -1. */
function find(list: readonly Confirmation[], xid: number): number {
  const first = list[0]?.xid ?? 0
  const wanted = distance(first, xid)
  let [low, high] = [0, list.length - 1]
  while (low <= high) {
    const middle = (low + high) >>> 1
    const found = distance(first, list[middle]?.xid ?? 0)
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
  /** Sent after the last barrier. */
  #recent: Confirmation[] = []
  /** Sent before a barrier that is not answered yet, oldest first. */
  readonly #asked: Confirmation[][] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  /** @returns true when there are so many that the switch should be asked */
  add(confirmation: Confirmation): boolean {
    this.#size++
    return this.#recent.push(confirmation) === MAX_UNASKED
  }

  /** A barrier goes out; who sent it says how it was answered. */
  barrier(): BarrierOutcome {
    const batch = this.#recent
    this.#recent = []
    this.#asked.push(batch)
    return {
      // An answer to a later barrier stands for the earlier ones, too; theirs may come late, and says nothing new.
      answered: () => {
        for (const asked of this.#asked.splice(0, this.#asked.indexOf(batch) + 1)) {
          this.#size -= asked.length
          for (const confirmation of asked) confirmation.confirm()
        }
      },
      failed: (error) => {
        const at = this.#asked.indexOf(batch)
        if (at < 0) return
        this.#asked.splice(at, 1)
        this.#size -= batch.length
        for (const confirmation of batch) confirmation.abandon(error)
      },
    }
  }

  /** The change that was sent with this id; undefined when there is none. */
  sentWith(xid: number): Confirmation | undefined {
    for (const list of [this.#recent, ...this.#asked]) {
      const at = find(list, xid)
      if (at >= 0) return list[at]
    }
    return undefined
  }

  abandonAll(error: Error): void {
    const all = [...this.#asked.flat(), ...this.#recent]
    this.#asked.length = 0
    this.#recent = []
    this.#size = 0
    for (const confirmation of all) confirmation.abandon(error)
  }
}
