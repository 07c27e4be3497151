import { setTimeout as sleep } from 'node:timers/promises'
import { Deadline } from './deadline.ts'
import { StoreError } from './errors.ts'

export interface TransactOptions {
  /** Ends the waiting, the reads and the retries; a commit under way is not undone. */
  readonly signal?: AbortSignal
  /** Time after which no further attempt starts, and the storage is no longer waited for. Default 30 000 ms. */
  readonly timeoutMs?: number
}

const defaultTimeoutMs = 30_000
const firstPauseMs = 2
const longestPauseMs = 200
/** After so many conflicts the transaction waits for its turn among the others that failed as often. */
const impatientAttempts = 2

/** Undefined when a conflicting commit got in the way. */
type Attempt<R> = (deadline: Deadline) => Promise<R | undefined>

/**
 * Repeats attempts that met a conflict, after pauses of random length that grow up to a bound. Transactions of this
 * process that keep meeting conflicts then go one at a time: they would only disturb each other.
 */
export class Retry {
  #turn: Promise<void> = Promise.resolve()

  /** Runs `attempt` until it returns something. @throws StoreError `contention`, `aborted` */
  async run<R>(attempt: Attempt<R>, { signal, timeoutMs = defaultTimeoutMs }: TransactOptions): Promise<R> {
    const deadline = new Deadline(timeoutMs, signal)
    for (let failures = 0; failures < impatientAttempts; failures++) {
      const result = await attemptAfter(failures, attempt, deadline)
      if (result !== undefined) return result
    }
    return this.#inTurn(() => insist(attempt, deadline), deadline)
  }

  async #inTurn<R>(work: () => Promise<R>, deadline: Deadline): Promise<R> {
    const previous = this.#turn
    let end = (): void => {}
    this.#turn = new Promise((resolve) => {
      // Who gives up waiting still keeps its place until the one before has ended.
      end = () => void previous.then(resolve)
    })
    try {
      // Not for ever: a transaction inside another one's function would wait for its own end.
      await deadline.race(previous, contention)
      return await work()
    } finally {
      end()
    }
  }
}

/** Whoever has its turn competes with newcomers and other processes only, so it begins without a pause. */
async function insist<R>(attempt: Attempt<R>, deadline: Deadline): Promise<R> {
  for (let failures = 0; ; failures++) {
    const result = await attemptAfter(failures, attempt, deadline)
    if (result !== undefined) return result
  }
}

async function attemptAfter<R>(failures: number, attempt: Attempt<R>, deadline: Deadline): Promise<R | undefined> {
  if (failures > 0) await pause(failures, deadline)
  deadline.check()
  return attempt(deadline)
}

async function pause(failures: number, deadline: Deadline): Promise<void> {
  const ms = Math.random() * Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 16))
  if (ms > deadline.remainingMs) throw contention()
  await deadline.race(sleep(ms))
}

function contention(): StoreError {
  return new StoreError('contention', 'gave up: other transactions kept changing what this one had read')
}
