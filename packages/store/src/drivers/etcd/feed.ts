import { setTimeout as sleep } from 'node:timers/promises'
import type { FeedItem, KeyChange } from '../../driver.ts'
import type { EtcdClient } from './client.ts'
import type { Incarnation } from './incarnation.ts'
import type { Layout } from './layout.ts'
import type { WatchEvent, WatchResponse } from './messages.ts'
import type { Follower, Progress } from './progress.ts'
import type { Texts } from './texts.ts'
import { CallFailure } from './failures.ts'
import { revisionOf } from './messages.ts'
import { slotDone } from './slots.ts'

export interface FeedParts {
  readonly client: EtcdClient
  readonly layout: Layout
  readonly texts: Texts
  readonly incarnation: Incarnation
  readonly progress: Progress
}

const firstPauseMs = 20
const longestPauseMs = 500
const askTimeoutMs = 2_000

/**
 * The feed of the space by etcd's watch. A lost connection is made up for from the last revision that was complete.
 *
 * A slow reader slows the stream down to the server by the flow control of HTTP/2: nothing is queued here.
 */
export async function* followEtcd(
  parts: FeedParts,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<FeedItem, void, undefined> {
  const feed = new Feed(parts, after)
  parts.progress.add(feed)
  try {
    while (!signal.aborted) {
      try {
        if (!(await feed.canGoOn())) {
          yield { kind: 'gap' }
          return
        }
        yield* feed.watch(signal)
        if (feed.ended) return
      } catch (error) {
        if (!signal.aborted) await feed.pauseAfter(error, signal)
      }
    }
  } finally {
    parts.progress.remove(feed)
  }
}

class Feed implements Follower {
  delivered: number
  /** True after a gap. */
  ended = false
  readonly #parts: FeedParts
  /** Everything up to here has been looked at. */
  #position: number
  #failures = 0

  constructor(parts: FeedParts, after: number) {
    this.#parts = parts
    this.#position = after
    this.delivered = after
  }

  /** Asks the cluster, because a single member may be behind it. @throws CallFailure */
  async canGoOn(): Promise<boolean> {
    const { client, layout, incarnation } = this.#parts
    const now = await client.range({ key: layout.lock, countOnly: true }, askTimeoutMs)
    incarnation.see(now)
    return this.#position <= revisionOf(now) && incarnation.hasTold(this.delivered)
  }

  /** Returns when the stream ends or is aborted. @throws CallFailure, StoreError */
  async *watch(signal: AbortSignal): AsyncGenerator<FeedItem, void, undefined> {
    const { client, layout } = this.#parts
    // From one earlier than needed: at the revision of a compaction itself etcd may have dropped deletions already.
    const startRevision = Math.max(1, this.#position)
    const createRequest = { ...layout.everything, startRevision, fragment: true }
    let events: WatchEvent[] = []
    for await (const answer of client.watch({ createRequest }, signal)) {
      this.#failures = 0
      if (answer.canceled) {
        this.#cancelled(answer)
        yield { kind: 'gap' }
        return
      }
      events.push(...answer.events)
      if (answer.fragment) continue
      for (const item of this.#items(events)) {
        if (signal.aborted) return
        yield item
      }
      events = []
    }
  }

  /** Waits before the next try. @throws StoreError when there should be none */
  async pauseAfter(error: unknown, signal: AbortSignal): Promise<void> {
    if (!(error instanceof CallFailure)) throw error
    if (error.kind !== 'transient' && error.kind !== 'token') throw error.toStoreError()
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#failures++) * (0.5 + Math.random() / 2)
    await sleep(pauseMs, undefined, { signal }).catch(() => {})
  }

  /** Events of one revision are one commit, and never come apart: fragments have been joined. */
  *#items(events: readonly WatchEvent[]): Generator<FeedItem, void, undefined> {
    for (let i = 0; i < events.length;) {
      const revision = Number(events[i]?.kv.modRevision)
      let end = i + 1
      while (Number(events[end]?.kv.modRevision) === revision) end++
      if (revision > this.#position) {
        this.#position = revision
        const changes = this.#changes(events.slice(i, end))
        if (changes !== undefined) {
          this.delivered = revision
          this.#parts.incarnation.tell(revision)
          yield { kind: 'commit', revision, changes }
        }
      }
      i = end
    }
  }

  /** Undefined when the revision is of no interest to readers. */
  #changes(events: readonly WatchEvent[]): KeyChange[] | undefined {
    const { layout, texts } = this.#parts
    const changes: KeyChange[] = []
    let isCommit = false
    for (const { type, kv } of events) {
      const key = texts.key(kv.key)
      if (key !== undefined) changes.push({ key, text: type === 1 ? null : texts.value(key, kv) })
      // One that only deleted what was not there changes nothing, and still is one.
      else if (layout.isAnswer(kv.key)) isCommit ||= kv.value.equals(slotDone)
      // Read progress.ts for what this one is good for.
      else if (kv.key.equals(layout.tick)) isCommit ||= type === 0
    }
    return isCommit || changes.length > 0 ? changes : undefined
  }

  #cancelled({ compactRevision, cancelReason }: WatchResponse): void {
    if (compactRevision === '0') {
      const kind = /permission denied/.test(cancelReason) ? 'refused' : 'transient'
      throw new CallFailure(kind, this.#parts.client.hosts.join(', '), `the watch was cancelled: ${cancelReason}`)
    }
    this.ended = true
  }
}
