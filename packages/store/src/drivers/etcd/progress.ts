import type { EtcdClient } from './client.ts'
import type { Layout } from './layout.ts'

/** How far one feed has come. */
export interface Follower {
  /** What its reader knows to have seen everything up to. */
  delivered: number
}

/** How long commits may take to arrive before a feed is made to move on without one. */
const patienceMs = 150
const tickTimeoutMs = 5_000

/**
 * A read tells the server's revision, which may be that of somebody else's write, or of our bookkeeping. Whoever then
 * waits for the feed to arrive there would wait until the next commit. So when a feed stays behind what a read of the
 * same driver has told, a bookkeeping key is written; where it arrives, everything before has arrived. (etcd can be
 * asked for its progress, too, but may tell it before the events, up to 3.4.24 and 3.5.7.)
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

  /** Somebody may be waiting for a revision up to `arrived` that this feed has not delivered. */
  isAwaited(arrived: number, { delivered }: Follower): boolean {
    return delivered < this.#told && this.#told <= arrived
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#followers.clear()
  }

  #schedule(): void {
    if (this.#timer !== undefined || !this.#isBehind()) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#isBehind()) this.#tick()
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

  #isBehind(): boolean {
    for (const { delivered } of this.#followers) if (delivered < this.#told) return true
    return false
  }
}
