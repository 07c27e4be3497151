export interface KeepAliveOptions {
  /** Silence after which the peer is asked for an echo, in milliseconds; 10000 by default. */
  readonly idleMs?: number
  /** Silence after that question which means that the peer is gone; 30000 by default. */
  readonly answerMs?: number
  /**
   * The same while other requests are outstanding; 120000 by default. ovsdb-server is one thread: while it works on a
   * large transaction it answers nothing.
   */
  readonly busyAnswerMs?: number
}

/** Decides from what was received, and when, whether the peer lives. It has no timer of its own. */
export class KeepAlive {
  /** How often to `check`, in milliseconds. */
  readonly periodMs: number
  readonly #options: Required<KeepAliveOptions>
  #bytesIn = 0
  #heardAt: number
  #checkedAt: number
  #askedAt: number | undefined

  constructor(nowMs: number, options: KeepAliveOptions = {}) {
    const { idleMs = 10_000, answerMs = 30_000, busyAnswerMs = 120_000 } = options
    this.#options = { idleMs, answerMs, busyAnswerMs }
    this.periodMs = Math.max(1, Math.min(idleMs, answerMs, busyAnswerMs) / 2)
    this.#heardAt = nowMs
    this.#checkedAt = nowMs
  }

  /**
   * @param bytesIn bytes received since the connection began: any of them is a sign of life
   * @param busy whether requests other than the echo are outstanding
   * @returns `ask` when an echo request is to be sent now
   */
  check(nowMs: number, bytesIn: number, busy: boolean): 'alive' | 'ask' | 'dead' {
    // When this check itself comes late, we did not listen: silence until now says nothing about the peer.
    const overslept = nowMs - this.#checkedAt > 3 * this.periodMs
    this.#checkedAt = nowMs
    if (bytesIn !== this.#bytesIn || overslept) {
      this.#bytesIn = bytesIn
      this.#heardAt = nowMs
      this.#askedAt = undefined
      return 'alive'
    }
    const { idleMs, answerMs, busyAnswerMs } = this.#options
    if (this.#askedAt === undefined) {
      if (nowMs - this.#heardAt < idleMs) return 'alive'
      this.#askedAt = nowMs
      return 'ask'
    }
    return nowMs - this.#askedAt < (busy ? busyAnswerMs : answerMs) ? 'alive' : 'dead'
  }
}
