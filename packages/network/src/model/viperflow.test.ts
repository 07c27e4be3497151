import { MemorySpace, openMemory, Store } from '@vlcp/store'
import { dispatch } from '@vlcp/server'
import { expect, test } from 'vitest'
import { createTestModel } from './model.suite.ts'
import { LogicalNetwork } from './objects/logical-network.ts'
import { builtInTypes, type NetworkType } from './types/index.ts'
import { viperflow } from './viperflow.ts'

test('the operations are those of the reference for these four objects', () => {
  const { operations } = viperflow(new Store(openMemory(), { checkDeterminism: true }))
  const nouns = ['physicalnetwork', 'physicalport', 'logicalnetwork', 'logicalport']
  const verbs = ['create', 'update', 'delete']
  const expected = nouns.flatMap((noun) => [
    ...verbs.flatMap((verb) => [`${verb}${noun}`, `${verb}${noun}s`]),
    `list${noun}s`,
  ])
  expect(operations.map(({ name }) => name)).toEqual(expected)
  expect(operations.filter(({ mutates }) => !mutates).map(({ name }) => name)).toEqual(nouns.map((n) => `list${n}s`))
})

test('a further network type brings its own attributes', async () => {
  const vxlan: NetworkType = {
    name: 'vxlan',
    summary: 'networks told apart by their VNI',
    hasPorts: true,
    mostLogicalNetworks: Infinity,
    tag: { attribute: 'vni', rangeAttribute: 'vnirange', first: 1, last: 2 ** 24 - 1 },
  }
  const dispatcher = dispatch([
    viperflow(new Store(openMemory(), { checkDeterminism: true }), [...builtInTypes, vxlan]),
  ])
  const call = (operation: string, params: object): Promise<unknown> => dispatcher.call('viperflow', operation, params)
  await call('createphysicalnetwork', { id: 'x', type: 'vxlan', vnirange: [[10_000, 20_000]] })
  expect(await call('createlogicalnetwork', { physicalnetwork: 'x' })).toMatchObject([{ vni: 10_000 }])
  const foreign = call('createlogicalnetwork', { physicalnetwork: 'x', vlanid: 5 })
  await expect(foreign).rejects.toMatchObject({ code: 'invalid', field: 'vlanid' })
  const outside = call('updatephysicalnetwork', { id: 'x', vnirange: [[10_001, 10_002]] })
  await expect(outside).rejects.toMatchObject({ code: 'conflict', field: 'vnirange' })
})

test('parameters may come as text, from a form or a command line', async () => {
  const dispatcher = dispatch([viperflow(new Store(openMemory(), { checkDeterminism: true }))])
  const call = (operation: string, params: object): Promise<unknown> =>
    dispatcher.call('viperflow', operation, params, { text: true })
  const networks = '[{"id": "7", "vlanrange": [["1", "5"]], "type": "vlan"}, {"type": "local"}]'
  expect(await call('createphysicalnetworks', { networks })).toMatchObject([{ id: '7', vlanrange: [[1, 5]] }, {}])
  const made = await call('createlogicalnetwork', {
    physicalnetwork: '7',
    vlanid: '5',
    mtu: '1450',
  })
  expect(made).toMatchObject([{ vlanid: 5, mtu: 1450 }])
  expect(await call('listlogicalnetworks', { mtu: '1450' })).toHaveLength(1)
  expect(await call('deletelogicalnetworks', { networks: '{"id": "none"}' }).catch((e: unknown) => e)).toMatchObject({
    code: 'not_found',
    field: 'networks.id',
  })
})

test('what the API lets through, however deep, is stored or refused in its words', async () => {
  const model = createTestModel()
  let x_deep: unknown = 1
  for (let level = 0; level < 63; level++) x_deep = [x_deep]
  expect(await model.list('createphysicalnetwork', { id: 'deep', type: 'local', x_deep })).toMatchObject([{ x_deep }])
  await model.refused('createphysicalnetwork', { type: 'local', x_deep: [[[x_deep]]] }, 'invalid', 'x_deep')
  await model.refused('createphysicalnetwork', { type: 'local', x_big: 'x'.repeat(2 << 20) }, 'too_large')
})

test('an object that is damaged in the store makes an internal error that names it, the others are listed', async () => {
  const model = createTestModel()
  await model.call('createphysicalnetwork', { id: 'p', type: 'local' })
  await model.call('createlogicalnetwork', { id: 'good', physicalnetwork: 'p' })
  model.space.apply(new Map([['viperflow.logicnetwork.bad', '{"physicalnetwork":7}']]))
  expect(await model.list('listlogicalnetworks')).toHaveLength(1)
  const message = await model.refused('createlogicalport', { logicalnetwork: 'bad' }, 'internal')
  expect(message).toContain('viperflow.logicnetwork.bad: stored value is damaged')
})

test('a closed store answers unavailable', async () => {
  const model = createTestModel()
  await model.store.close()
  await model.refused('createphysicalnetwork', { type: 'local' }, 'unavailable')
})

test('two controllers creating networks at once never share a number or a tag', async () => {
  const space = new MemorySpace()
  const models = [createTestModel(space), createTestModel(space)]
  await models[0]?.call('createphysicalnetwork', { id: 'p', vlanrange: [[1, 100]] })
  await Promise.all(
    Array.from({ length: 40 }, (_, i) => models[i % 2]?.call('createlogicalnetwork', { physicalnetwork: 'p' })),
  )
  const { value } = await new Store(openMemory(space)).read((reader) => reader.list(LogicalNetwork))
  const oneToForty = Array.from({ length: 40 }, (_, i) => i + 1)
  expect(value.map((network) => network.vlanid ?? 0).sort((a, b) => a - b)).toEqual(oneToForty)
  expect(value.map((network) => network.network_number).sort((a, b) => a - b)).toEqual(oneToForty)
})
