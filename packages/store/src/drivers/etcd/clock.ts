import type { EtcdClient } from './client.ts'
import { persist, type Patience } from './patience.ts'

/** The server's time lies in [lowest, highest) when the local, monotone one is 0. Milliseconds. */
export interface Offset {
  readonly lowest: number
  readonly highest: number
}

/** HTTP tells whole seconds, cut off. */
const resolutionMs = 1_000
/** Clocks go apart by so much of the time that passes: what a slewing NTP daemon may do. */
const driftRatio = 0.0005
const goodEnoughMs = 50
const refineMs = 200
const refreshMs = 30_000

/** What one sample says: the date was made at some time between question and answer, and cut off. */
export function offsetOf(dateMs: number, askedMs: number, answeredMs: number): Offset {
  return { lowest: dateMs - answeredMs, highest: dateMs + resolutionMs - askedMs }
}

/** Both together; the newer alone when they contradict each other, because the server's clock was set. */
export function intersect(older: Offset, newer: Offset, ageMs: number): Offset {
  const drift = ageMs * driftRatio
  const lowest = Math.max(older.lowest - drift, newer.lowest)
  const highest = Math.min(older.highest + drift, newer.highest)
  return lowest < highest ? { lowest, highest } : newer
}

/**
 * The server's clock, from the header `Date` of its answers by HTTP: etcd has no call for it. Tells the earliest time
 * it can be, at most a second late at first. Questions at various parts of a second narrow that down.
 */
export class ServerClock {
  readonly #client: EtcdClient
  #offset: Offset | undefined
  #sampledMs = 0
  #last = 0

  constructor(client: EtcdClient) {
    this.#client = client
  }

  /** Milliseconds since 1970, never less than before. @throws StoreError `unavailable` */
  async now(patience: Patience): Promise<number> {
    let offset = this.#offset
    if (offset === undefined || performance.now() - this.#sampledMs > this.#sampleEveryMs(offset)) {
      offset = await this.#sample(patience)
    }
    this.#last = Math.max(this.#last, Math.floor(offset.lowest + performance.now()))
    return this.#last
  }

  #sampleEveryMs({ lowest, highest }: Offset): number {
    return highest - lowest > goodEnoughMs ? refineMs : refreshMs
  }

  async #sample(patience: Patience): Promise<Offset> {
    return persist(patience, async (timeoutMs) => {
      const askedMs = performance.now()
      const dateMs = Date.parse(await this.#client.date(timeoutMs))
      const answeredMs = performance.now()
      const sample = offsetOf(dateMs, askedMs, answeredMs)
      const known = this.#offset
      this.#offset = known === undefined ? sample : intersect(known, sample, answeredMs - this.#sampledMs)
      this.#sampledMs = answeredMs
      return this.#offset
    })
  }
}
