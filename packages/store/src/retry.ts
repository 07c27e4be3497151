import { setTimeout as sleep } from 'node:timers/promises'
import { Deadline } from './deadline.ts'
import { StoreError } from './errors.ts'
import { Turns } from './turns.ts'

export interface TransactOptions {
  /** Ends the waiting, the reads and the retries; a commit under way is not undone. */
  readonly signal?: AbortSignal
  /** Time after which no further attempt starts, and the storage is no longer waited for. Default 30 000 ms. */
  readonly timeoutMs?: number
}

const defaultTimeoutMs = 30_000
const firstPauseMs = 2
const longestPauseMs = 200
/** So many conflicts in its turn are answered at once; more are a sign of a crowd in other processes. */
const promptRetries = 2
/** After so many conflicts in one turn it queues again, since it may want other keys by now. */
const attemptsPerTurn = 4

/** An attempt that another commit has got in the way of, with the keys and prefixes it has read. */
export class Conflict {
  readonly keys: readonly string[]

  constructor(keys: readonly string[]) {
    this.keys = keys
  }
}

/** @param isTaken Asked before the commit: does somebody of this process wait for one of these keys? Then it is a conflict. */
type Attempt<R> = (deadline: Deadline, isTaken: (keys: Iterable<string>) => boolean) => Promise<R | Conflict>

const nothingIsTaken = (): boolean => false

/**
 * Repeats attempts that met a conflict. Transactions of this process that want the same keys then go one after the other,
 * and newcomers behind them: they would only disturb each other. Against other processes there are pauses of random
 * length that grow up to a bound.
 */
export class Retry {
  readonly #turns = new Turns()
  readonly #isTaken = (keys: Iterable<string>): boolean => this.#turns.isTaken(keys)

  /** Runs `attempt` until it returns something else than a conflict. @throws StoreError `contention`, `aborted` */
  async run<R>(attempt: Attempt<R>, { signal, timeoutMs = defaultTimeoutMs }: TransactOptions): Promise<R> {
    const deadline = new Deadline(timeoutMs, signal)
    deadline.check()
    let outcome = await attempt(deadline, this.#isTaken)
    for (let failures = 0; outcome instanceof Conflict; failures += attemptsPerTurn) {
      const work = (): Promise<R | Conflict> => insist(attempt, failures, deadline)
      outcome = await this.#turns.run(outcome.keys, deadline, contention, work)
    }
    return outcome
  }
}

/** @param failures Of earlier turns. */
async function insist<R>(attempt: Attempt<R>, failures: number, deadline: Deadline): Promise<R | Conflict> {
  for (let i = 1; ; i++) {
    if (failures + i > promptRetries) await pause(failures + i - promptRetries, deadline)
    deadline.check()
    const outcome = await attempt(deadline, nothingIsTaken)
    if (!(outcome instanceof Conflict) || i === attemptsPerTurn) return outcome
  }
}

async function pause(failures: number, deadline: Deadline): Promise<void> {
  const ms = Math.random() * Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 16))
  if (ms > deadline.remainingMs) throw contention()
  await deadline.race(sleep(ms))
}

function contention(): StoreError {
  return new StoreError('contention', 'gave up: other transactions kept changing what this one had read')
}
