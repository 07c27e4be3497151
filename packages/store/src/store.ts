import type { Deadline } from './deadline.ts'
import type { CommitRequest, Driver, Health } from './driver.ts'
import type { Mirror, MirrorOptions } from './mirror/mirror.ts'
import type { ObjectClass } from './object-class.ts'
import type { Reader, Transaction } from './transaction.ts'
import { checkRepeat, type Run } from './determinism.ts'
import { StoreError } from './errors.ts'
import { openMirror } from './mirror/open-mirror.ts'
import { Problems, type StoreProblem } from './problems.ts'
import { Conflict, Retry, type TransactOptions } from './retry.ts'
import { ConflictSignal, Snapshot } from './snapshot.ts'
import { openLease, type KeptLease, type LeaseOptions, type StoreLease } from './store-lease.ts'
import { Attempt, type StagedWrite } from './transaction.ts'
import { planCommit } from './write-plan.ts'

export interface StoreOptions {
  /** Told once about every damaged value that is met and skipped. */
  readonly onProblem?: (problem: StoreProblem) => void
  /**
   * For tests: runs the function of every transaction twice on the same data, and refuses it as `invalid` when the second
   * run reads or writes something else. Default false.
   */
  readonly checkDeterminism?: boolean
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
  readonly #problems: Problems
  readonly #checkDeterminism: boolean
  readonly #retry = new Retry()
  readonly #mirrors = new Set<Mirror>()
  readonly #leases = new Set<KeptLease>()
  #closed = false

  constructor(driver: Driver, options: StoreOptions = {}) {
    this.#driver = driver
    this.#problems = new Problems(options.onProblem ?? (() => {}))
    this.#checkDeterminism = options.checkDeterminism ?? false
  }

  /**
   * Runs `fn` and commits what it has put and deleted: all of it or nothing, as if no other transaction had run in
   * between. When another commit gets in the way, `fn` runs again on fresh data, so it must have no effect besides
   * the transaction. Resolves when the commit is durable. What `fn` throws ends the transaction without a write.
   *
   * @throws StoreError `contention`, `aborted`, `unavailable`, `full`, `too_large`, `corrupt`, `newer`, `expired`;
   * UniqueError, DanglingError, ReferencedError
   */
  async transact<R>(fn: (tx: Transaction) => Promise<R> | R, options: TransactOptions = {}): Promise<Committed<R>> {
    return this.#retry.run((deadline, isTaken) => this.#attempt(fn, deadline, isTaken), options)
  }

  /** Runs `fn` on consistent reads; like {@link transact} without writes. */
  async read<R>(fn: (reader: Reader) => Promise<R> | R, options: TransactOptions = {}): Promise<Committed<R>> {
    return this.#retry.run((deadline, isTaken) => this.#attempt(fn, deadline, isTaken), options)
  }

  /** An in-memory replica of the classes; resolves when it holds a first consistent state. */
  async openMirror(classes: readonly ObjectClass[], options: MirrorOptions = {}): Promise<Mirror> {
    this.#check()
    const mirror = await openMirror(this.#driver, classes, this.#problems, options)
    this.#mirrors.add(mirror)
    mirror.onStatus(({ state }) => {
      if (state === 'closed') this.#mirrors.delete(mirror)
    })
    return mirror
  }

  /**
   * Begins a lease and keeps it. What is put under it vanishes when it ends: this process is gone or cut off for `ttlMs`,
   * or has closed the lease.
   *
   * @throws StoreError `unavailable`, `invalid`
   */
  async lease(options: LeaseOptions): Promise<StoreLease> {
    this.#check()
    const lease = await openLease(this.#driver, options)
    if (this.#closed) lease.abandon()
    this.#leases.add(lease)
    void lease.ended.then(() => this.#leases.delete(lease))
    return lease
  }

  health(): Promise<Health> {
    return this.#driver.health()
  }

  /** Closes the mirrors and the driver, after the commits under way. Leases are no longer renewed. */
  async close(): Promise<void> {
    this.#closed = true
    for (const lease of this.#leases) lease.abandon()
    await Promise.all([...this.#mirrors].map((mirror) => mirror.close()))
    await this.#driver.close()
  }

  async #attempt<R>(
    fn: (tx: Transaction) => Promise<R> | R,
    deadline: Deadline,
    isTaken: (keys: Iterable<string>) => boolean,
  ): Promise<Committed<R> | Conflict> {
    this.#check()
    const snapshot = new Snapshot(this.#driver, deadline)
    const attempt = this.#begin(snapshot)
    const asked = this.#checkDeterminism ? snapshot.recordAsked() : undefined
    try {
      const value = await fn(attempt)
      attempt.finish()
      // A function may have swallowed the signal and gone on with half of its reads.
      if (snapshot.conflicted) return new Conflict(snapshot.read)
      await attempt.settle()
      if (snapshot.conflicted) return new Conflict(snapshot.read)
      if (asked !== undefined) await this.#repeat(fn, snapshot, { asked, staged: attempt.staged })
      const request = await planCommit(snapshot, attempt.staged, this.#driver.limits, attempt.mended)
      if (request === undefined) return { value, revision: snapshot.revision ?? 0 }
      if (isTaken(request.keys.keys()) || isTaken(request.prefixes)) return new Conflict(snapshot.read)
      const revision = await this.#commit(request, attempt.staged, deadline)
      return revision === undefined ? new Conflict(snapshot.read) : { value, revision }
    } catch (error) {
      if (snapshot.conflicted || error instanceof ConflictSignal) return new Conflict(snapshot.read)
      throw error
    } finally {
      attempt.finish()
    }
  }

  #begin(snapshot: Snapshot): Attempt {
    return new Attempt(snapshot, this.#problems)
  }

  async #repeat(fn: (tx: Transaction) => unknown, snapshot: Snapshot, first: Run): Promise<void> {
    await checkRepeat(snapshot, first, () => {
      const attempt = this.#begin(snapshot)
      const done = Promise.resolve(attempt)
        .then(fn)
        .then(() => attempt.settle())
      return { staged: attempt.staged, done: done.finally(() => attempt.finish()) }
    })
  }

  /** The revision; undefined when a conflicting commit got in the way. */
  async #commit(
    request: CommitRequest,
    staged: ReadonlyMap<string, StagedWrite>,
    deadline: Deadline,
  ): Promise<number | undefined> {
    const result = await this.#driver.commit(request, deadline.request)
    if (result.committed) return result.revision
    if (result.reason === 'lease') await refuseEnded(staged, deadline)
    return undefined
  }

  #check(): void {
    if (this.#closed) throw new StoreError('closed', 'the store is closed')
  }
}

/** Finds out which lease has ended. When none has, it was one that an object had before, and the object is gone with it. */
async function refuseEnded(staged: ReadonlyMap<string, StagedWrite>, deadline: Deadline): Promise<void> {
  for (const [key, { lease }] of staged) {
    if (lease === undefined || lease === null || (await lease.renew(deadline.request))) continue
    throw new StoreError('expired', `${key}: the lease it was to depend on has ended; nothing was written`, { key })
  }
}
