import { describe, expect, it } from 'vitest'
import { backOffDelay } from './back-off.ts'

describe('backOffDelay', () => {
  it('starts between 100 and 250 ms and ends between 3.2 and 8 s', () => {
    expect([backOffDelay(1, {}, 0), backOffDelay(1, {}, 1)]).toEqual([100, 250])
    expect([backOffDelay(2, {}, 0), backOffDelay(2, {}, 1)]).toEqual([200, 500])
    expect([backOffDelay(6, {}, 0), backOffDelay(6, {}, 1)]).toEqual([3200, 8000])
    expect([backOffDelay(5000, {}, 0), backOffDelay(5000, {}, 1)]).toEqual([3200, 8000])
  })

  it('follows its settings', () => {
    expect(backOffDelay(1, { startMs: 10, capMs: 15 }, 1)).toBe(10)
    expect(backOffDelay(2, { startMs: 10, capMs: 15 }, 1)).toBe(15)
  })
})
