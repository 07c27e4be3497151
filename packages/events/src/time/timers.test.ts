import { describe, expect, it } from 'vitest'
import { FakeClock } from './fake-clock.ts'
import { Timers } from './timers.ts'

const fail = (error: unknown): never => {
  throw error
}

describe('timers', () => {
  it('fire in order, equal ones as they were set, also when one sets or cancels another', async () => {
    const clock = new FakeClock()
    const timers = new Timers(clock, fail)
    const fired: string[] = []
    const cancelled = timers.after(15, () => fired.push('cancelled'))
    timers.after(10, () => {
      fired.push('a')
      timers.cancel(cancelled)
      timers.after(0, () => fired.push('at once'))
    })
    timers.after(10, () => fired.push('b'))
    timers.after(5, () => fired.push('first'))
    timers.cancel(timers.after(1, () => fired.push('never')))
    await clock.advance(100)
    expect(fired).toEqual(['first', 'a', 'b', 'at once'])
  })

  it('leave out rounds that nobody could see', () => {
    let nowMs = 0
    let alarm = { atMs: 0, ring: (): void => {} }
    const alone = {
      nowMs: () => nowMs,
      alarm: (atMs: number, ring: () => void) => {
        alarm = { atMs, ring }
        return () => {}
      },
    }
    let fired = 0
    new Timers(alone, fail).every(10, () => (fired += 1))
    nowMs = 35
    alarm.ring()
    expect([fired, alarm.atMs]).toEqual([1, 40])
  })

  it('of a clock for tests ring in their order', async () => {
    const clock = new FakeClock()
    const rung: number[] = []
    for (const ms of [20, 10, 30]) clock.alarm(ms, () => rung.push(clock.nowMs()))
    await clock.advance(25)
    expect([rung, clock.nowMs()]).toEqual([[10, 20], 25])
  })

  it('repeat without drift, leave out missed rounds, and survive failures', async () => {
    const clock = new FakeClock()
    const errors: unknown[] = []
    const timers = new Timers(clock, (error) => errors.push(error))
    const at: number[] = []
    const timer = timers.every(10, () => {
      at.push(clock.nowMs())
      if (at.length === 2) throw new Error('oops')
    })
    await clock.advance(35)
    timers.cancel(timer)
    await clock.advance(35)
    expect([at, errors, timers.size]).toEqual([[10, 20, 30], [new Error('oops')], 0])
    expect(() => timers.after(-1, () => {})).toThrow('a timer cannot be set to -1 ms')
    expect(() => timers.after(NaN, () => {})).toThrow('a timer cannot be set to NaN ms')
    expect(() => timers.every(0, () => {})).toThrow('every 0 ms')
  })
})
