import assert from 'node:assert/strict'
import type { ConformanceCase } from './storage.ts'

/** A test's storage runs on this machine; what is coarse about its clock is less. */
const toleranceMs = 60_000

export const clockCases: readonly ConformanceCase[] = [
  {
    name: 'the clock of a storage on this machine goes like that of the machine, and never back',
    async run(storage) {
      const driver = await storage.open()
      const told: number[] = []
      for (let i = 0; i < 20; i++) {
        const before = Date.now()
        const now = await driver.clock()
        assert.ok(now > before - toleranceMs && now < Date.now() + toleranceMs, `${now} at ${before}`)
        told.push(now)
      }
      told.push(...(await Promise.all(Array.from({ length: 20 }, () => driver.clock()))))
      assert.deepEqual(
        told,
        told.toSorted((a, b) => a - b),
      )
    },
  },
]
