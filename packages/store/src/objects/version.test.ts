import Type from 'typebox'
import { beforeEach, expect, test } from 'vitest'
import { MemorySpace } from '../drivers/memory-space.ts'
import { openMemory } from '../drivers/memory.ts'
import { objectClass } from '../object-class.ts'
import type { StoreProblem } from '../problems.ts'
import { Store } from '../store.ts'

const common = { name: 'Host', prefix: 'ver.host', keys: ['id'] } as const

/** As the controllers of yesterday, today and tomorrow declare it. */
const First = objectClass({
  ...common,
  schema: Type.Object({ id: Type.String(), mac: Type.Optional(Type.String()) }),
  unique: { mac: ['mac'] },
})
const Second = objectClass({
  ...common,
  schema: Type.Object({ id: Type.String(), mac: Type.Optional(Type.String()), ports: Type.Integer() }),
  unique: { mac: ['mac'] },
  version: 2,
  migrations: {
    1: ({ mac, ...old }) => ({ ...old, mac: typeof mac === 'string' ? mac.toUpperCase() : undefined, ports: 0 }),
  },
})
const Third = objectClass({
  ...common,
  schema: Type.Object({ id: Type.String(), macs: Type.Array(Type.String()), ports: Type.Integer() }),
  unique: { macs: ['macs'] },
  version: 3,
  migrations: {
    1: ({ mac, ...old }) => ({ ...old, mac: typeof mac === 'string' ? mac.toUpperCase() : undefined, ports: 0 }),
    2: ({ mac, ...old }) => {
      if (old['id'] === 'cursed') throw new Error('no way')
      if (old['id'] === 'empty') return {}
      return { ...old, macs: mac === undefined ? [] : [mac] }
    },
  },
})

let space: MemorySpace
let problems: StoreProblem[]
let store: Store

beforeEach(() => {
  space = new MemorySpace()
  problems = []
  store = new Store(openMemory(space), { onProblem: (problem) => problems.push(problem) })
})

const stored = (): string[] => [...space.entries].map(([key, { text }]) => `${key} ${text}`).sort()

test('an object carries its version from the second on', async () => {
  await store.transact((tx) => tx.put(First, { id: 'a' }))
  await store.transact((tx) => tx.put(Second, { id: 'b', ports: 1 }))
  expect(stored()).toEqual(['ver.host.a {}', 'ver.host.b {"_version":2,"ports":1}'])
  const { value } = await store.read((reader) => reader.get(Second, 'b'))
  expect(value).toEqual({ id: 'b', ports: 1 })
})

test('an old object is migrated step by step when it is read, and stored anew when it is put', async () => {
  await store.transact((tx) => tx.put(First, Object.assign({ id: 'a', mac: 'ab' }, { note: 'kept' })))
  const before = stored()
  const mirror = await store.openMirror([Third])
  expect(mirror.get(Third, 'a')).toEqual({ id: 'a', macs: ['AB'], ports: 0, note: 'kept' })
  expect(stored()).toEqual(before)
  await store.transact(async (tx) => {
    const host = await tx.get(Third, 'a')
    if (host !== undefined) tx.put(Third, host)
  })
  expect(stored()).toEqual(
    [
      'indices.ver++host.macs.AB {"ref":"ver.host.a"}',
      'indices.ver++host.mac.ab {"ref":"ver.host.a"}',
      'ver.host.a {"_version":3,"macs":["AB"],"note":"kept","ports":0}',
    ].sort(),
  )
})

test('its old index entries go with it as long as the index is declared, and no other object loses one', async () => {
  await store.transact((tx) => tx.put(First, { id: 'a', mac: 'ab' }))
  await store.transact((tx) => tx.put(Second, { id: 'b', mac: 'x', ports: 0 }))
  // An entry under the old value that another object holds by now.
  await store.transact((tx) => tx.put(First, { id: 'c', mac: 'x2' }))
  space.apply(new Map([['indices.ver++host.mac.x2', '{"ref":"ver.host.other"}']]))
  await store.transact((tx) => {
    tx.put(Second, { id: 'a', mac: 'cd', ports: 1 })
    tx.delete(Second, 'c')
  })
  expect(stored().filter((line) => line.startsWith('indices.'))).toEqual([
    'indices.ver++host.mac.cd {"ref":"ver.host.a"}',
    'indices.ver++host.mac.x {"ref":"ver.host.b"}',
    'indices.ver++host.mac.x2 {"ref":"ver.host.other"}',
  ])
})

test('what a newer controller has written is named and left alone', async () => {
  await store.transact((tx) => {
    tx.put(Second, { id: 'new', ports: 1 })
    tx.put(First, { id: 'old' })
  })
  const before = stored()
  const newer = { code: 'newer', key: 'ver.host.new', message: /version 2 of Host, known up to version 1/ }
  await expect(store.read((reader) => reader.get(First, 'new'))).rejects.toMatchObject({
    code: 'newer',
    key: newer.key,
  })
  await expect(store.transact((tx) => tx.put(First, { id: 'new' }))).rejects.toThrow(newer.message)
  await expect(store.transact((tx) => tx.delete(First, 'new'))).rejects.toMatchObject({ code: 'newer' })
  expect((await store.read((reader) => reader.list(First))).value).toEqual([{ id: 'old' }])
  expect([...(await store.openMirror([First])).all(First).keys()]).toEqual(['ver.host.old'])
  expect(problems.map(({ key }) => key)).toEqual(['ver.host.new'])
  expect(stored()).toEqual(before)
})

test('attributes an older controller does not know survive its changes', async () => {
  await store.transact((tx) => tx.put(First, Object.assign({ id: 'a' }, { rack: { row: 7 } })))
  await store.transact(async (tx) => tx.put(First, { ...(await tx.get(First, 'a')), id: 'a', mac: 'm' }))
  expect((await store.read((reader) => reader.get(First, 'a'))).value).toEqual({ id: 'a', mac: 'm', rack: { row: 7 } })
})

test('a migration that fails, or yields what does not fit, damages only its object', async () => {
  await store.transact((tx) => {
    for (const id of ['cursed', 'empty', 'fine']) tx.put(First, { id })
  })
  const { value } = await store.read((reader) => reader.list(Third))
  expect(value).toEqual([{ id: 'fine', macs: [], ports: 0 }])
  expect(problems.map(({ message }) => message)).toEqual([
    'ver.host.cursed: stored value is damaged: it cannot be migrated from version 1: no way',
    expect.stringMatching(/^ver\.host\.empty: stored value is damaged: must have required properties/),
  ])
})

test('a version that is nonsense is damage, and no attribute is called like it', async () => {
  for (const version of ['"2"', '0', '1', '1.5', '-1', 'null']) {
    space.apply(new Map([['ver.host.a', `{"_version":${version}}`]]))
    await expect(store.read((reader) => reader.get(Second, 'a'))).rejects.toMatchObject({ code: 'corrupt' })
  }
  const smuggled = Object.assign({ id: 'b' }, { _version: 9 })
  await expect(store.transact((tx) => tx.put(First, smuggled))).rejects.toMatchObject({ code: 'invalid' })
})

test('versions that contradict themselves are refused', () => {
  const schema = Type.Object({ id: Type.String() })
  const declare = (version: number, migrations = {}): unknown => objectClass({ ...common, schema, version, migrations })
  expect(() => declare(0)).toThrow('must be a whole number')
  expect(() => declare(1.5)).toThrow('must be a whole number')
  expect(() => declare(2)).toThrow('there is no migration from version 1')
  expect(() => declare(2, { 1: Object, 2: Object })).toThrow('there is a migration from version 2')
  const reserved = Type.Object({ id: Type.String(), _version: Type.Integer() })
  expect(() => objectClass({ ...common, schema: reserved })).toThrow('_version cannot be an attribute')
})
