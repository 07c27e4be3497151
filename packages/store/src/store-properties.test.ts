import { MemorySpace, openMemory } from './drivers/memory.ts'
import { describe } from 'vitest'
import { storeLaws } from './store-properties.suite.ts'

describe('a store in memory', () => {
  storeLaws(async (run) => {
    const space = new MemorySpace()
    await run(async () => openMemory(space))
  }, 100)
})
