/** How long the switch takes to answer, in milliseconds. */
export interface RoundTrips {
  readonly count: number
  readonly lastMs: number
  readonly meanMs: number
  readonly maxMs: number
}

export class RoundTripMeter implements RoundTrips {
  count = 0
  lastMs = 0
  maxMs = 0
  #sumMs = 0

  get meanMs(): number {
    return this.count === 0 ? 0 : this.#sumMs / this.count
  }

  add(ms: number): void {
    this.count += 1
    this.lastMs = ms
    this.#sumMs += ms
    if (ms > this.maxMs) this.maxMs = ms
  }
}
