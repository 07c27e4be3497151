import fc from 'fast-check'
import Type from 'typebox'
import { expect, test } from 'vitest'
import { MemorySpace } from '../drivers/memory-space.ts'
import { openMemory } from '../drivers/memory.ts'
import { StoreError } from '../errors.ts'
import { objectClass, type ObjectClass } from '../object-class.ts'
import { Store } from '../store.ts'
import { checkObjects } from './check-objects.ts'
import { migrateObjects } from './migrate-objects.ts'

const common = { name: 'Host', prefix: 'roll.host', keys: ['id'], unique: { mac: ['mac'] } } as const
const attributes = { id: Type.String(), mac: Type.String() }
const Old = objectClass({ ...common, schema: Type.Object(attributes), multi: { mac_too: ['mac'] } })
const New = objectClass({
  ...common,
  schema: Type.Object({ ...attributes, speed: Type.Integer() }),
  multi: { speed: ['speed'] },
  version: 2,
  migrations: { 1: (old) => ({ ...old, mac: String(old['mac']).toUpperCase(), speed: 10 }) },
})

const works = fc.array(
  fc.record({
    isNew: fc.boolean(),
    id: fc.constantFrom('a', 'b', 'c'),
    mac: fc.constantFrom('x', 'y', 'X', 'Y'),
    action: fc.constantFrom('put', 'put', 'touch', 'delete'),
  }),
  { maxLength: 14 },
)
type Work = typeof works extends fc.Arbitrary<(infer W)[]> ? W : never

test('old and new controllers at once: nothing newer is lost, and after the migration the store is in order', async () => {
  const property = fc.asyncProperty(works, async (all) => {
    const space = new MemorySpace()
    const stores = [new Store(openMemory(space)), new Store(openMemory(space))] as const
    const outcomes = await Promise.allSettled(all.map((work) => run(stores[work.isNew ? 1 : 0], work)))
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') continue
      expect(outcome.reason).toBeInstanceOf(StoreError)
      expect(outcome.reason).toMatchObject({ code: expect.stringMatching(/^(duplicate|newer)$/) as string })
    }
    noNewerIsLost(space)
    const { failed, findings } = await migrateObjects(stores[1], [New])
    expect(findings.filter(({ repaired }) => !repaired)).toEqual([])
    for (const { reason } of failed) expect(reason).toMatch(/is taken by/)
    expect(await checkObjects(stores[1], [New])).toMatchObject({ outdated: failed.length, findings: [] })
  })
  await fc.assert(property, { numRuns: 200 })
})

async function run(store: Store, { isNew, id, mac, action }: Work): Promise<void> {
  const cls: ObjectClass = isNew ? New : Old
  await store.transact(async (tx) => {
    if (action === 'delete') tx.delete<readonly string[]>(cls, [id])
    else if (action === 'put') tx.put(cls, isNew ? { id, mac, speed: 40 } : { id, mac })
    else {
      const host = await tx.get<object, readonly string[]>(cls, [id])
      if (host !== undefined) tx.put(cls, host)
    }
  })
}

/** After a text of the new version comes another one, or none: no old controller has written over it. */
function noNewerIsLost(space: MemorySpace): void {
  const texts = new Map<string, string | null>()
  for (const { changes } of space.recordsAfter(0, Infinity) ?? []) {
    for (const { key, text } of changes) {
      if (texts.get(key)?.includes('"_version":2') === true) expect(text ?? '"_version":2').toContain('"_version":2')
      texts.set(key, text)
    }
  }
}
