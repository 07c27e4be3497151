import type { Clock } from './clock.ts'

interface Alarm {
  readonly atMs: number
  readonly ring: () => void
}

/** A turn of its own: after all that others do in the next one. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A clock for tests, which stands still until it is told to go on. */
export class FakeClock implements Clock {
  #nowMs = 0
  readonly #alarms = new Set<Alarm>()

  nowMs(): number {
    return this.#nowMs
  }

  alarm(atMs: number, ring: () => void): () => void {
    const alarm = { atMs, ring }
    this.#alarms.add(alarm)
    return () => this.#alarms.delete(alarm)
  }

  /** Goes on by so much, rings at each alarm on the way, and lets all that follows from one happen before the next. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms
    await settled()
    for (;;) {
      const due = [...this.#alarms].filter(({ atMs }) => atMs <= untilMs)
      const next = due.toSorted((a, b) => a.atMs - b.atMs)[0]
      if (next === undefined) break
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      this.#alarms.delete(next)
      next.ring()
      await settled()
    }
    this.#nowMs = untilMs
  }
}
