import { defaultRequestMs } from '../../driver.ts'
import { StoreError } from '../../errors.ts'
import type { Tables } from './database.ts'

/** One write among others in a transaction of the database. */
export interface Work<R> {
  /** Runs inside the transaction; must not throw for what a caller may do wrong, since it would undo the whole group. */
  readonly apply: () => R
  /** About how much it writes, in characters. Default 0. */
  readonly chars?: number
  /** Given up after this time when it could not begin. */
  readonly timeoutMs?: number | undefined
}

interface Waiting {
  readonly chars: number
  /** Runs the work and returns what tells its caller, once the group is on the disk. */
  readonly apply: () => () => void
  readonly reject: (error: StoreError) => void
}

/** Enough to keep the disk busy; bounds, so that one group does not hold the write lock of the machine for long. */
const largestGroup = 256
const largestGroupChars = 32 << 20

/**
 * Writes in groups: those that arrive while a group is on its way to the disk form the next one and share one
 * transaction of the database and one fsync. Inside a group they are applied one after the other.
 */
export class CommitQueue {
  readonly #tables: Tables
  readonly #onCommitted: () => void
  readonly #waiting: Waiting[] = []
  #running: Promise<void> | undefined
  #failure: StoreError | undefined

  constructor(tables: Tables, onCommitted: () => void) {
    this.#tables = tables
    this.#onCommitted = onCommitted
  }

  /** Why the last group could not be written; undefined when it was. */
  get failure(): StoreError | undefined {
    return this.#failure
  }

  /** @throws StoreError `full`, `unavailable` */
  add<R>({ apply, chars = 0, timeoutMs = defaultRequestMs }: Work<R>): Promise<R> {
    return new Promise((resolve, reject) => {
      let begun = false
      let late = false
      const timer = setTimeout(() => {
        // Once it has begun, the disk alone decides when it ends.
        if (begun) return
        late = true
        reject(new StoreError('unavailable', `the store could not be written within ${timeoutMs} ms`))
      }, timeoutMs)
      this.#waiting.push({
        chars,
        apply: () => {
          if (late) return () => {}
          begun = true
          clearTimeout(timer)
          const result = apply()
          return () => resolve(result)
        },
        reject: (error) => {
          clearTimeout(timer)
          reject(error)
        },
      })
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
    let done: (() => void)[]
    try {
      // A child transaction, because only that is undone as a whole when one of its writes fails.
      done = await this.#tables.root.childTransaction(() => group.map(({ apply }) => apply()))
      this.#failure = undefined
    } catch (error) {
      const failure = await describeFailure(error)
      this.#failure = failure
      for (const { reject } of group) reject(failure)
      return
    }
    for (const tell of done) tell()
    this.#onCommitted()
  }
}

/** How many of the waiting commits the next group takes: at least one. */
function groupSize(waiting: readonly Waiting[]): number {
  let total = 0
  let size = 0
  for (const { chars } of waiting) {
    total += chars
    if (size === largestGroup || (size > 0 && total > largestGroupChars)) break
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
