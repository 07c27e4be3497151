import { setTimeout as sleep } from 'node:timers/promises'
import type { Deadline } from './deadline.ts'
import type { StoreError } from './errors.ts'

/** Nobody waits longer for a turn: a transaction may be slow, or be waiting for this one, which it has begun. */
const patienceMs = 500

/**
 * Who goes next among the transactions of one process that want the same keys. They enter all their queues in one step,
 * so none ever waits for one that waits for it. Those that share no key do not meet.
 */
export class Turns {
  /** Key to the end of the last one in its queue. */
  readonly #ends = new Map<string, Promise<void>>()

  /** Has anybody a turn for one of these, or waits for it? */
  isTaken(keys: Iterable<string>): boolean {
    if (this.#ends.size > 0) for (const key of keys) if (this.#ends.has(key)) return true
    return false
  }

  /** Runs `work` when all who were there before have ended. @throws StoreError `aborted`; what `late` makes */
  async run<R>(
    keys: readonly string[],
    deadline: Deadline,
    late: () => StoreError,
    work: () => Promise<R>,
  ): Promise<R> {
    const others = new Set(keys.flatMap((key) => this.#ends.get(key) ?? []))
    const before = Promise.all(others)
    let end = (): void => {}
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    for (const key of keys) this.#ends.set(key, ended)
    try {
      if (others.size > 0) await waitFor(before, deadline, late)
      return await work()
    } finally {
      // Who gives up waiting still keeps its place until those before have ended.
      void before.then(() => {
        for (const key of keys) if (this.#ends.get(key) === ended) this.#ends.delete(key)
        end()
      })
    }
  }
}

async function waitFor(turn: Promise<unknown>, deadline: Deadline, late: () => StoreError): Promise<void> {
  const waiting = new AbortController()
  const patience = sleep(patienceMs, undefined, { signal: waiting.signal, ref: false }).catch(() => {})
  await deadline.race(Promise.race([turn, patience]), late).finally(() => waiting.abort())
}
