import { setTimeout as sleep } from 'node:timers/promises'
import { StoreError } from './errors.ts'

export interface TransactOptions {
  /** Ends the waiting and the retries; a commit under way is not undone. */
  readonly signal?: AbortSignal
  /** Time after which no further attempt starts. Default 30 000 ms. */
  readonly timeoutMs?: number
}

const defaultTimeoutMs = 30_000
const firstPauseMs = 2
const longestPauseMs = 200
/** After so many conflicts the transaction waits for its turn among the others that failed as often. */
const impatientAttempts = 2

/**
 * Repeats attempts that met a conflict, after pauses of random length that grow up to a bound. Transactions of this
 * process that keep meeting conflicts then go one at a time: they would only disturb each other.
 */
export class Retry {
  #turn: Promise<void> = Promise.resolve()

  /** Runs `attempt` until it returns something. @throws StoreError `contention`, `aborted` */
  async run<R>(attempt: Attempt<R>, { signal, timeoutMs = defaultTimeoutMs }: TransactOptions): Promise<R> {
    const deadline = performance.now() + timeoutMs
    for (let failures = 0; failures < impatientAttempts; failures++) {
      const result = await attemptAfter(failures, attempt, deadline, signal)
      if (result !== undefined) return result
    }
    return this.#inTurn(() => insist(attempt, deadline, signal), deadline, signal)
  }

  async #inTurn<R>(work: () => Promise<R>, deadline: number, signal: AbortSignal | undefined): Promise<R> {
    const previous = this.#turn
    let end = (): void => {}
    this.#turn = new Promise((resolve) => {
      // Who gives up waiting still keeps its place until the one before has ended.
      end = () => void previous.then(resolve)
    })
    try {
      await waitFor(previous, deadline, signal)
      return await work()
    } finally {
      end()
    }
  }
}

/** Waits for a turn, but not for ever: a transaction inside another one's function would wait for its own end. */
async function waitFor(turn: Promise<void>, deadline: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, stop } = expiry(deadline, signal)
  try {
    await Promise.race([turn, promise])
  } finally {
    stop()
  }
}

/** Rejects at the deadline or when the signal is aborted, until it is stopped. */
function expiry(deadline: number, signal: AbortSignal | undefined): { promise: Promise<never>; stop: () => void } {
  let stop = (): void => {}
  const promise = new Promise<never>((_, reject) => {
    const onAbort = (): void => reject(aborted(signal))
    const timer = setTimeout(() => reject(contention()), deadline - performance.now())
    signal?.addEventListener('abort', onAbort)
    if (signal?.aborted === true) onAbort()
    stop = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  })
  return { promise, stop }
}

/** Undefined when a conflicting commit got in the way. */
type Attempt<R> = () => Promise<R | undefined>

/** Whoever has its turn competes with newcomers and other processes only, so it begins without a pause. */
async function insist<R>(attempt: Attempt<R>, deadline: number, signal: AbortSignal | undefined): Promise<R> {
  for (let failures = 0; ; failures++) {
    const result = await attemptAfter(failures, attempt, deadline, signal)
    if (result !== undefined) return result
  }
}

async function attemptAfter<R>(
  failures: number,
  attempt: Attempt<R>,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<R | undefined> {
  if (failures > 0) await pause(failures, deadline, signal)
  if (signal?.aborted === true) throw aborted(signal)
  return attempt()
}

async function pause(failures: number, deadline: number, signal: AbortSignal | undefined): Promise<void> {
  const ms = Math.random() * Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 16))
  if (performance.now() + ms > deadline) throw contention()
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    throw signal?.aborted === true ? aborted(signal) : error
  })
}

function aborted(signal: AbortSignal | undefined): StoreError {
  return new StoreError('aborted', 'the transaction was aborted by its caller', { cause: signal?.reason })
}

function contention(): StoreError {
  return new StoreError('contention', 'gave up: other transactions kept changing what this one had read')
}
