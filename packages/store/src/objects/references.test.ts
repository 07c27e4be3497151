import Type from 'typebox'
import { beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import { MemorySpace } from '../drivers/memory-space.ts'
import { openMemory } from '../drivers/memory.ts'
import { DanglingError, ReferencedError } from '../errors.ts'
import { objectClass, type ObjectClass, type ObjectOf } from '../object-class.ts'
import { Store } from '../store.ts'
import { follow, followAll } from './follow.ts'

const Network = objectClass({
  name: 'Network',
  prefix: 'ref.network',
  keys: ['id'],
  schema: Type.Object({ id: Type.String() }),
})

const Port = objectClass({
  name: 'Port',
  prefix: 'ref.port',
  keys: ['id'],
  schema: Type.Object({
    id: Type.String(),
    network: Type.Optional(Type.String()),
    nets: Type.Optional(Type.Array(Type.String())),
    subnet: Type.Optional(Type.String()),
    profile: Type.Optional(Type.String()),
    hint: Type.Optional(Type.String()),
  }),
  references: {
    network: { to: () => Network, strong: true },
    nets: { to: () => Network, strong: true, onDelete: 'clear' },
    subnet: { to: () => Subnet, attributes: ['network', 'subnet'], strong: true, onDelete: 'cascade' },
    profile: { to: () => Network, strong: true, onDelete: 'clear' },
    hint: { to: () => Network, strong: false },
  },
})
interface Port extends ObjectOf<typeof Port> {}

const Subnet = objectClass({
  name: 'Subnet',
  prefix: 'ref.subnet',
  keys: ['network', 'id'],
  schema: Type.Object({ network: Type.String(), id: Type.String() }),
  references: { network: { to: () => Network, strong: true, onDelete: 'cascade' } },
})

const Node = objectClass({
  name: 'Node',
  prefix: 'ref.node',
  keys: ['id'],
  schema: Type.Object({ id: Type.String(), parent: Type.Optional(Type.String()) }),
  references: { parent: { to: (): ObjectClass => Node, strong: true, onDelete: 'cascade' } },
})

let space: MemorySpace
let store: Store

beforeEach(() => {
  space = new MemorySpace()
  store = new Store(openMemory(space))
})

const get = async (id: string): Promise<Port | undefined> => (await store.read((reader) => reader.get(Port, id))).value
const keys = (): string[] => [...space.entries.keys()].sort()

describe('a strong reference', () => {
  test('must lead to an object when the transaction commits, in whatever order things are put', async () => {
    const dangling = store.transact((tx) => tx.put(Port, { id: 'p', network: 'n' }))
    await expect(dangling).rejects.toBeInstanceOf(DanglingError)
    await expect(dangling).rejects.toMatchObject({
      code: 'dangling',
      key: 'ref.port.p',
      target: 'ref.network.n',
      reference: 'network',
    })
    expect(keys()).toEqual([])
    await store.transact((tx) => {
      tx.put(Port, { id: 'p', network: 'n' })
      tx.put(Network, { id: 'n' })
    })
    expect(keys()).toEqual(['multiindices.ref++port.network.n.p', 'ref.network.n', 'ref.port.p'])
  })

  test('keeps its target from being deleted, and names who refers to it', async () => {
    await store.transact((tx) => {
      tx.put(Network, { id: 'n.1' })
      for (const id of ['a', 'b', 'c', 'd']) tx.put(Port, { id, network: 'n.1' })
    })
    const refused = store.transact((tx) => tx.delete(Network, 'n.1'))
    await expect(refused).rejects.toBeInstanceOf(ReferencedError)
    await expect(refused).rejects.toMatchObject({
      code: 'referenced',
      key: 'ref.network.n++1',
      referrers: ['a', 'b', 'c', 'd'].map((id) => `ref.port.${id}`),
      message: 'ref.network.n++1: Port network refers to it: ref.port.a, ref.port.b, ref.port.c and 1 more',
    })
  })

  test('does not when the same transaction deletes, moves or replaces the objects concerned', async () => {
    await store.transact((tx) => {
      for (const id of ['m', 'n']) tx.put(Network, { id })
      for (const id of ['a', 'b']) tx.put(Port, { id, network: 'n' })
    })
    await store.transact((tx) => {
      tx.delete(Network, 'n')
      tx.put(Network, { id: 'n' })
    })
    await store.transact((tx) => {
      tx.delete(Network, 'n')
      tx.delete(Port, 'a')
      tx.put(Port, { id: 'b', network: 'm' })
    })
    expect(keys()).toEqual(['multiindices.ref++port.network.m.b', 'ref.network.m', 'ref.port.b'])
  })

  test('put in the transaction that deletes its target is refused like any other', async () => {
    await store.transact((tx) => tx.put(Network, { id: 'n' }))
    const both = store.transact((tx) => {
      tx.delete(Network, 'n')
      tx.put(Port, { id: 'p', network: 'n' })
    })
    await expect(both).rejects.toMatchObject({ code: 'referenced', referrers: ['ref.port.p'] })
    const neither = store.transact((tx) => {
      tx.delete(Network, 'never')
      tx.put(Port, { id: 'p', network: 'never' })
    })
    await expect(neither).rejects.toMatchObject({ code: 'dangling' })
  })

  test('that stays as it is costs no look at the target, so its changes do not disturb', async () => {
    await store.transact((tx) => {
      tx.put(Network, { id: 'n' })
      tx.put(Port, { id: 'p', network: 'n' })
    })
    const guarded: string[] = []
    const driver = openMemory(space)
    const watched = new Store({
      ...driver,
      commit: (request, options) => {
        guarded.push(...request.keys.keys())
        return driver.commit(request, options)
      },
    })
    await watched.transact(async (tx) => tx.put(Port, { id: 'p', ...(await tx.get(Port, 'p')), hint: 'gone' }))
    expect(guarded).toContain('ref.port.p')
    expect(guarded).not.toContain('ref.network.n')
  })

  test('can be asked for like a multi index', async () => {
    await store.transact((tx) => {
      for (const id of ['m', 'n']) tx.put(Network, { id })
      tx.put(Port, { id: 'p', nets: ['m', 'n', 'm'] })
      tx.put(Port, { id: 'q', nets: ['n'] })
    })
    const { value } = await store.read(async (reader) => [
      await reader.keysWhere(Port, 'nets', ['m']),
      await reader.keysWhere(Port, 'nets', ['n']),
    ])
    expect(value).toEqual([['ref.port.p'], ['ref.port.p', 'ref.port.q']])
  })
})

describe('deleting what others refer to', () => {
  test('takes away references that are to be cleared, from lists only the element', async () => {
    await store.transact((tx) => {
      for (const id of ['m', 'n']) tx.put(Network, { id })
      tx.put(Port, { id: 'p', nets: ['m', 'n'], profile: 'n', hint: 'n' })
    })
    await store.transact((tx) => tx.delete(Network, 'n'))
    expect(await get('p')).toEqual({ id: 'p', nets: ['m'], hint: 'n' })
    expect(keys()).toEqual(['multiindices.ref++port.nets.m.p', 'ref.network.m', 'ref.port.p'])
  })

  test('deletes what is to go with it, over several classes', async () => {
    await store.transact((tx) => {
      tx.put(Network, { id: 'n' })
      tx.put(Subnet, { network: 'n', id: 's' })
    })
    await store.transact((tx) => tx.delete(Network, 'n'))
    expect(keys()).toEqual([])
  })

  test('changes nothing at all when one reference in the chain refuses', async () => {
    await store.transact((tx) => {
      tx.put(Network, { id: 'n' })
      tx.put(Subnet, { network: 'n', id: 's' })
      tx.put(Port, { id: 'free', nets: ['n'] })
      tx.put(Port, { id: 'p', network: 'n', subnet: 's' })
      tx.put(Port, { id: 'q', network: 'n' })
    })
    const before = keys()
    await expect(store.transact((tx) => tx.delete(Network, 'n'))).rejects.toMatchObject({ referrers: ['ref.port.q'] })
    expect(keys()).toEqual(before)
    await store.transact((tx) => {
      tx.delete(Network, 'n')
      tx.delete(Port, 'q')
    })
    expect(keys()).toEqual(['ref.port.free'])
  })

  test('goes through circles', async () => {
    await store.transact((tx) => {
      tx.put(Node, { id: 'a', parent: 'c' })
      tx.put(Node, { id: 'b', parent: 'a' })
      tx.put(Node, { id: 'c', parent: 'b' })
      tx.put(Node, { id: 'self', parent: 'self' })
    })
    await store.transact((tx) => {
      tx.delete(Node, 'b')
      tx.delete(Node, 'self')
    })
    expect(keys()).toEqual([])
  })

  test('ends with an error when it leads too far', async () => {
    await store.transact((tx) => {
      for (let i = 0; i <= 200; i++) tx.put(Node, { id: `${i}`, ...(i === 0 ? {} : { parent: `${i - 1}` }) })
    })
    await expect(store.transact((tx) => tx.delete(Node, '0'))).rejects.toMatchObject({
      code: 'invalid',
      message: 'ref.node.100: deletions lead to each other more than 100 times',
    })
  })
})

describe('follow', () => {
  test('gives the target or undefined, in a transaction and in a mirror', async () => {
    await store.transact((tx) => {
      tx.put(Network, { id: 'n' })
      tx.put(Subnet, { network: 'n', id: 's' })
      tx.put(Port, { id: 'p', network: 'n', subnet: 's', nets: ['n'], hint: 'gone' })
    })
    const { value: port } = await store.read(async (reader) => {
      const found = await reader.get(Port, 'p')
      if (found === undefined) throw new Error('the port is missing')
      const network = await follow(reader, Port, found, 'network')
      expectTypeOf(network).toEqualTypeOf<ObjectOf<typeof Network> | undefined>()
      expect(network).toEqual({ id: 'n' })
      expect(await follow(reader, Port, found, 'subnet')).toEqual({ network: 'n', id: 's' })
      expect(await follow(reader, Port, found, 'hint')).toBeUndefined()
      expect(await follow(reader, Port, found, 'profile')).toBeUndefined()
      expect(await followAll(reader, Port, { ...found, nets: ['gone', 'n'] }, 'nets')).toEqual([{ id: 'n' }])
      return found
    })
    const mirror = await store.openMirror([Network, Port, Subnet])
    expect(follow(mirror, Port, port, 'network')).toBe(mirror.get(Network, 'n'))
    expect(follow(mirror, Port, port, 'hint')).toBeUndefined()
    expect(follow(mirror, Port, port, 'profile')).toBeUndefined()
  })
})

test('a reference that contradicts its class is refused', () => {
  const schema = Type.Object({ id: Type.String(), other: Type.String() })
  const declare = (references: Parameters<typeof objectClass>[0]['references'], multi = {}): unknown =>
    objectClass({ name: 'a', prefix: 'x', keys: ['id'], schema, multi, references: references as never })
  expect(() => declare({ none: { to: () => Network, strong: true } })).toThrow('none is not in the schema')
  expect(() => declare({ none: { to: () => Network, strong: false } })).toThrow('none is not in the schema')
  const clear = { to: () => Network, strong: true, onDelete: 'clear' } as const
  expect(() => declare({ id: clear })).toThrow('id is part of the identity')
  expect(() => declare({ other: clear })).toThrow('other is required')
  expect(() => declare({ other: { to: () => Network, strong: true } }, { other: ['other'] })).toThrow('there are two')
})
