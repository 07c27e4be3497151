import { expect, it } from 'vitest'
import { formatTimestamp } from './timestamp.ts'

it.each([
  [0n, '1970-01-01T00:00:00.000000Z'],
  [1_600_000_000_123_456_000n, '2020-09-13T12:26:40.123456Z'],
  [1_600_000_000_123_456_789n, '2020-09-13T12:26:40.123456789Z'],
  [-1n, '1969-12-31T23:59:59.999999999Z'],
  [8_640_000_000_000n * 1_000_000_000n, '+275760-09-13T00:00:00.000000Z'],
  [8_640_000_000_001n * 1_000_000_000n, undefined],
  [-(2n ** 100n), undefined],
])('%d ns', (ns, text) => {
  expect(formatTimestamp(ns)).toBe(text)
})
