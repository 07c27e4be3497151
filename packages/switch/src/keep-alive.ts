export interface KeepAliveLimits {
  /** Silence after which an echo request is sent, in milliseconds. */
  readonly idleMs: number
  /** Silence after that echo request after which the switch is given up, in milliseconds. */
  readonly timeoutMs: number
  /**
   * The same while requests are unanswered: a switch that works on a large bundle or barrier answers echoes late and must not
   * be cut off for that.
   */
  readonly busyTimeoutMs: number
}

export const DEFAULT_KEEP_ALIVE: KeepAliveLimits = { idleMs: 10_000, timeoutMs: 10_000, busyTimeoutMs: 120_000 }

export interface KeepAliveActions {
  /** True while an answer other than to an echo is outstanding. */
  busy(): boolean
  ask(): void
  giveUp(silentMs: number): void
}

/** Notices a dead peer: asks after a silence, gives up after a longer one. Any message counts as a sign of life. */
export class KeepAlive {
  readonly #limits: KeepAliveLimits
  readonly #actions: KeepAliveActions
  #timer: NodeJS.Timeout | undefined
  #heardMs = performance.now()
  #asked = false

  constructor(limits: KeepAliveLimits, actions: KeepAliveActions) {
    this.#limits = limits
    this.#actions = actions
    this.#arm(limits.idleMs)
  }

  /** The peer said something. Only a note is taken, because this runs for every message. */
  heard(): void {
    this.#heardMs = performance.now()
    this.#asked = false
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #arm(delayMs: number): void {
    this.#timer = setTimeout(() => this.#check(), delayMs)
    this.#timer.unref()
  }

  #check(): void {
    const { idleMs, timeoutMs, busyTimeoutMs } = this.#limits
    const silentMs = performance.now() - this.#heardMs
    const limitMs = idleMs + (this.#actions.busy() ? busyTimeoutMs : timeoutMs)
    if (silentMs < idleMs) {
      this.#arm(idleMs - silentMs)
    } else if (silentMs < limitMs) {
      if (!this.#asked) {
        this.#asked = true
        this.#actions.ask()
      }
      // Looks again soon, because the peer may become idle and the shorter limit count.
      this.#arm(Math.min(limitMs - silentMs, timeoutMs))
    } else {
      this.#actions.giveUp(silentMs)
    }
  }
}
