import { expect, test } from 'vitest'
import fc from 'fast-check'
import { intersect, offsetOf, type Offset } from './clock.ts'

/** A sample as a server makes it whose clock is `offset` ahead of the local one. */
function sample(offset: number, askedMs: number, thereMs: number, backMs: number): Offset {
  const serverMs = askedMs + thereMs + offset
  return offsetOf(Math.floor(serverMs / 1000) * 1000, askedMs, askedMs + thereMs + backMs)
}

const delay = fc.integer({ min: 0, max: 300 })

test('the true offset lies in what any samples together say', () => {
  const trips = fc.array(fc.tuple(fc.integer({ min: 0, max: 100_000 }), delay, delay), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), trips, (offset, times) => {
      const samples = times.map(([askedMs, thereMs, backMs]) => sample(offset, askedMs, thereMs, backMs))
      const { lowest, highest } = samples.reduce((older, newer) => intersect(older, newer, 0))
      expect(lowest).toBeLessThanOrEqual(offset)
      expect(highest).toBeGreaterThan(offset)
    }),
  )
})

test('samples at various parts of a second narrow it down', () => {
  const samples = Array.from({ length: 20 }, (_, i) => sample(123_456, i * 1_050, 1, 1))
  const { lowest, highest } = samples.reduce((older, newer) => intersect(older, newer, 0))
  expect(highest - lowest).toBeLessThan(100)
})

test('the newer sample counts when the clock of the server was set', () => {
  const [older, newer] = [sample(1_000_000, 0, 1, 1), sample(500_000, 0, 1, 1)]
  expect(intersect(older, newer, 1_000)).toEqual(newer)
})
