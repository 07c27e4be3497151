import type { EtcdClient } from './client.ts'
import type { Layout } from './layout.ts'

/** How far one feed has come. */
export interface Follower {
  /** What its reader knows to have seen everything up to. */
  readonly delivered: number
}

/** How long a feed may stand still behind what was told: commits may still be on their way. */
const patienceMs = 500
const tickTimeoutMs = 5_000

/**
 * A read tells the server's revision, which may be that of somebody else's write, or of our bookkeeping. Whoever then
 * waits for the feed to arrive there would wait until the next commit. So when a feed stays behind what a read of the
 * same driver has told, a bookkeeping key is written, which all feeds yield as a commit without changes: where it
 * arrives, everything before has arrived. All feeds, because the revision of this very write is told by the next read.
 *
 * (etcd can be asked for the progress of a watch, but may tell it ahead of the events, up to 3.4.24 and 3.5.7.)
 */
export class Progress {
  readonly #client: EtcdClient
  readonly #layout: Layout
  readonly #followers = new Set<Follower>()
  #told = 0
  #timer: NodeJS.Timeout | undefined

  constructor(client: EtcdClient, layout: Layout) {
    this.#client = client
    this.#layout = layout
  }

  /** A read has told this revision. */
  tell(revision: number): void {
    if (revision <= this.#told) return
    this.#told = revision
    this.#schedule()
  }

  add(follower: Follower): void {
    this.#followers.add(follower)
    this.#schedule()
  }

  remove(follower: Follower): void {
    this.#followers.delete(follower)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#followers.clear()
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#slowest() >= this.#told) return
    const goal = this.#told
    const before = this.#slowest()
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#slowest() === before && before < goal) this.#tick()
      else this.#schedule()
    }, patienceMs)
    this.#timer.unref()
  }

  #tick(): void {
    const success = [{ requestPut: { key: this.#layout.tick, value: Buffer.alloc(0) } }]
    // When it does not arrive the next one will: this looks again.
    this.#client.txn({ success }, tickTimeoutMs).then(
      () => this.#schedule(),
      () => this.#schedule(),
    )
  }

  #slowest(): number {
    let slowest = Infinity
    for (const { delivered } of this.#followers) slowest = Math.min(slowest, delivered)
    return slowest
  }
}
