import { describe } from 'vitest'
import { MemorySpace } from '../drivers/memory-space.ts'
import { openMemory } from '../drivers/memory.ts'
import { mirrorLaws } from './mirror-laws.suite.ts'

describe('over a store in memory', () => {
  mirrorLaws(async (run) => {
    const space = new MemorySpace({ retainCommits: 2, revisionStep: 5 })
    await run(async () => openMemory(space))
  }, 40)
})
