import { expect, test } from 'vitest'
import { Conflict, Retry } from './retry.ts'

/** An attempt that meets conflicts until it has failed so often. */
function failing(times: number): () => Promise<string | Conflict> {
  let failures = 0
  return async () => (failures++ < times ? new Conflict(['a']) : 'done')
}

test('conflicts are retried until the attempt succeeds', async () => {
  const retry = new Retry()
  expect(await Promise.all([0, 1, 2, 5].map((times) => retry.run(failing(times), {})))).toEqual(Array(4).fill('done'))
})

test('an error of the attempt ends it at once and does not hold up the others', async () => {
  const retry = new Retry()
  let failures = 0
  const broken = retry.run(async () => {
    if (failures++ < 4) return new Conflict(['a'])
    throw new Error('broken')
  }, {})
  const other = retry.run(failing(6), {})
  await expect(broken).rejects.toThrow('broken')
  expect(await other).toBe('done')
})

/** How many were inside at the same time, of ten that met one conflict each and then took some time. */
async function crowd(keysOf: (i: number) => readonly string[]): Promise<number> {
  const retry = new Retry()
  let [inside, most] = [0, 0]
  const crowded = (i: number): (() => Promise<string | Conflict>) => {
    let failures = 0
    return async () => {
      if (failures++ < 1) return new Conflict(keysOf(i))
      inside++
      most = Math.max(most, inside)
      await new Promise((resolve) => setImmediate(resolve))
      inside--
      return 'done'
    }
  }
  await Promise.all(Array.from({ length: 10 }, (_, i) => retry.run(crowded(i), {})))
  return most
}

test('transactions that met a conflict go one at a time where they share a key, and together where they do not', async () => {
  expect(await crowd(() => ['a'])).toBe(1)
  expect(await crowd((i) => [`own${i}`, 'a'])).toBe(1)
  expect(await crowd((i) => [`own${i}`])).toBe(10)
  expect(await crowd((i) => ['a', 'b', 'c'].slice(i % 3, (i % 3) + 2))).toBeLessThan(10)
})

test('a newcomer stands behind those who wait for one of its keys', async () => {
  const retry = new Retry()
  const order: string[] = []
  let release = (): void => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let failures = 0
  const first = retry.run(async () => {
    if (failures++ < 1) return new Conflict(['a'])
    await held
    order.push('first')
    return 'first'
  }, {})
  const newcomer = (keys: readonly string[], name: string): Promise<string> =>
    retry.run(async (_, isTaken) => {
      await Promise.resolve()
      if (isTaken(keys)) return new Conflict(keys)
      order.push(name)
      return name
    }, {})
  await Promise.resolve()
  const second = newcomer(['a', 'b'], 'second')
  await newcomer(['b2'], 'other')
  release()
  await Promise.all([first, second])
  expect(order).toEqual(['other', 'first', 'second'])
})

test('nobody waits for ever for the turn of one that is slow', async () => {
  const retry = new Retry()
  let attempts = 0
  // It waits for another one that it has begun itself.
  const outer = retry.run(async () => (attempts++ < 1 ? new Conflict(['a']) : retry.run(failing(1), {})), {})
  expect(await outer).toBe('done')
})

test('waiting for a turn ends with the deadline and with the signal, and the turn passes on', async () => {
  const retry = new Retry()
  let release = (): void => {}
  const held = new Promise<string>((resolve) => {
    release = () => resolve('held')
  })
  let calls = 0
  const holder = retry.run(() => (calls++ < 2 ? Promise.resolve(new Conflict(['a'])) : held), {})
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
