/** The examples of the page about objects run here: every block of it is in this file, word for word. */
import { readFileSync } from 'node:fs'
import Type from 'typebox'
import { expect, it } from 'vitest'
import { checkObjects, follow, migrateObjects, objectClass, type ObjectClass, openMemory, Store } from '../index.ts'

const page = readFileSync(new URL('../../../../docs/store-objects.md', import.meta.url), 'utf8')

const Network = objectClass({
  name: 'Network',
  prefix: 'shop.network',
  keys: ['id'],
  schema: Type.Object({ id: Type.String(), mtu: Type.Optional(Type.Integer()) }),
})

const Port = objectClass({
  name: 'Port',
  prefix: 'shop.port',
  keys: ['id'],
  schema: Type.Object({
    id: Type.String(),
    network: Type.String(),
    mac: Type.Optional(Type.String()),
    groups: Type.Optional(Type.Array(Type.String())),
    twin: Type.Optional(Type.String()),
  }),
  unique: { mac: ['network', 'mac'] },
  references: {
    network: { to: () => Network, strong: true },
    groups: { to: () => Group, strong: true, onDelete: 'clear' },
    twin: { to: (): ObjectClass => Port, strong: false },
  },
})

const Group = objectClass({
  name: 'Group',
  prefix: 'shop.group',
  keys: ['id'],
  schema: Type.Object({ id: Type.String() }),
  onDelete: (tx, group) => tx.put(Network, { id: `was-${group.id}` }),
})

const Network2 = objectClass({
  name: 'Network',
  prefix: 'shop.network',
  keys: ['id'],
  schema: Type.Object({ id: Type.String(), frame: Type.Integer() }),
  multi: { frame: ['frame'] },
  version: 2,
  migrations: { 1: ({ mtu, ...old }) => ({ ...old, frame: typeof mtu === 'number' ? mtu + 18 : 1518 }) },
})

it('the examples work', async () => {
  const store = new Store(openMemory())
  const early = store.transact((tx) => tx.put(Port, { id: 'p1', network: 'n1' }))
  await expect(early).rejects.toThrow('shop.port.p1: Port network refers to shop.network.n1, which does not exist')
  await store.transact((tx) => {
    tx.put(Port, { id: 'p1', network: 'n1', groups: ['blue', 'red'] })
    for (const id of ['blue', 'red']) tx.put(Group, { id })
    tx.put(Network, { id: 'n1' })
  })

  const refused = store.transact((tx) => tx.delete(Network, 'n1'))
  await expect(refused).rejects.toThrow('shop.network.n1: Port network refers to it: shop.port.p1')
  await store.transact((tx) => tx.delete(Group, 'red'))
  expect((await store.read((tx) => tx.get(Port, 'p1'))).value?.groups).toEqual(['blue'])

  const { value: network } = await store.read(async (tx) => {
    const port = await tx.get(Port, 'p1')
    return port && follow(tx, Port, port, 'network')
  })
  const mirror = await store.openMirror([Network, Port])
  expect(follow(mirror, Port, { id: 'p1', network: 'n1' }, 'network')).toEqual(network)
  expect(follow(mirror, Port, { id: 'p1', network: 'n1', twin: 'p9' }, 'twin')).toBeUndefined()
  expect(network).toEqual({ id: 'n1' })

  const seen: string[] = []
  const { migrated } = await migrateObjects(store, [Network2], {
    onProgress: ({ done, total }) => seen.push(`${done}/${total}`),
  })
  const { value: large } = await store.read((tx) => tx.where(Network2, 'frame', ['1518']))
  expect(migrated).toBe(2)
  expect(large.map(({ id }) => id)).toEqual(['n1', 'was-red'])
  expect(seen).toContain('2/2')

  const { objects, findings } = await checkObjects(store, [Network2, Port, Group], { repair: true })
  expect([objects, findings]).toEqual([4, []])
})

it('are those of the page', () => {
  const squeeze = (text: string): string => text.replaceAll(/[\s,]+/g, '')
  const source = squeeze(readFileSync(new URL(import.meta.url), 'utf8'))
  const blocks = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, block]) => squeeze(block ?? ''))
  expect(blocks).toHaveLength(9)
  for (const block of blocks) expect(source).toContain(block)
})
