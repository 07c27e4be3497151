import fc from 'fast-check'
import Type from 'typebox'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Driver } from '../driver.ts'
import { MemorySpace } from '../drivers/memory-space.ts'
import { openMemory } from '../drivers/memory.ts'
import { objectClass } from '../object-class.ts'
import { Store } from '../store.ts'
import type { ObjectsProgress } from './batches.ts'
import { checkObjects } from './check-objects.ts'
import { migrateObjects } from './migrate-objects.ts'

const Network = objectClass({
  name: 'Network',
  prefix: 'chk.network',
  keys: ['id'],
  schema: Type.Object({ id: Type.String() }),
})

const common = { name: 'Port', prefix: 'chk.port', keys: ['id'] } as const
const links = {
  network: { to: () => Network, strong: true, onDelete: 'clear' },
  owner: { to: () => Network, strong: true, onDelete: 'cascade' },
  needs: { to: () => Network, strong: true },
} as const
const attributes = {
  id: Type.String(),
  mac: Type.Optional(Type.String()),
  network: Type.Optional(Type.String()),
  owner: Type.Optional(Type.String()),
  needs: Type.Optional(Type.String()),
}
const Port = objectClass({
  ...common,
  schema: Type.Object(attributes),
  unique: { mac: ['mac'] },
  multi: { tag: ['mac'] },
  references: links,
})

/** Tomorrow: addresses are written otherwise, one index is gone and another one new. */
const NewPort = objectClass({
  ...common,
  schema: Type.Object({ ...attributes, speed: Type.Integer() }),
  unique: { mac: ['mac'] },
  multi: { speed: ['speed'] },
  references: links,
  version: 2,
  migrations: {
    1: ({ mac, ...old }) => ({ ...old, speed: 10, ...(typeof mac === 'string' ? { mac: mac.toUpperCase() } : {}) }),
  },
})

let space: MemorySpace
let driver: Driver
let store: Store

beforeEach(() => {
  space = new MemorySpace()
  driver = openMemory(space)
  store = new Store(driver)
})

const set = (key: string, text: string | null): unknown => space.apply(new Map([[key, text]]))
const keys = (prefix = ''): string[] => [...space.entries.keys()].filter((key) => key.startsWith(prefix)).sort()
const lines = ({ entries }: MemorySpace): string[] => [...entries].map(([key, { text }]) => `${key} ${text}`).sort()
const kinds = async (repair: boolean): Promise<string[]> => {
  const { findings } = await checkObjects(store, [Network, Port], { repair })
  return findings.map(({ kind, key, repaired }) => `${kind} ${key}${repaired ? ' repaired' : ''}`).sort()
}

describe('a check', () => {
  test('finds nothing in a store that is in order', async () => {
    await store.transact((tx) => {
      tx.put(Network, { id: 'n' })
      for (const id of ['a', 'b']) tx.put(Port, { id, mac: id, network: 'n', needs: 'n' })
    })
    expect(await checkObjects(store, [Network, Port])).toEqual({ objects: 3, outdated: 0, findings: [] })
  })

  test('finds index entries without object and objects without entries, and mends them', async () => {
    await store.transact((tx) => {
      for (const id of ['a', 'b', 'c']) tx.put(Port, { id, mac: id })
    })
    const before = keys()
    set('chk.port.b', '{"mac":"b2"}')
    set('chk.port.c', null)
    set('indices.chk++port.mac.a', null)
    set('multiindices.chk++port.tag.a.a', '{"x":1}')
    set('indices.chk++port.mac.z', 'rubbish')
    set('multiindices.chk++port.tag.z.nobody', '{}')
    const expected = [
      'missing_entry indices.chk++port.mac.a',
      'missing_entry indices.chk++port.mac.b2',
      'missing_entry multiindices.chk++port.tag.a.a',
      'missing_entry multiindices.chk++port.tag.b2.b',
      'stray_entry indices.chk++port.mac.b',
      'stray_entry indices.chk++port.mac.c',
      'stray_entry indices.chk++port.mac.z',
      'stray_entry multiindices.chk++port.tag.b.b',
      'stray_entry multiindices.chk++port.tag.c.c',
      'stray_entry multiindices.chk++port.tag.z.nobody',
    ]
    const damaged = space.revision
    expect(await kinds(false)).toEqual(expected)
    expect(space.revision).toBe(damaged)
    expect(await kinds(true)).toEqual(expected.map((line) => `${line} repaired`))
    expect(await kinds(false)).toEqual([])
    await store.transact((tx) => {
      tx.put(Port, { id: 'b', mac: 'b' })
      tx.put(Port, { id: 'c', mac: 'c' })
    })
    expect(keys()).toEqual(before)
  })

  test('gives a unique value to the object that has it, and reports two that do', async () => {
    await store.transact((tx) => {
      tx.put(Port, { id: 'a', mac: 'm' })
      tx.put(Port, { id: 'b', mac: 'x' })
    })
    set('indices.chk++port.mac.x', '{"ref":"chk.port.a"}')
    expect(await kinds(true)).toEqual(['missing_entry indices.chk++port.mac.x repaired'])
    expect(space.entries.get('indices.chk++port.mac.x')?.text).toBe('{"ref":"chk.port.b"}')
    set('chk.port.b', '{"mac":"m"}')
    expect(await kinds(true)).toContain('doubled chk.port.b')
    expect(space.entries.get('indices.chk++port.mac.m')?.text).toBe('{"ref":"chk.port.a"}')
  })

  test('does to dangling references what a deletion would have done', async () => {
    await store.transact((tx) => {
      tx.put(Network, { id: 'n' })
      tx.put(Port, { id: 'cleared', network: 'n' })
      tx.put(Port, { id: 'deleted', owner: 'n' })
      tx.put(Port, { id: 'stays', needs: 'n' })
    })
    set('chk.network.n', null)
    const dangling = ['dangling chk.port.cleared', 'dangling chk.port.deleted', 'dangling chk.port.stays']
    expect(await kinds(false)).toEqual(dangling)
    expect(await kinds(true)).toEqual([`${dangling[0]} repaired`, `${dangling[1]} repaired`, dangling[2]])
    expect(keys('chk.port')).toEqual(['chk.port.cleared', 'chk.port.stays'])
    expect(space.entries.get('chk.port.cleared')?.text).toBe('{}')
    expect(await kinds(false)).toEqual([dangling[2]])
  })

  test('knows that the entries of an object depend on its lease', async () => {
    const lease = await store.lease({ ttlMs: 60_000 })
    await store.transact((tx) => tx.put(Port, { id: 'a', mac: 'a' }, { lease }))
    const before = lines(space)
    expect(await kinds(true)).toEqual([])
    set('indices.chk++port.mac.a', '{"ref":"chk.port.a"}')
    expect(await kinds(true)).toEqual(['missing_entry indices.chk++port.mac.a repaired'])
    expect(lines(space)).toEqual(before)
    await lease.close()
    expect(keys()).toEqual([])
  })

  test('names damaged and newer values and leaves them and their entries alone', async () => {
    await store.transact((tx) => {
      for (const id of ['a', 'b']) tx.put(Port, { id, mac: id })
    })
    set('chk.port.a', '{"mac":')
    set('chk.port.b', '{"_version":2,"speed":10}')
    set('multiindices.chk++port.speed.10.b', '{}')
    set('chk.port.c.d', '{}')
    const before = [...space.entries]
    expect(await kinds(true)).toEqual(['damaged chk.port.a', 'foreign chk.port.c.d', 'newer chk.port.b'])
    expect([...space.entries]).toEqual(before)
  })

  test('mends any damage to entries, and is then content', async () => {
    const values = fc.constantFrom('a', 'b', 'c')
    const damage = fc.array(
      fc.oneof(
        fc.tuple(
          values.map((v) => `indices.chk++port.mac.${v}`),
          fc.constantFrom(null, '{}', '{"ref":"chk.port.a"}', '{"ref":"chk.port.c"}'),
        ),
        fc.tuple(
          fc.tuple(values, values).map(([v, id]) => `multiindices.chk++port.tag.${v}.${id}`),
          fc.constantFrom(null, '{}', 'x'),
        ),
      ),
      { maxLength: 8 },
    )
    const property = fc.asyncProperty(fc.uniqueArray(values), damage, async (ids, changes) => {
      space = new MemorySpace()
      store = new Store(openMemory(space))
      await store.transact((tx) => ids.forEach((id) => tx.put(Port, { id, mac: id })))
      const sound = lines(space)
      for (const [key, text] of changes) set(key, text)
      const { findings } = await checkObjects(store, [Port], { repair: true, batchSize: 2 })
      expect(findings.filter(({ repaired }) => !repaired)).toEqual([])
      expect(lines(space)).toEqual(sound)
    })
    await fc.assert(property, { numRuns: 100 })
  })
})

describe('a migration', () => {
  beforeEach(() =>
    store.transact((tx) => {
      tx.put(Network, { id: 'n' })
      for (const id of ['a', 'b', 'c', 'd', 'e']) tx.put(Port, { id, mac: id, network: 'n' })
    }),
  )

  test('rewrites old objects and makes their index entries those of the new declaration', async () => {
    const progress: ObjectsProgress[] = []
    const report = await migrateObjects(store, [NewPort], { batchSize: 2, onProgress: (step) => progress.push(step) })
    expect(report).toMatchObject({ objects: 5, migrated: 5, failed: [] })
    expect(progress.filter(({ phase }) => phase === 'migrate').map(({ done, total }) => `${done}/${total}`)).toEqual([
      '2/5',
      '4/5',
      '5/5',
    ])
    expect(report.findings.map(({ key, repaired }) => `${key} ${repaired}`)).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((id) => `multiindices.chk++port.tag.${id}.${id} true`),
    )
    const fresh = new MemorySpace()
    await new Store(openMemory(fresh)).transact((tx) => {
      tx.put(Network, { id: 'n' })
      for (const id of ['a', 'b', 'c', 'd', 'e'])
        tx.put(NewPort, { id, mac: id.toUpperCase(), network: 'n', speed: 10 })
    })
    expect(lines(space)).toEqual(lines(fresh))
    const again = space.revision
    expect(await migrateObjects(store, [NewPort])).toMatchObject({ migrated: 0, findings: [] })
    expect(space.revision).toBe(again)
  })

  test('that is ended goes on where it was', async () => {
    const abort = new AbortController()
    const ended = migrateObjects(store, [NewPort], {
      batchSize: 2,
      signal: abort.signal,
      onProgress: ({ phase }) => phase === 'migrate' && abort.abort(),
    })
    await expect(ended).rejects.toMatchObject({ code: 'aborted' })
    expect(await checkObjects(store, [NewPort])).toMatchObject({ outdated: 3 })
    expect(await migrateObjects(store, [NewPort])).toMatchObject({ migrated: 3 })
    expect(await checkObjects(store, [NewPort])).toMatchObject({ objects: 5, outdated: 0, findings: [] })
  })

  test('lets others work: what they write meanwhile is not lost, what they delete stays deleted', async () => {
    let disturbed = 0
    const disturbing = new Store({
      ...driver,
      commit: async (request, options) => {
        if (disturbed++ === 0) {
          await store.transact(async (tx) => {
            tx.put(NewPort, { id: 'a', mac: 'mine', speed: 99 })
            tx.delete(NewPort, 'b')
          })
        }
        return driver.commit(request, options)
      },
    })
    await migrateObjects(disturbing, [NewPort])
    const { value } = await store.read((reader) => reader.list(NewPort))
    expect(value.map(({ id, mac, speed }) => `${id} ${mac} ${speed}`)).toEqual([
      'a mine 99',
      'c C 10',
      'd D 10',
      'e E 10',
    ])
    expect((await checkObjects(store, [Network, NewPort])).findings).toEqual([])
  })

  test('leaves what it cannot migrate as it was and names it', async () => {
    await store.transact((tx) => tx.put(Port, { id: 'x', mac: 'A' }))
    const report = await migrateObjects(store, [NewPort])
    expect(report.migrated).toBe(5)
    expect(report.failed).toHaveLength(1)
    expect(report.failed[0]).toMatchObject({
      className: 'Port',
      reason: expect.stringMatching(/is taken by/) as string,
    })
    expect(space.entries.get(report.failed[0]?.key ?? '')?.text).not.toMatch(/_version/)
  })

  test('cuts a batch that is too large for the storage', async () => {
    const narrow = new Store({ ...driver, limits: { ...driver.limits, commitBytes: 400 } })
    expect(await migrateObjects(narrow, [NewPort])).toMatchObject({ migrated: 5, failed: [] })
  })
})
