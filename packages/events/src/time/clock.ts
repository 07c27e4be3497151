/** Where time comes from. Milliseconds since any moment, never going back. */
export interface Clock {
  nowMs(): number
  /** Calls once, not before that time. @returns what takes the call back. */
  alarm(atMs: number, ring: () => void): () => void
}

/** The longest delay `setTimeout` takes. */
const LONGEST_MS = 2 ** 31 - 1

/** The monotonic clock of the process: a change of the system's time does not reach it. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  alarm(atMs, ring) {
    let timeout: NodeJS.Timeout
    const arm = (): void => {
      // setTimeout counts whole milliseconds from a cached time, so it may ring early.
      const leftMs = Math.ceil(atMs - performance.now())
      timeout = setTimeout(
        () => (performance.now() >= atMs ? ring() : arm()),
        Math.max(0, Math.min(leftMs, LONGEST_MS)),
      )
    }
    arm()
    return () => clearTimeout(timeout)
  },
}
