import Type from 'typebox'
import { beforeEach, describe, expect, test } from 'vitest'
import { MemorySpace } from './drivers/memory-space.ts'
import { openMemory } from './drivers/memory.ts'
import { objectClass } from './object-class.ts'
import { Store } from './store.ts'
import { Port } from './test-classes.suite.ts'

let space: MemorySpace
let store: Store

beforeEach(() => {
  space = new MemorySpace()
  store = new Store(openMemory(space))
})

const keysInSpace = (): string[] => [...space.entries.keys()].sort()

describe('an index', () => {
  test('covers every element of a list', async () => {
    const Host = objectClass({
      name: 'host',
      prefix: 'test.host',
      keys: ['id'],
      schema: Type.Object({ id: Type.String(), ips: Type.Array(Type.String()) }),
      unique: { ips: ['ips'] },
      multi: { any: ['ips'] },
    })
    await store.transact((tx) => tx.put(Host, { id: 'a', ips: ['1', '2', '1'] }))
    const doubled = store.transact((tx) => tx.put(Host, { id: 'b', ips: ['3', '2'] }))
    await expect(doubled).rejects.toMatchObject({ values: ['2'], holder: 'test.host.a' })
    await store.transact((tx) => {
      tx.put(Host, { id: 'a', ips: ['1'] })
      tx.put(Host, { id: 'b', ips: ['3', '2'] })
    })
    const { value } = await store.read(async (reader) => [
      (await reader.find(Host, 'ips', ['2']))?.id,
      (await reader.where(Host, 'any', ['1'])).map(({ id }) => id),
    ])
    expect(value).toEqual(['b', ['a']])
  })

  test('lets an object that is replaced several times in a transaction end with the entries of its last form', async () => {
    await store.transact((tx) => {
      for (const mac of ['x', 'm', 'y', 'z']) tx.put(Port, { id: 'a', network: mac, mac })
      tx.put(Port, { id: 'b', network: 'x', mac: 'x' })
      tx.put(Port, { id: 'c', network: 'n', mac: 'm' })
      tx.delete(Port, 'b')
    })
    expect(keysInSpace().filter((key) => key.includes('indices.'))).toEqual([
      'indices.test++port.mac.n.m',
      'indices.test++port.mac.z.z',
      'multiindices.test++port.network.n.c',
      'multiindices.test++port.network.z.a',
    ])
  })

  test('names the first conflict in the order of the puts when there are several', async () => {
    await store.transact((tx) => {
      tx.put(Port, { id: 'a', network: 'n', mac: 'm' })
      tx.put(Port, { id: 'b', network: 'n', mac: 'm2' })
    })
    const several = store.transact((tx) => {
      tx.put(Port, { id: 'y', network: 'n', mac: 'm2' })
      tx.put(Port, { id: 'x', network: 'n', mac: 'm' })
    })
    await expect(several).rejects.toMatchObject({ key: 'test.port.y', holder: 'test.port.b' })
  })
})
