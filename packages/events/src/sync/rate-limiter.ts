import { EventError } from '../errors.ts'
import { List } from '../list.ts'
import type { Timer, Timers } from '../time/timers.ts'
import { type AcquireOptions, type Place, standInLine } from './acquire.ts'

function checked(what: string, value: number): number {
  if (value > 0) return value
  throw new EventError('limit', `${what} is ${value}, not a positive number`)
}

/**
 * So many units in each turn of the event loop. Requests lie on a line one after the other; one is let in by the turn in which it
 * begins, so one that is larger than the limit takes several turns from those behind it.
 */
export class TurnLimiter {
  readonly #perTurn: number
  readonly #line = new List<Place>()
  #booked = 0
  #open: number
  #isTurning = false

  constructor(perTurn: number) {
    this.#perTurn = this.#open = checked('perTurn', perTurn)
  }

  /** Resolves in the turn that has room for the request. */
  limit(use = 1, options: AcquireOptions = {}): Promise<void> {
    const start = this.#booked
    this.#booked += checked('use', use)
    if (!this.#isTurning) {
      this.#isTurning = true
      setImmediate(this.#turn)
    }
    return start < this.#open
      ? Promise.resolve()
      : standInLine(this.#line, 'waiting for a turn', options, start).promise
  }

  readonly #turn = (): void => {
    if (this.#open >= this.#booked) {
      this.#booked = 0
      this.#open = this.#perTurn
      this.#isTurning = false
      return
    }
    this.#open += this.#perTurn
    for (let { first } = this.#line; first !== undefined && first.use < this.#open; { first } = this.#line)
      first.settle()
    setImmediate(this.#turn)
  }
}

export interface RateLimiterOptions {
  readonly perSecond: number
  /** Units that can be used at once after a pause; as many as in a second by default. */
  readonly burst?: number
}

/** So many units in each second. A request larger than the burst waits for a full one, and those behind it for the rest. */
export class RateLimiter {
  readonly #timers: Timers
  readonly #nowMs: () => number
  readonly #perMs: number
  readonly #burst: number
  readonly #line = new List<Place>()
  #units: number
  #atMs: number
  #timer: Timer | undefined

  constructor(
    { timers, clock }: { readonly timers: Timers; readonly clock: { nowMs(): number } },
    { perSecond, burst = perSecond }: RateLimiterOptions,
  ) {
    this.#timers = timers
    this.#nowMs = () => clock.nowMs()
    this.#perMs = checked('perSecond', perSecond) / 1000
    this.#burst = this.#units = checked('burst', burst)
    this.#atMs = clock.nowMs()
  }

  /** Resolves when the request may go on, the first come first. */
  limit(use = 1, options: AcquireOptions = {}): Promise<void> {
    checked('use', use)
    if (this.#line.size === 0 && this.#takes(use)) return Promise.resolve()
    const { promise } = standInLine(this.#line, 'waiting for the rate', options, use)
    this.#arm()
    return promise
  }

  #takes(use: number): boolean {
    const nowMs = this.#nowMs()
    this.#units = Math.min(this.#burst, this.#units + (nowMs - this.#atMs) * this.#perMs)
    this.#atMs = nowMs
    // Fractions of a unit get lost in sums.
    if (this.#units + 1e-6 < Math.min(use, this.#burst)) return false
    this.#units -= use
    return true
  }

  #arm(): void {
    const { first } = this.#line
    if (first === undefined || this.#timer !== undefined) return
    const lack = Math.min(first.use, this.#burst) - this.#units
    this.#timer = this.#timers.after(Math.max(0, lack / this.#perMs), () => {
      this.#timer = undefined
      for (let one = this.#line.first; one !== undefined && this.#takes(one.use); one = this.#line.first) one.settle()
      this.#arm()
    })
  }
}
