import type { Driver, Health } from './driver.ts'
import type { Mirror } from './mirror/mirror.ts'
import type { ObjectClass } from './object-class.ts'
import type { Reader, Transaction } from './transaction.ts'
import { StoreError } from './errors.ts'
import { openMirror } from './mirror/open-mirror.ts'
import { Retry, type TransactOptions } from './retry.ts'
import { ConflictSignal, Snapshot } from './snapshot.ts'
import { Attempt } from './transaction.ts'
import { planCommit } from './write-plan.ts'

/** Something stored is damaged; the rest works. */
export interface StoreProblem {
  readonly key: string
  readonly message: string
}

export interface StoreOptions {
  /** Told about every damaged value that is met and skipped. */
  readonly onProblem?: (problem: StoreProblem) => void
}

/** The outcome of a transaction. */
export interface Committed<R> {
  /** What the caller's function returned. */
  readonly value: R
  /**
   * The commit's revision, or, when nothing was written, a revision at which everything read was true. Wait for it on
   * a {@link Mirror} to see there what was written here.
   */
  readonly revision: number
}

/** Typed objects in transactions over a {@link Driver}. */
export class Store {
  readonly #driver: Driver
  readonly #onProblem: (problem: StoreProblem) => void
  readonly #retry = new Retry()
  readonly #mirrors = new Set<Mirror>()
  #closed = false

  constructor(driver: Driver, options: StoreOptions = {}) {
    this.#driver = driver
    this.#onProblem = options.onProblem ?? (() => {})
  }

  /**
   * Runs `fn` and commits what it has put and deleted: all of it or nothing, as if no other transaction had run in
   * between. When another commit gets in the way, `fn` runs again on fresh data, so it must have no effect besides
   * the transaction. Resolves when the commit is durable. What `fn` throws ends the transaction without a write.
   *
   * @throws StoreError `contention`, `aborted`, `unavailable`, `full`, `too_large`, `corrupt`, `newer`; UniqueError, DanglingError,
   * ReferencedError
   */
  async transact<R>(fn: (tx: Transaction) => Promise<R> | R, options: TransactOptions = {}): Promise<Committed<R>> {
    return this.#retry.run(() => this.#attempt(fn), options)
  }

  /** Runs `fn` on consistent reads; like {@link transact} without writes. */
  async read<R>(fn: (reader: Reader) => Promise<R> | R, options: TransactOptions = {}): Promise<Committed<R>> {
    return this.#retry.run(() => this.#attempt(fn), options)
  }

  /** An in-memory replica of the classes; resolves when it holds a first consistent state. */
  async openMirror(classes: readonly ObjectClass[]): Promise<Mirror> {
    this.#check()
    const mirror = await openMirror(this.#driver, classes, this.#onProblem)
    this.#mirrors.add(mirror)
    mirror.onStatus(({ state }) => {
      if (state === 'closed') this.#mirrors.delete(mirror)
    })
    return mirror
  }

  health(): Promise<Health> {
    return this.#driver.health()
  }

  /** Closes the mirrors and the driver, after the commits under way. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#mirrors].map((mirror) => mirror.close()))
    await this.#driver.close()
  }

  /** One attempt; undefined when a conflicting commit got in the way. */
  async #attempt<R>(fn: (tx: Transaction) => Promise<R> | R): Promise<Committed<R> | undefined> {
    this.#check()
    const snapshot = new Snapshot(this.#driver)
    const attempt = new Attempt(snapshot, (error) => {
      this.#onProblem({ key: error.key ?? '', message: error.message })
    })
    try {
      const value = await fn(attempt)
      attempt.finish()
      // A function may have swallowed the signal and gone on with half of its reads.
      if (snapshot.conflicted) return undefined
      await attempt.settle()
      if (snapshot.conflicted) return undefined
      const request = await planCommit(snapshot, attempt.staged, this.#driver.limits, attempt.mended)
      if (request === undefined) return { value, revision: snapshot.revision ?? 0 }
      const result = await this.#driver.commit(request)
      return result.committed ? { value, revision: result.revision } : undefined
    } catch (error) {
      if (snapshot.conflicted || error instanceof ConflictSignal) return undefined
      throw error
    } finally {
      attempt.finish()
    }
  }

  #check(): void {
    if (this.#closed) throw new StoreError('closed', 'the store is closed')
  }
}
