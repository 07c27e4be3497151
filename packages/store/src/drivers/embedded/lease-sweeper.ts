/** More often than this nobody looks, however much is written. */
const shortestPauseMs = 250
/** All processes wake for the same deadline; the first one does the work. */
const spreadMs = 100
/** What a timer can wait at most. */
const longestPauseMs = 2 ** 31 - 1

export interface SweeperParts {
  /** In how many milliseconds a lease ends; undefined when there is none. */
  readonly msToSweep: () => number | undefined
  readonly sweep: () => Promise<void>
}

/**
 * Ends leases in time. Sleeps until the next deadline, and looks again shortly after something was written, because a
 * process that granted a lease may be gone when that ends. Where there are no leases and no writes, there is no timer.
 */
export class LeaseSweeper {
  readonly #parts: SweeperParts
  #timer: NodeJS.Timeout | undefined
  #dueMs = Infinity
  #stopped = false

  constructor(parts: SweeperParts) {
    this.#parts = parts
  }

  /** Something may have been written. */
  notice(): void {
    this.#wakeIn(shortestPauseMs)
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  #wakeIn(ms: number): void {
    const dueMs = performance.now() + ms
    if (this.#stopped || this.#dueMs <= dueMs) return
    clearTimeout(this.#timer)
    this.#dueMs = dueMs
    this.#timer = setTimeout(() => void this.#work(), Math.min(ms, longestPauseMs)).unref()
  }

  async #work(): Promise<void> {
    this.#dueMs = Infinity
    try {
      if (this.#parts.msToSweep() === 0) await this.#parts.sweep()
      const next = this.#parts.msToSweep()
      if (next !== undefined) this.#wakeIn(Math.max(shortestPauseMs, next) + Math.random() * spreadMs)
    } catch {
      // A full disk, a folder that is being closed: the driver's health tells; the leases have to end all the same.
      this.#wakeIn(1000)
    }
  }
}
