import type { CommitRecord, FeedItem } from './driver.ts'

/** A commit log that can be read again and again: what the embedded and the in-memory driver have. */
export interface CommitLog {
  /** The next records after a revision, at least one if there is one, at most `limit`; undefined when they are no longer kept or never were. */
  recordsAfter(revision: number, limit: number): readonly CommitRecord[] | undefined
}

const recordsPerRead = 256

/** The feed of a driver: reads the log to its end, waits for the bell, reads on. */
export async function* followLog(
  log: CommitLog,
  after: number,
  bell: Bell,
  signal: AbortSignal,
): AsyncGenerator<FeedItem, void, undefined> {
  let position = after
  while (!signal.aborted && !bell.closed) {
    // Taken before the log is read: a commit that lands after the read rings, and the wait below then returns at once.
    const rings = bell.rings
    const records = log.recordsAfter(position, recordsPerRead)
    if (records === undefined) {
      yield { kind: 'gap' }
      return
    }
    for (const record of records) {
      if (signal.aborted) return
      yield record
      position = record.revision
    }
    if (records.length === 0) await bell.wait(rings, signal)
  }
}

/** Wakes the followers of a log. Rings are counted, so that none is missed between looking and waiting. */
export class Bell {
  readonly #waiting = new Set<() => void>()
  #rings = 0
  #closed = false

  get rings(): number {
    return this.#rings
  }

  get closed(): boolean {
    return this.#closed
  }

  ring(): void {
    this.#rings++
    for (const wake of this.#waiting) wake()
  }

  /** Wakes everybody for the last time. */
  close(): void {
    this.#closed = true
    this.ring()
  }

  /** Resolves when the bell has rung more than `rings` times, or the signal is aborted. */
  async wait(rings: number, signal: AbortSignal): Promise<void> {
    if (this.#rings !== rings || this.#closed || signal.aborted) return
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake)
    })
  }
}
