import { describe, test } from 'vitest'
import { conformanceCases } from '../conformance/index.ts'
import { MemorySpace, openMemory } from './memory.ts'

describe('the in-memory driver', () => {
  test.each(conformanceCases)('$name', async ({ run, retainCommits }) => {
    const space = new MemorySpace(retainCommits === undefined ? {} : { retainCommits })
    await run({ open: async () => openMemory(space) })
  })
})
