import { type CommitRecord, type Driver, type ObjectClass, StoreError } from '@vlcp/store'
import { setTimeout as sleep } from 'node:timers/promises'
import { indexedClass } from './class-of-key.ts'
import { wholeStore } from './whole-store.ts'

/** One key in one commit. */
export interface WatchedChange {
  readonly key: string
  /** Null when it was absent; undefined when nobody knows any more. */
  readonly before: string | null | undefined
  /** Null when it is deleted. */
  readonly after: string | null
}

/** What a reader of the feed is told. */
export type WatchEvent =
  /** Commits after this revision follow. */
  | { readonly kind: 'start'; readonly revision: number }
  | { readonly kind: 'commit' | 'resync'; readonly revision: number; readonly changes: readonly WatchedChange[] }
  /** Commits after this revision are no longer kept: a `resync` with all differences follows. */
  | { readonly kind: 'gap'; readonly after: number }
  | { readonly kind: 'lost' | 'back'; readonly reason: string }

export interface WatchOptions {
  /** Follow from here; the state now if absent. */
  readonly since?: number | undefined
  /** Objects of this class and their index entries only. */
  readonly cls?: ObjectClass | undefined
  readonly signal: AbortSignal
}

const firstPauseMs = 100
const longestPauseMs = 5000

/** Every commit from now on, with what it changed, through gaps and disconnects, until the signal is aborted. */
export async function* watchStore(driver: Driver, options: WatchOptions): AsyncGenerator<WatchEvent, void, undefined> {
  const { signal } = options
  const follower = new Follower(driver, options)
  let pauseMs = 0
  while (!signal.aborted) {
    try {
      for await (const event of follower.run()) {
        if (pauseMs > 0) yield { kind: 'back', reason: 'the store answers again' }
        pauseMs = 0
        yield event
      }
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof StoreError) || error.code !== 'unavailable') throw error
      if (pauseMs === 0) yield { kind: 'lost', reason: error.message }
      pauseMs = Math.min(longestPauseMs, Math.max(firstPauseMs, pauseMs * 2))
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }
}

/** What is known of the store, and how far the feed has been read. */
class Follower {
  readonly #driver: Driver
  readonly #options: WatchOptions
  /** Null for what was seen to be deleted. */
  #texts = new Map<string, string | null>()
  /** Every key is known: one that does not stand in the map is absent. */
  #isComplete = false
  #hasStarted = false
  #position: number | undefined

  constructor(driver: Driver, options: WatchOptions) {
    this.#driver = driver
    this.#options = options
    this.#position = options.since
  }

  /** Until a gap, which it bridges, or the end. */
  async *run(): AsyncGenerator<WatchEvent, void, undefined> {
    this.#position ??= await this.#read()
    const { signal } = this.#options
    if (!this.#hasStarted) yield { kind: 'start', revision: this.#position }
    this.#hasStarted = true
    for await (const item of this.#driver.feed(this.#position, signal)) {
      if (item.kind === 'commit') yield* this.#commit(item)
      else yield* this.#bridge()
    }
  }

  *#commit({ revision, changes }: CommitRecord): Generator<WatchEvent, void, undefined> {
    this.#position = revision
    const seen = changes.filter(({ key }) => this.#isWanted(key)).map(({ key, text }) => this.#take(key, text))
    if (seen.length > 0) yield { kind: 'commit', revision, changes: seen }
  }

  async *#bridge(): AsyncGenerator<WatchEvent, void, undefined> {
    yield { kind: 'gap', after: this.#position ?? 0 }
    const [before, wasComplete] = [this.#texts, this.#isComplete]
    const revision = await this.#read()
    const after = this.#texts
    // Whoever began in the past does not know what was new: only of what it has seen it can tell the difference.
    const keys = wasComplete ? [...new Set([...before.keys(), ...after.keys()])].sort() : [...before.keys()].sort()
    const changes = keys
      .map((key) => ({ key, before: before.get(key) ?? null, after: after.get(key) ?? null }))
      .filter((change) => change.before !== change.after)
    yield { kind: 'resync', revision, changes }
  }

  /** Reads the state afresh; gives its revision. */
  async #read(): Promise<number> {
    const { revision, entries } = await wholeStore(this.#driver)
    this.#texts = new Map()
    for (const [key, { text }] of entries) if (this.#isWanted(key)) this.#texts.set(key, text)
    this.#isComplete = true
    this.#position = revision
    return revision
  }

  #take(key: string, after: string | null): WatchedChange {
    const known = this.#texts.get(key)
    const before = known === undefined && this.#isComplete ? null : known
    if (after === null && this.#isComplete) this.#texts.delete(key)
    else this.#texts.set(key, after)
    return { key, before, after }
  }

  #isWanted(key: string): boolean {
    const { cls } = this.#options
    return cls === undefined || key.startsWith(`${cls.prefix}.`) || indexedClass([cls], key) !== undefined
  }
}
