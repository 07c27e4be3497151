import { MemorySpace, openMemory, Store, type Transaction } from '@vlcp/store'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { AllocationChunk } from './chunk.ts'
import { NumberPool, type NumberRange } from './number-pool.ts'

let store: Store

beforeEach(() => {
  store = new Store(openMemory(new MemorySpace()))
})

/** Runs on the pool `p` in a transaction of its own, as every call of the API does. */
async function inPool<R>(work: (pool: NumberPool, tx: Transaction) => Promise<R>): Promise<R> {
  const { value } = await store.transact(async (tx) => {
    const pool = new NumberPool(tx, 'p')
    const result = await work(pool, tx)
    pool.flush()
    return result
  })
  return value
}

const takeNext = (range: NumberRange): Promise<number | undefined> => inPool((pool) => pool.takeNext(range))

test('the next number follows the one taken last, and released ones come back after the end of the range', async () => {
  const range = [4094, 4098] as const
  expect([await takeNext(range), await takeNext(range), await takeNext(range)]).toEqual([4094, 4095, 4096])
  await inPool((pool) => pool.release(4094))
  await inPool((pool) => pool.release(4096))
  expect([await takeNext(range), await takeNext(range)]).toEqual([4097, 4098])
  expect([await takeNext(range), await takeNext(range)]).toEqual([4094, 4096])
  expect(await takeNext(range)).toBeUndefined()
  await inPool((pool) => pool.release(4095))
  expect(await takeNext(range)).toBe(4095)
})

test('the last of a million numbers is found among taken ones with a few reads', async () => {
  const full = Buffer.alloc(512, 0xff).toString('base64')
  await store.transact((tx) => {
    for (let chunk = 0; chunk < 256; chunk++) tx.put(AllocationChunk, { pool: 'p', chunk: String(chunk), bits: full })
  })
  await inPool((pool) => pool.release(1_000_000))
  expect(await takeNext([1, 0xffffe])).toBe(1_000_000)
  expect(await takeNext([1, 0xffffe])).toBeUndefined()
})

test('an empty pool leaves nothing in the store', async () => {
  await inPool((pool) => pool.take(5))
  await inPool((pool) => pool.release(5))
  expect((await store.read((reader) => reader.list(AllocationChunk))).value).toEqual([])
})

const number = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 4090, max: 4100 }))
const ranges = fc
  .uniqueArray(number, { minLength: 2, maxLength: 6 })
  .map((ends) => ends.toSorted((a, b) => a - b))
  .map((ends) => Array.from({ length: ends.length >> 1 }, (_, i) => [ends[2 * i] ?? 0, ends[2 * i + 1] ?? 0] as const))
const step = fc.oneof(
  fc.record({ kind: fc.constant('take' as const), number }),
  fc.record({ kind: fc.constant('release' as const), number }),
  fc.record({ kind: fc.constant('lowest' as const), ranges }),
  fc.record({ kind: fc.constant('outside' as const), ranges }),
)

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

function applyToPool(pool: NumberPool, action: Step): Promise<unknown> {
  switch (action.kind) {
    case 'take':
      return pool.take(action.number)
    case 'release':
      return pool.release(action.number)
    case 'lowest':
      return pool.takeLowest(action.ranges)
    case 'outside':
      return pool.takenOutside(action.ranges)
  }
}

/** What a step does to a set of numbers: the plain meaning of the pool. */
function applyToSet(taken: Set<number>, action: Step): unknown {
  switch (action.kind) {
    case 'take':
      return taken.has(action.number) ? false : (taken.add(action.number), true)
    case 'release':
      taken.delete(action.number)
      return undefined
    case 'lowest': {
      const all = action.ranges.flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => a + i))
      const free = all.find((candidate) => !taken.has(candidate))
      if (free !== undefined) taken.add(free)
      return free
    }
    case 'outside':
      return [...taken]
        .sort((a, b) => a - b)
        .find((candidate) => !action.ranges.some(([a, b]) => a <= candidate && candidate <= b))
  }
}

test('a pool behaves like a set of numbers, within one transaction and over many', async () => {
  const property = fc.asyncProperty(
    fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 6 }),
    async (transactions) => {
      store = new Store(openMemory(new MemorySpace()))
      const taken = new Set<number>()
      for (const steps of transactions) {
        await inPool(async (pool) => {
          for (const action of steps) {
            const answer = await applyToPool(pool, action)
            expect(answer).toEqual(applyToSet(taken, action))
          }
        })
      }
    },
  )
  await fc.assert(property, { numRuns: 200 })
})
