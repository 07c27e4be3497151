import Type from 'typebox'
import { beforeEach, expect, test } from 'vitest'
import { MemorySpace } from '../drivers/memory-space.ts'
import { openMemory } from '../drivers/memory.ts'
import { objectClass, type ObjectClass } from '../object-class.ts'
import { Store } from '../store.ts'
import type { Transaction } from '../transaction.ts'

const schema = Type.Object({ id: Type.String(), parent: Type.Optional(Type.String()) })

const Trace = objectClass({ name: 'Trace', prefix: 'hook.trace', keys: ['id'], schema })

const Parent = objectClass({ name: 'Parent', prefix: 'hook.parent', keys: ['id'], schema })

/** A child writes down that it went; some children do worse things. */
const Child = objectClass({
  name: 'Child',
  prefix: 'hook.child',
  keys: ['id'],
  schema,
  references: { parent: { to: () => Parent, strong: true, onDelete: 'cascade' } },
  onDelete: async (tx, child) => {
    if (child.id === 'phoenix') tx.put(Child as ObjectClass, child)
    if (child.id.startsWith('twin'))
      tx.delete(Child as ObjectClass<object, readonly [string]>, child.id === 'twin1' ? 'twin2' : 'twin1')
    if (child.id === 'stubborn') throw new Error('I stay')
    const earlier = await tx.list(Trace)
    tx.put(Trace, { id: `${earlier.length} ${child.id}` })
    escaped = tx
  },
})

let escaped: Transaction | undefined
let space: MemorySpace
let store: Store

beforeEach(() => {
  space = new MemorySpace()
  store = new Store(openMemory(space))
})

const objects = (): string[] => [...space.entries.keys()].filter((key) => key.startsWith('hook.')).sort()

test('a deletion hook runs in the transaction, for deletions and cascades, and sees what was done before it', async () => {
  await store.transact((tx) => {
    tx.put(Parent, { id: 'p' })
    for (const id of ['a', 'b', 'c']) tx.put(Child, { id, parent: 'p' })
  })
  await store.transact((tx) => {
    tx.delete(Child, 'c')
    tx.delete(Parent, 'p')
  })
  expect(objects()).toEqual(['hook.trace.0 c', 'hook.trace.1 a', 'hook.trace.2 b'])
  expect(() => escaped?.delete(Child, 'a')).toThrow('the transaction is over')
})

test('it does not run for what was never stored, or is put again', async () => {
  await store.transact((tx) => {
    tx.delete(Child, 'never')
    tx.put(Child, { id: 'brief' })
    tx.delete(Child, 'brief')
  })
  await store.transact((tx) => tx.put(Child, { id: 'kept' }))
  await store.transact((tx) => {
    tx.delete(Child, 'kept')
    tx.put(Child, { id: 'kept' })
  })
  expect(objects()).toEqual(['hook.child.kept'])
})

test('hooks may delete in circles: each object goes once', async () => {
  await store.transact((tx) => {
    for (const id of ['twin1', 'twin2']) tx.put(Child, { id })
  })
  await store.transact((tx) => tx.delete(Child, 'twin2'))
  expect(objects()).toEqual(['hook.trace.0 twin2', 'hook.trace.1 twin1'])
})

test('a hook that throws, or takes the deletion back, ends the transaction without a write', async () => {
  await store.transact((tx) => {
    for (const id of ['phoenix', 'stubborn']) tx.put(Child, { id })
  })
  const remove = (id: string): Promise<unknown> => store.transact((tx) => tx.delete(Child, id))
  await expect(remove('stubborn')).rejects.toThrow('I stay')
  await expect(remove('phoenix')).rejects.toMatchObject({
    code: 'invalid',
    message: 'hook.child.phoenix: Child was deleted, and a deletion hook has put it again',
  })
  expect(objects()).toEqual(['hook.child.phoenix', 'hook.child.stubborn'])
})

test('a hook that does something else in its second run is found out in test mode', async () => {
  const strict = new Store(openMemory(space), { checkDeterminism: true })
  let count = 0
  const Fickle = objectClass({
    name: 'Fickle',
    prefix: 'hook.fickle',
    keys: ['id'],
    schema,
    onDelete: (tx) => tx.put(Trace, { id: `run ${++count}` }),
  })
  await store.transact((tx) => tx.put(Fickle, { id: 'a' }))
  await expect(strict.transact((tx) => tx.delete(Fickle, 'a'))).rejects.toMatchObject({
    code: 'invalid',
    key: 'hook.trace.run 1',
  })
  await store.transact((tx) => tx.put(Child, { id: 'a' }))
  await strict.transact((tx) => tx.delete(Child, 'a'))
})

test('a hook runs again with its transaction when a commit got in the way', async () => {
  await store.transact((tx) => tx.put(Child, { id: 'a' }))
  let runs = 0
  await store.transact(async (tx) => {
    await tx.get(Parent, 'p')
    if (++runs === 1) await store.transact((other) => other.put(Parent, { id: 'p' }))
    tx.delete(Child, 'a')
  })
  expect(runs).toBe(2)
  expect(objects()).toEqual(['hook.parent.p', 'hook.trace.0 a'])
})
