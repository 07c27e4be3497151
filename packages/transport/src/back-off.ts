export interface BackOff {
  /** Longest first delay, in milliseconds; 250 by default. */
  readonly startMs?: number
  /** Longest delay, in milliseconds; 8000 by default. */
  readonly capMs?: number
}

export const DEFAULT_START_MS = 250
export const DEFAULT_CAP_MS = 8000

// The share of a delay that is certain; the rest is random, so that the clients of a restarted server come back spread.
const FIXED_SHARE = 0.4

/**
 * The delay before the next attempt, in milliseconds, after `failures` failures in a row (1 or more). It doubles up to
 * the cap and is between 40 and 100 % of that: with the defaults 100 to 250 ms first, 3.2 to 8 s in the end.
 * @param random a number from 0 to 1
 */
export function backOffDelay(failures: number, backOff: BackOff = {}, random: number = Math.random()): number {
  const { startMs = DEFAULT_START_MS, capMs = DEFAULT_CAP_MS } = backOff
  const full = Math.min(capMs, startMs * 2 ** Math.max(0, failures - 1))
  return Math.round(full * (FIXED_SHARE + (1 - FIXED_SHARE) * random))
}
