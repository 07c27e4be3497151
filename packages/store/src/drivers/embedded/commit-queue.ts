import type { CommitRequest, CommitResult } from '../../driver.ts'
import type { Tables } from './database.ts'
import { StoreError } from '../../errors.ts'
import { applyCommit, type Retention } from './apply-commit.ts'

interface Waiting {
  readonly request: CommitRequest
  readonly resolve: (result: CommitResult) => void
  readonly reject: (error: StoreError) => void
}

/** Enough to keep the disk busy; bounds, so that one group does not hold the write lock of the machine for long. */
const largestGroup = 256
const largestGroupChars = 32 << 20

/**
 * Writes commits in groups: those that arrive while a group is on its way to the disk form the next one and share one
 * transaction of the database and one fsync. Inside a group they are checked and applied one after the other.
 */
export class CommitQueue {
  readonly #tables: Tables
  readonly #retention: Retention
  readonly #onCommitted: () => void
  #waiting: Waiting[] = []
  #running: Promise<void> | undefined
  #failure: StoreError | undefined

  constructor(tables: Tables, retention: Retention, onCommitted: () => void) {
    this.#tables = tables
    this.#retention = retention
    this.#onCommitted = onCommitted
  }

  /** Why the last group could not be written; undefined when it was. */
  get failure(): StoreError | undefined {
    return this.#failure
  }

  add(request: CommitRequest): Promise<CommitResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject })
      this.#running ??= this.#run()
    })
  }

  /** Resolves when everything added so far has been written or refused. */
  async drain(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    // Commits of the same turn belong to the first group already.
    await Promise.resolve()
    while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0, groupSize(this.#waiting)))
    this.#running = undefined
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    let results: CommitResult[]
    try {
      // A child transaction, because only that is undone as a whole when one of its writes fails.
      results = await this.#tables.root.childTransaction(() =>
        group.map(({ request }) => applyCommit(this.#tables, request, this.#retention)),
      )
      this.#failure = undefined
    } catch (error) {
      const failure = await describeFailure(error)
      this.#failure = failure
      for (const { reject } of group) reject(failure)
      return
    }
    for (const [i, { resolve }] of group.entries()) resolve(results[i] ?? { committed: false })
    this.#onCommitted()
  }
}

/** How many of the waiting commits the next group takes: at least one. */
function groupSize(waiting: readonly Waiting[]): number {
  let chars = 0
  let size = 0
  for (const { request } of waiting) {
    for (const text of request.writes.values()) chars += text?.length ?? 0
    if (size === largestGroup || (size > 0 && chars > largestGroupChars)) break
    size++
  }
  return size
}

const spacePattern = /no space left|quota exceeded|file too large|MDB_MAP_FULL/i

async function describeFailure(error: unknown): Promise<StoreError> {
  const cause = await rootCause(error)
  const reason = cause instanceof Error ? cause.message : String(cause)
  if (spacePattern.test(reason)) {
    return new StoreError('full', `the store has no space left, nothing was written: ${reason}`, { cause })
  }
  return new StoreError('unavailable', `the store could not be written: ${reason}`, { cause })
}

/** The database library rejects with "Commit failed" and hands out the reason as a promise beside it. */
async function rootCause(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error
  try {
    await error.commitError
    return error
  } catch (reason) {
    return reason
  }
}
