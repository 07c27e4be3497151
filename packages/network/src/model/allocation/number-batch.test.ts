import { MemorySpace, objectClass, openMemory, Store } from '@vlcp/store'
import fc from 'fast-check'
import Type from 'typebox'
import { expect, test } from 'vitest'
import { AllocationChunk, decodeBits } from './chunk.ts'
import { NumberBatch } from './number-batch.ts'

/** Who has which number; in a real model this is a network with its tag. */
const Owner = objectClass({
  name: 'Owner',
  prefix: 'test.owner',
  keys: ['id'],
  schema: Type.Object({ id: Type.String(), number: Type.Integer() }),
})

class Refused extends Error {}

/** One element: an owner that goes, or gets this number, or any. */
interface Element {
  readonly id: string
  readonly wants: 'nothing' | 'lowest' | 'next' | number
}

const ranges = [
  [3, 5],
  [4094, 4097],
] as const
const element: fc.Arbitrary<Element> = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  wants: fc.oneof(fc.constantFrom('nothing', 'lowest', 'next'), fc.constantFrom(3, 4, 5, 4094, 4095, 4096, 4097)),
})
const batches = fc.array(fc.uniqueArray(element, { minLength: 1, maxLength: 4, selector: ({ id }) => id }), {
  minLength: 1,
  maxLength: 10,
})

async function run(store: Store, elements: readonly Element[]): Promise<Record<string, number>> {
  const { value } = await store.transact(async (tx) => {
    const numbers = new NumberBatch(tx)
    const chosen: Record<string, number> = {}
    const old = await tx.getMany(
      Owner,
      elements.map(({ id }) => id),
    )
    for (const [i, { id, wants }] of elements.entries()) {
      const number = old[i]?.number
      const use = (chose: number): unknown => (chosen[id] = chose)
      const refuse = (): Error => new Refused(`${id} ${wants}`)
      if (wants === 'lowest') numbers.choose('p', { lowestOf: ranges }, use, refuse)
      else if (wants === 'next') numbers.choose('p', { nextOf: [3, 5] }, use, refuse)
      else if (wants !== 'nothing') {
        numbers.take('p', wants, refuse)
        use(wants)
      }
      if (number !== undefined) numbers.release('p', number)
    }
    await numbers.settle()
    for (const { id, wants } of elements) {
      if (wants === 'nothing') tx.delete(Owner, id)
      else tx.put(Owner, { id, number: chosen[id] ?? -1 })
    }
    return chosen
  })
  return value
}

/** What the owners have is what the pool says is taken, and nobody shares. */
async function check(store: Store): Promise<void> {
  const { value } = await store.read(async (reader) => ({
    owned: (await reader.list(Owner)).map(({ number }) => number).sort((a, b) => a - b),
    taken: (await reader.list(AllocationChunk)).flatMap(({ chunk, bits }) => {
      const bytes = decodeBits(bits)
      return Array.from({ length: 4096 }, (_, i) => i)
        .filter((i) => ((bytes[i >> 3] ?? 0) & (1 << (i & 7))) !== 0)
        .map((i) => Number(chunk) * 4096 + i)
    }),
  }))
  expect(new Set(value.owned).size).toBe(value.owned.length)
  expect(value.taken.toSorted((a, b) => a - b)).toEqual(value.owned)
}

test('no number is held twice and none is lost, whatever two controllers do at once', async () => {
  const property = fc.asyncProperty(batches, async (all) => {
    const space = new MemorySpace()
    const stores = [new Store(openMemory(space)), new Store(openMemory(space))] as const
    const outcomes = await Promise.allSettled(all.map((elements, i) => run(stores[i % 2] as Store, elements)))
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(Refused)
    }
    await check(stores[0])
  })
  await fc.assert(property, { numRuns: 200 })
})

test('the order of the elements never decides whether a batch succeeds, nor who gets what is asked for', async () => {
  const property = fc.asyncProperty(batches, fc.infiniteStream(fc.nat()), async (all, random) => {
    const [plain, shuffled] = [new Store(openMemory()), new Store(openMemory())]
    for (const given of all) {
      // Choices from different ranges may stand in each other's way, so all have the same ones here.
      const elements = given.map(({ id, wants }) => ({ id, wants: wants === 'next' ? 'lowest' : wants }))
      const order = elements.map((one) => ({ one, at: random.next().value as number })).sort((a, b) => a.at - b.at)
      const [first, second] = await Promise.allSettled([
        run(plain, elements),
        run(
          shuffled,
          order.map(({ one }) => one),
        ),
      ])
      expect(second.status).toBe(first.status)
      if (first.status === 'rejected' || second.status === 'rejected') continue
      for (const { id, wants } of elements) {
        if (typeof wants === 'number') expect([first.value[id], second.value[id]]).toEqual([wants, wants])
      }
      // Who chose what may differ with the order; start again from the same state.
      if (elements.some(({ wants }) => wants === 'lowest')) return
    }
  })
  await fc.assert(property, { numRuns: 200 })
})

test('numbers are exchanged within a batch, and what one asks for is not chosen for another', async () => {
  const store = new Store(openMemory())
  await run(store, [
    { id: 'a', wants: 3 },
    { id: 'b', wants: 4 },
  ])
  await run(store, [
    { id: 'c', wants: 'lowest' },
    { id: 'a', wants: 4 },
    { id: 'd', wants: 5 },
    { id: 'b', wants: 3 },
  ])
  const { value } = await store.read((reader) => reader.list(Owner))
  expect(value.map(({ id, number }) => `${id} ${number}`)).toEqual(['a 4', 'b 3', 'c 4094', 'd 5'])
})

test('a batch over many pools costs one read more than its objects, and no look at the owners', async () => {
  const space = new MemorySpace()
  const driver = openMemory(space)
  const store = new Store(driver)
  await store.transact((tx) => {
    for (let i = 0; i < 50; i++) tx.put(Owner, { id: `${i}`, number: i })
  })
  let reads = 0
  let keys = 0
  const counting = new Store({
    ...driver,
    read: (request, options) => {
      reads++
      keys += (request.keys?.length ?? 0) + (request.prefixes?.length ?? 0)
      return driver.read(request, options)
    },
  })
  await counting.transact(async (tx) => {
    const numbers = new NumberBatch(tx)
    for (let i = 0; i < 20; i++) {
      numbers.take(`p${i}`, 7, () => new Refused())
      numbers.release(`p${i}`, 5000)
      numbers.choose(
        `p${i}`,
        { nextOf: [1, 9] },
        () => {},
        () => new Refused(),
      )
    }
    await numbers.settle()
  })
  expect({ reads, keys: keys < 150 }).toEqual({ reads: 2, keys: true })
})
