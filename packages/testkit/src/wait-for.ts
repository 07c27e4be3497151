import { setTimeout as sleep } from 'node:timers/promises'

export interface WaitOptions {
  /** What is awaited, as the end of "waited 5000 ms for …". */
  readonly what: string
  /** Default 10 000. */
  readonly timeoutMs?: number
}

/** The condition did not come true in time; the message says what was awaited and what was seen last. */
export class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError'
}

const firstPauseMs = 5
const longestPauseMs = 250

/**
 * Polls `condition`, ever less often, until it returns something other than `false`, `null` or `undefined`, and returns
 * that. A condition that throws counts as not yet true.
 *
 * @throws WaitTimeoutError
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { what, timeoutMs = 10_000 }: WaitOptions,
): Promise<Exclude<T, false | null | undefined>> {
  const start = performance.now()
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    let seen: string
    let cause: unknown
    try {
      const value = await condition()
      if (value !== false && value !== null && value !== undefined) return value as Exclude<T, false | null | undefined>
      seen = `last value: ${String(value)}`
    } catch (error) {
      cause = error
      seen = `last error: ${error instanceof Error ? error.message : String(error)}`
    }
    const leftMs = start + timeoutMs - performance.now()
    if (leftMs <= 0) throw new WaitTimeoutError(`waited ${timeoutMs} ms for ${what}; ${seen}`, { cause })
    await sleep(Math.min(pauseMs, leftMs))
  }
}
