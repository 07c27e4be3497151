import { expect, it, vi } from 'vitest'
import { Observers } from './observers.ts'

it('tells all observers, whatever one of them throws or rejects with', async () => {
  const failures: string[] = []
  const observers = new Observers<number>((error) => failures.push(error.message))
  const seen: number[] = []
  observers.add(() => {
    throw new Error('thrown')
  })
  observers.add(() => Promise.reject(new Error('rejected')))
  const stop = observers.add((value) => seen.push(value))
  observers.tell(1)
  stop()
  observers.tell(2)
  expect(seen).toEqual([1])
  await vi.waitUntil(() => failures.length === 4)
  expect(failures.toSorted()).toEqual(['rejected', 'rejected', 'thrown', 'thrown'])
})
