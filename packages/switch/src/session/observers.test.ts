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

it('tells who is added meanwhile the next time, and who is stopped meanwhile no more', () => {
  const observers = new Observers<number>()
  const seen: string[] = []
  const again = (): void => {
    seen.push('again')
    observers.add(again)
  }
  const stops: (() => void)[] = []
  observers.add(() => {
    for (const stop of stops) stop()
  })
  observers.add(again)
  stops.push(observers.add(() => seen.push('stopped')))
  observers.tell(1)
  expect(seen).toEqual(['again'])
  observers.tell(2)
  expect(seen).toEqual(['again', 'again', 'again'])
})
