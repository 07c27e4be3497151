import fc from 'fast-check'
import Type from 'typebox'
import { expect, test } from 'vitest'
import type { WithDrivers } from '../store-properties.suite.ts'
import { DanglingError, ReferencedError } from '../errors.ts'
import { objectClass } from '../object-class.ts'
import { Store } from '../store.ts'
import { checkObjects } from './check-objects.ts'

const Room = objectClass({ name: 'Room', prefix: 'law.room', keys: ['id'], schema: Type.Object({ id: Type.String() }) })

const Thing = objectClass({
  name: 'Thing',
  prefix: 'law.thing',
  keys: ['id'],
  schema: Type.Object({
    id: Type.String(),
    stands: Type.Optional(Type.String()),
    belongs: Type.Optional(Type.String()),
    seen: Type.Optional(Type.Array(Type.String())),
  }),
  references: {
    stands: { to: () => Room, strong: true },
    belongs: { to: () => Room, strong: true, onDelete: 'cascade' },
    seen: { to: () => Room, strong: true, onDelete: 'clear' },
  },
})

const room = fc.constantFrom('r1', 'r2', 'r3')
const thing = fc.record(
  { id: fc.constantFrom('a', 'b', 'c'), stands: room, belongs: room, seen: fc.array(room, { maxLength: 3 }) },
  { requiredKeys: ['id'] },
)
const step = fc.oneof(
  { weight: 3, arbitrary: thing.map((object) => ({ kind: 'put thing' as const, object })) },
  { weight: 2, arbitrary: room.map((id) => ({ kind: 'put room' as const, id })) },
  { weight: 3, arbitrary: room.map((id) => ({ kind: 'delete room' as const, id })) },
)
const works = fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 14 })
type Work = typeof works extends fc.Arbitrary<(infer W)[]> ? W : never

/** What holds of references, whatever the driver. */
export function referenceLaws(withDrivers: WithDrivers, numRuns: number): void {
  test('a strong reference never dangles, whoever deletes its target meanwhile', async () => {
    const property = fc.asyncProperty(works, async (all) => {
      await withDrivers(async (open) => {
        const stores = [new Store(await open()), new Store(await open())] as const
        const outcomes = await Promise.allSettled(all.map((work, i) => run(stores[i % 2] as Store, work)))
        for (const outcome of outcomes) {
          if (outcome.status === 'fulfilled') continue
          const known = outcome.reason instanceof DanglingError || outcome.reason instanceof ReferencedError
          expect(known, String(outcome.reason)).toBe(true)
        }
        expect((await checkObjects(stores[1], [Room, Thing])).findings).toEqual([])
      })
    })
    await fc.assert(property, { numRuns })
  }, 60_000)

  test('of a deletion and a new reference to the same object exactly one wins', async () => {
    const property = fc.asyncProperty(fc.boolean(), fc.boolean(), async (readsFirst, deletesFirst) => {
      await withDrivers(async (open) => {
        const stores = [new Store(await open()), new Store(await open())] as const
        await stores[0].transact((tx) => tx.put(Room, { id: 'r1' }))
        const refer = async (): Promise<unknown> =>
          stores[0].transact(async (tx) => {
            if (readsFirst) await tx.get(Room, 'r1')
            tx.put(Thing, { id: 'a', stands: 'r1' })
          })
        const remove = async (): Promise<unknown> => stores[1].transact((tx) => tx.delete(Room, 'r1'))
        const begun = deletesFirst ? [remove(), refer()] : [refer(), remove()]
        const states = (await Promise.allSettled(begun)).map(({ status }) => status)
        expect(states.toSorted()).toEqual(['fulfilled', 'rejected'])
        expect((await checkObjects(stores[1], [Room, Thing])).findings).toEqual([])
      })
    })
    await fc.assert(property, { numRuns })
  }, 60_000)

  test('what cannot stand in a key is referred to by nothing, and refers to nothing', async () => {
    await withDrivers(async (open) => {
      const store = new Store(await open())
      for (const id of ['x'.repeat(5000), '\ud800']) {
        await store.transact((tx) => tx.delete(Room, id))
        expect((await store.read((reader) => reader.where(Thing, 'stands', [id]))).value).toEqual([])
        const refer = store.transact((tx) => tx.put(Thing, { id: 'a', stands: id }))
        await expect(refer).rejects.toBeInstanceOf(DanglingError)
      }
    })
  })
}

async function run(store: Store, work: Work): Promise<void> {
  await store.transact((tx) => {
    for (const each of work) {
      if (each.kind === 'put thing') tx.put(Thing, each.object)
      else if (each.kind === 'put room') tx.put(Room, { id: each.id })
      else tx.delete(Room, each.id)
    }
  })
}
