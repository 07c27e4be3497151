import { expect, test } from 'vitest'
import { Retry } from './retry.ts'

/** An attempt that meets conflicts until it has failed so often. */
function failing(times: number): () => Promise<string | undefined> {
  let failures = 0
  return async () => (failures++ < times ? undefined : 'done')
}

test('conflicts are retried until the attempt succeeds', async () => {
  const retry = new Retry()
  expect(await Promise.all([0, 1, 2, 5].map((times) => retry.run(failing(times), {})))).toEqual(Array(4).fill('done'))
})

test('an error of the attempt ends it at once and does not hold up the others', async () => {
  const retry = new Retry()
  let failures = 0
  const broken = retry.run(async () => {
    if (failures++ < 4) return undefined
    throw new Error('broken')
  }, {})
  const other = retry.run(failing(6), {})
  await expect(broken).rejects.toThrow('broken')
  expect(await other).toBe('done')
})

test('transactions that keep meeting conflicts go one at a time', async () => {
  const retry = new Retry()
  let inside = 0
  const crowded = (): (() => Promise<string | undefined>) => {
    let failures = 0
    return async () => {
      if (failures++ < 3) return undefined
      inside++
      expect(inside).toBe(1)
      await Promise.resolve()
      inside--
      return 'done'
    }
  }
  await Promise.all(Array.from({ length: 10 }, () => retry.run(crowded(), {})))
})

test('waiting for a turn ends with the deadline and with the signal, and the turn passes on', async () => {
  const retry = new Retry()
  let release = (): void => {}
  const held = new Promise<string>((resolve) => {
    release = () => resolve('held')
  })
  let calls = 0
  const holder = retry.run(() => (calls++ < 2 ? Promise.resolve(undefined) : held), {})
  const abort = new AbortController()
  const late = retry.run(failing(9), { timeoutMs: 30 })
  const cancelled = retry.run(failing(9), { signal: abort.signal })
  await expect(late).rejects.toMatchObject({ code: 'contention' })
  abort.abort()
  await expect(cancelled).rejects.toMatchObject({ code: 'aborted' })
  const patient = retry.run(failing(3), {})
  release()
  expect([await holder, await patient]).toEqual(['held', 'done'])
})
