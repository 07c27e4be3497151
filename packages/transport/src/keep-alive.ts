import type { Connection } from './connection.ts'

export interface KeepAliveOptions {
  /** Silence after which the peer is asked for an echo, in milliseconds; 10000 by default. */
  readonly idleMs?: number
  /** Silence after that question which means that the peer is gone; 30000 by default. */
  readonly answerMs?: number
  /**
   * The same while other requests are outstanding; 120000 by default. A peer of one thread answers no echo while it works:
   * ovsdb-server on a large transaction, a switch on a large bundle or barrier. It must not be cut off for that.
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

export interface KeepAliveActions {
  /** Whether requests other than the echo are outstanding. */
  busy(): boolean
  /** Sends an echo request. */
  ask(): void
  /** The peer is gone. */
  giveUp(): void
}

/** Watches a connection until the returned function is called: asks a silent peer, and gives up one that stays silent. */
export function keepAlive(
  connection: Pick<Connection, 'paused' | 'stats'>,
  actions: KeepAliveActions,
  options?: KeepAliveOptions,
): () => void {
  const decider = new KeepAlive(performance.now(), options)
  const timer = setInterval(() => {
    // Who does not listen cannot tell silence from speech; afterwards, it counts as having overslept.
    if (connection.paused) return
    const verdict = decider.check(performance.now(), connection.stats.bytesIn, actions.busy())
    if (verdict === 'ask') actions.ask()
    if (verdict === 'dead') actions.giveUp()
  }, decider.periodMs)
  return () => clearInterval(timer)
}
