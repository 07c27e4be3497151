import { describe, test } from 'vitest'
import { conformanceCases } from '../conformance/index.ts'
import { MemorySpace } from './memory-space.ts'
import { openMemory } from './memory.ts'

// With holes between the revisions too, because nobody may count on there being none.
describe.each([1, 7])('the in-memory driver, revisions %i apart', (revisionStep) => {
  test.each(conformanceCases)('$name', async ({ run }) => {
    const space = new MemorySpace({ revisionStep })
    await run({
      open: async () => openMemory(space),
      forget: async () => space.forget(),
      pause: async () => {
        const resume = space.pause()
        return async () => resume()
      },
    })
  })
})
