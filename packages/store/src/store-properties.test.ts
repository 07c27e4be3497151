import { describe } from 'vitest'
import { MemorySpace } from './drivers/memory-space.ts'
import { openMemory } from './drivers/memory.ts'
import { storeLaws } from './store-properties.suite.ts'

describe.each([1, 7])('a store in memory, revisions %i apart', (revisionStep) => {
  storeLaws(async (run) => {
    const space = new MemorySpace({ revisionStep })
    await run(async () => openMemory(space))
  }, 150)
})
