export interface Rate {
  readonly perSecond: number
  /** How many may come at once; one second's worth unless given. */
  readonly burst?: number
}

/** A token bucket: lets through what a rate allows. Time is given by the caller, in milliseconds of a monotonic clock. */
export class RateLimit {
  readonly #perMs: number
  readonly #burst: number
  #tokens: number
  #at: number

  /** @throws RangeError for a rate that lets nothing through */
  static check({ perSecond, burst = perSecond }: Rate): void {
    if (!(perSecond > 0)) throw new RangeError(`perSecond: ${perSecond} lets nothing through`)
    if (!(burst >= 1)) throw new RangeError(`burst: ${burst} lets nothing through`)
  }

  /** @throws RangeError for a rate that lets nothing through */
  constructor(rate: Rate, nowMs: number) {
    RateLimit.check(rate)
    const { perSecond, burst = perSecond } = rate
    this.#perMs = perSecond / 1000
    this.#burst = burst
    this.#tokens = burst
    this.#at = nowMs
  }

  allows(nowMs: number): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + Math.max(0, nowMs - this.#at) * this.#perMs)
    this.#at = Math.max(this.#at, nowMs)
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
