import type { CommitRecord, Entry } from '../driver.ts'
import type { Bell, CommitLog } from '../log-feed.ts'
import { defaultRequestMs } from '../driver.ts'
import { StoreError } from '../errors.ts'
import { MemoryLeases } from './memory-leases.ts'

export interface MemorySpaceOptions {
  /** How many commits the feed can go back. Default 10 000. */
  readonly retainCommits?: number
  /** How far apart the revisions of two commits are, to see who counts on 1. Default 1. */
  readonly revisionStep?: number
}

/** What several in-memory drivers share: each driver stands for one controller, the space for the storage. */
export class MemorySpace implements CommitLog {
  readonly entries = new Map<string, Entry>()
  readonly leases = new MemoryLeases((keys) => void this.apply(new Map(keys.map((key) => [key, null]))))
  readonly #retainCommits: number
  readonly #revisionStep: number
  readonly #bells = new Set<Bell>()
  readonly #log: CommitRecord[] = []
  #revision = 0
  /** The newest commit the log has dropped. */
  #dropped = 0
  #pause: { readonly over: Promise<void>; readonly end: () => void } | undefined

  constructor({ retainCommits = 10_000, revisionStep = 1 }: MemorySpaceOptions = {}) {
    this.#retainCommits = retainCommits
    this.#revisionStep = revisionStep
  }

  get revision(): number {
    return this.#revision
  }

  get paused(): boolean {
    return this.#pause !== undefined
  }

  recordsAfter(revision: number, limit: number): readonly CommitRecord[] | undefined {
    if (this.paused) return []
    if (revision > this.#revision || revision < this.#dropped) return undefined
    // The commits that are asked for stand at the end, and mostly they are few.
    let start = this.#log.length
    while (start > 0 && (this.#log[start - 1]?.revision ?? 0) > revision) start--
    return this.#log.slice(start, start + limit)
  }

  /** Writes without a guard. The lease of a written key is the one named here, or none. */
  apply(writes: ReadonlyMap<string, string | null>, leases?: ReadonlyMap<string, string>): number {
    this.#revision += this.#revisionStep
    const revision = this.#revision
    for (const [key, text] of writes) {
      if (text === null) this.entries.delete(key)
      else this.entries.set(key, { text, revision })
      this.leases.bind(key, text === null ? undefined : leases?.get(key))
    }
    const changes = [...writes].map(([key, text]) => ({ key, text }))
    this.#log.push({ kind: 'commit', revision, changes })
    if (this.#log.length > this.#retainCommits) this.#drop(1)
    this.#ring()
    return revision
  }

  /** Drops the history: no feed can go back behind this moment. */
  forget(): void {
    this.#drop(this.#log.length)
  }

  /** From now on the space answers nobody, like a server that hangs, until the returned function is called. */
  pause(): () => void {
    let resolve = (): void => {}
    const over = new Promise<void>((done) => {
      resolve = done
    })
    const pause = { over, end: resolve }
    this.#pause ??= pause
    return () => {
      if (this.#pause !== pause) return
      this.#pause = undefined
      pause.end()
      this.#ring()
    }
  }

  /** Resolves when the space answers. @throws StoreError `unavailable` after the time */
  async answer(timeoutMs = defaultRequestMs): Promise<void> {
    if (this.#pause === undefined) return
    const { over } = this.#pause
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      const error = new StoreError('unavailable', `the store did not answer within ${timeoutMs} ms`)
      timer = setTimeout(() => reject(error), timeoutMs)
    })
    await Promise.race([over, late]).finally(() => clearTimeout(timer))
  }

  connect(bell: Bell): void {
    this.#bells.add(bell)
    this.leases.attend(true)
  }

  disconnect(bell: Bell): void {
    this.#bells.delete(bell)
    this.leases.attend(this.#bells.size > 0)
  }

  #drop(count: number): void {
    this.#dropped = this.#log[count - 1]?.revision ?? this.#dropped
    this.#log.splice(0, count)
  }

  #ring(): void {
    for (const bell of this.#bells) bell.ring()
  }
}
