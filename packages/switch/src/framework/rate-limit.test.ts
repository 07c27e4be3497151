import { describe, expect, it } from 'vitest'
import { RateLimit } from './rate-limit.ts'

const passed = (limit: RateLimit, nowMs: number, tries: number): number =>
  Array.from({ length: tries }, () => limit.allows(nowMs)).filter(Boolean).length

describe('a rate limit', () => {
  it('lets a burst through, then what the rate allows', () => {
    const limit = new RateLimit({ perSecond: 100, burst: 10 }, 0)
    expect(passed(limit, 0, 50)).toBe(10)
    expect(passed(limit, 50, 50)).toBe(5)
    expect(passed(limit, 60_000, 50)).toBe(10)
  })

  it('takes no harm from a clock that stands still or goes back', () => {
    const limit = new RateLimit({ perSecond: 1 }, 1000)
    expect(passed(limit, 1000, 3)).toBe(1)
    expect(passed(limit, 0, 3)).toBe(0)
    expect(passed(limit, 1001, 3)).toBe(0)
  })

  it('refuses rates that let nothing through', () => {
    expect(() => new RateLimit({ perSecond: 0 }, 0)).toThrow('perSecond: 0')
    expect(() => new RateLimit({ perSecond: Number.NaN }, 0)).toThrow('perSecond: NaN')
    expect(() => new RateLimit({ perSecond: 5, burst: 0.5 }, 0)).toThrow('burst: 0.5')
  })
})
