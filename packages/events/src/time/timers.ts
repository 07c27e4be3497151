import { Heap, type Heaped } from '../heap.ts'
import type { Clock } from './clock.ts'

/** A time at which something is to be done. */
export interface Timer extends Heaped {
  readonly atMs: number
}

interface Scheduled extends Timer {
  atMs: number
  number: number
  readonly everyMs: number
  readonly callback: () => void
}

function checkedMs(ms: number): number {
  if (typeof ms === 'number' && ms >= 0) return ms
  throw new RangeError(`a timer cannot be set to ${ms} ms`)
}

/** Timers on a clock: those of one time fire in the order they were set, none fires early. One alarm serves all. */
export class Timers {
  readonly #clock: Clock
  readonly #onError: (error: unknown) => void
  readonly #heap = new Heap<Scheduled>((a, b) => a.atMs < b.atMs || (a.atMs === b.atMs && a.number < b.number))
  #set = 0
  #alarmMs = Infinity
  #cancelAlarm: (() => void) | undefined

  constructor(clock: Clock, onError: (error: unknown) => void) {
    this.#clock = clock
    this.#onError = onError
  }

  /** Timers that are set. */
  get size(): number {
    return this.#heap.size
  }

  after(ms: number, callback: () => void): Timer {
    return this.#add(checkedMs(ms), 0, callback)
  }

  /** Again and again, without drift; rounds that were missed are left out. */
  every(ms: number, callback: () => void): Timer {
    if (checkedMs(ms) === 0) throw new RangeError('a timer cannot fire every 0 ms')
    return this.#add(ms, ms, callback)
  }

  cancel(timer: Timer): void {
    if (!this.#heap.remove(timer as Scheduled)) return
    // An alarm for a timer that is gone may ring for nothing, unless it is the only thing that keeps the process alive.
    if (this.#heap.size === 0) this.#arm()
  }

  #add(ms: number, everyMs: number, callback: () => void): Timer {
    const timer = { atMs: this.#clock.nowMs() + ms, number: this.#set++, everyMs, callback, place: -1 }
    this.#heap.push(timer)
    if (timer.atMs < this.#alarmMs) this.#arm()
    return timer
  }

  #arm(): void {
    this.#cancelAlarm?.()
    this.#cancelAlarm = undefined
    this.#alarmMs = this.#heap.first?.atMs ?? Infinity
    if (this.#alarmMs < Infinity) this.#cancelAlarm = this.#clock.alarm(this.#alarmMs, this.#ring)
  }

  readonly #ring = (): void => {
    const nowMs = this.#clock.nowMs()
    for (let timer = this.#heap.first; timer !== undefined && timer.atMs <= nowMs; timer = this.#heap.first) {
      this.#heap.remove(timer)
      if (timer.everyMs > 0) {
        timer.atMs += timer.everyMs * Math.max(1, Math.ceil((nowMs - timer.atMs) / timer.everyMs))
        timer.number = this.#set++
        this.#heap.push(timer)
      }
      try {
        timer.callback()
      } catch (error) {
        this.#onError(error)
      }
    }
    this.#arm()
  }
}
