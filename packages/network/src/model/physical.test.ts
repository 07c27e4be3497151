import { beforeEach, describe, expect, test } from 'vitest'
import { createTestModel, type TestModel } from './model.suite.ts'

let model: TestModel

beforeEach(async () => {
  model = createTestModel()
  await model.call('createphysicalnetwork', { id: 'trunk', type: 'vlan', vlanrange: [[100, 102]] })
})

describe('physical networks', () => {
  test('are created with the defaults of the reference and shown with type and key', async () => {
    const [made] = await model.list('createphysicalnetwork', { vlanrange: [[1, 4095]], x_site: { rack: 3 }, name: 'N' })
    expect(made).toEqual({
      _type: 'PhysicalNetwork',
      _key: `viperflow.physicalnetwork.${String(made?.['id'])}`,
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/) as string,
      type: 'vlan',
      vlanrange: [[1, 4095]],
      x_site: { rack: 3 },
      name: 'N',
    })
  })

  test('null chooses the id, as in the reference', async () => {
    const [made] = await model.list('createphysicalnetwork', { id: null, type: 'local' })
    expect(made?.['id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('a batch is one transaction, and one element may stand without a list', async () => {
    const before = model.space.revision
    await model.call('createphysicalnetworks', { networks: [{ type: 'native' }, { type: 'local' }] })
    await model.call('createphysicalnetworks', { networks: { id: 'alone', type: 'local' } })
    expect(model.space.revision).toBe(before + 2)
  })

  test.each([
    [{ id: 'trunk', type: 'local' }, 'conflict', 'id'],
    [{ type: 'vxlan' }, 'unsupported', 'type'],
    [{ type: 'vlan' }, 'invalid', 'vlanrange'],
    [{}, 'invalid', 'vlanrange'],
    [{ vlanrange: [[0, 5]] }, 'invalid', 'vlanrange[0][0]'],
    [{ vlanrange: [[1, 4096]] }, 'invalid', 'vlanrange[0][1]'],
    [{ vlanrange: [[5, 4]] }, 'invalid', 'vlanrange'],
    [
      {
        vlanrange: [
          [1, 5],
          [5, 9],
        ],
      },
      'invalid',
      'vlanrange',
    ],
    [
      {
        vlanrange: [
          [6, 9],
          [1, 5],
        ],
      },
      'invalid',
      'vlanrange',
    ],
    [{ vlanrange: [] }, 'invalid', 'vlanrange'],
    [{ vlanrange: '1-5' }, 'invalid', 'vlanrange'],
    [{ vlanrange: [[1, true]] }, 'invalid', 'vlanrange[0][1]'],
    [{ type: 'native', vlanrange: [[1, 5]] }, 'invalid', 'vlanrange'],
    [{ type: 'local', id: '' }, 'invalid', 'id'],
    [{ type: 'local', id: 'a\nb' }, 'invalid', 'id'],
    [{ type: 'local', id: 'x'.repeat(129) }, 'invalid', 'id'],
    [{ type: 'local', id: 7 }, 'invalid', 'id'],
    [{ type: 'local', colour: 'red' }, 'invalid', 'colour'],
    [{ type: 'local', X_upper: 1 }, 'invalid', 'X_upper'],
  ])('createphysicalnetwork %j is refused: %s %s', async (params, code, field) => {
    await model.refused('createphysicalnetwork', params, code, field)
  })

  test('a failing element of a batch is named, and nothing of the batch is stored', async () => {
    const good = { type: 'local' }
    await model.refused('createphysicalnetworks', { networks: [good, {}] }, 'invalid', 'networks[1].type')
    await model.refused(
      'createphysicalnetworks',
      { networks: [good, { id: 'trunk', ...good }] },
      'conflict',
      'networks[1].id',
    )
    const twice = [
      { id: 'same', ...good },
      { id: 'same', ...good },
    ]
    await model.refused('createphysicalnetworks', { networks: twice }, 'conflict', 'networks[1].id')
    await model.refused('createphysicalnetworks', { networks: { id: 'trunk', ...good } }, 'conflict', 'networks.id')
  })

  test('an update merges; null takes an attribute away; the type is fixed', async () => {
    await model.call('updatephysicalnetwork', { id: 'trunk', x_a: 1, name: 'n' })
    const [changed] = await model.list('updatephysicalnetwork', { id: 'trunk', x_b: 2, name: null })
    expect(changed).toMatchObject({ x_a: 1, x_b: 2, vlanrange: [[100, 102]] })
    expect(changed).not.toHaveProperty('name')
    const message = await model.refused('updatephysicalnetwork', { id: 'trunk', type: 'vlan' }, 'invalid', 'type')
    expect(message).toContain('fixed at creation')
    await model.refused('updatephysicalnetwork', { id: 'none', x_a: 1 }, 'not_found', 'id')
    await model.refused('updatephysicalnetwork', { id: 'trunk', vlanrange: null }, 'invalid', 'vlanrange')
    const twice = [{ id: 'trunk' }, { id: 'trunk' }]
    await model.refused('updatephysicalnetworks', { networks: twice }, 'conflict', 'networks[1].id')
  })

  test('a range cannot be taken away from under an allocated tag', async () => {
    await model.call('createlogicalnetwork', { id: 'l', physicalnetwork: 'trunk', vlanid: 101 })
    await model.refused(
      'updatephysicalnetwork',
      {
        id: 'trunk',
        vlanrange: [
          [100, 100],
          [102, 200],
        ],
      },
      'conflict',
      'vlanrange',
    )
    await model.call('updatephysicalnetwork', {
      id: 'trunk',
      vlanrange: [
        [1, 1],
        [101, 101],
      ],
    })
    await model.refused('createlogicalnetwork', { physicalnetwork: 'trunk', vlanid: 100 }, 'invalid', 'vlanid')
  })

  test('are deleted only when nothing refers to them', async () => {
    expect(await model.call('createlogicalnetwork', { id: 'l', physicalnetwork: 'trunk' })).toHaveLength(1)
    expect(await model.refused('deletephysicalnetwork', { id: 'trunk' }, 'conflict', 'id')).toContain('logicnetwork.l')
    expect(await model.call('deletelogicalnetwork', { id: 'l' })).toEqual({ status: 'OK' })
    await model.call('createphysicalport', { physicalnetwork: 'trunk', name: 'eth0' })
    await model.refused('deletephysicalnetwork', { id: 'trunk' }, 'conflict', 'id')
    await model.call('deletephysicalport', { name: 'eth0' })
    expect(await model.call('deletephysicalnetwork', { id: 'trunk' })).toEqual({ status: 'OK' })
    await model.refused('deletephysicalnetwork', { id: 'trunk' }, 'not_found', 'id')
    expect([...model.space.entries.keys()].filter((key) => !key.includes('cursor'))).toEqual([])
  })

  test('are listed by id and by any attribute', async () => {
    await model.call('createphysicalnetwork', { id: 'here', type: 'local', x_rack: 7, description: '' })
    const ids = async (params: object) => (await model.list('listphysicalnetworks', params)).map(({ id }) => id)
    expect(await ids({})).toEqual(['here', 'trunk'])
    expect(await ids({ id: 'trunk' })).toEqual(['trunk'])
    expect(await ids({ id: 'none' })).toEqual([])
    expect(await ids({ type: 'local' })).toEqual(['here'])
    expect(await ids({ id: 'trunk', type: 'local' })).toEqual([])
    expect(await ids({ x_rack: 7 })).toEqual(['here'])
    expect(await ids({ x_rack: '7' })).toEqual([])
    expect(await ids({ vlanrange: [[100, 102]] })).toEqual(['trunk'])
    expect(await ids({ x_rack: null })).toEqual(['trunk'])
    await model.refused('listphysicalnetworks', { colour: 1 }, 'invalid', 'colour')
  })
})

describe('physical ports', () => {
  test('are identified by four parts with the defaults of the reference and embed their network', async () => {
    const [made] = await model.list('createphysicalport', { physicalnetwork: 'trunk', name: 'eth0.5', x_test: true })
    expect(made).toEqual({
      _type: 'PhysicalPort',
      _key: 'viperflow.physicalport..%.%.eth0++5',
      vhost: '',
      systemid: '%',
      bridge: '%',
      name: 'eth0.5',
      x_test: true,
      physicalnetwork: {
        _type: 'PhysicalNetwork',
        _key: 'viperflow.physicalnetwork.trunk',
        id: 'trunk',
        type: 'vlan',
        vlanrange: [[100, 102]],
      },
    })
  })

  test('cannot be created twice, on a missing network or on a local one', async () => {
    const eth0 = { physicalnetwork: 'trunk', name: 'eth0' }
    await model.call('createphysicalport', eth0)
    await model.call('createphysicalport', { ...eth0, bridge: 'br0' })
    await model.refused('createphysicalport', { ...eth0, bridge: 'br0' }, 'conflict', 'name')
    await model.refused(
      'createphysicalports',
      {
        ports: [
          { ...eth0, bridge: 'a' },
          { ...eth0, bridge: 'a' },
        ],
      },
      'conflict',
      'ports[1].name',
    )
    await model.refused('createphysicalport', { physicalnetwork: 'none', name: 'e' }, 'not_found', 'physicalnetwork')
    await model.call('createphysicalnetwork', { id: 'here', type: 'local' })
    await model.refused('createphysicalport', { physicalnetwork: 'here', name: 'e' }, 'invalid', 'physicalnetwork')
    await model.refused('createphysicalport', { physicalnetwork: 'trunk' }, 'invalid', 'name')
    await model.refused('createphysicalport', { ...eth0, name: 'x'.repeat(97) }, 'invalid', 'name')
  })

  test('the longest parts fit the store', async () => {
    const long = '\u4e00'.repeat(96)
    const id = '\u4e00'.repeat(128)
    await model.call('createphysicalnetwork', { id, type: 'native' })
    const port = { physicalnetwork: id, vhost: long, systemid: long, bridge: long, name: long }
    await model.call('createphysicalport', port)
    expect(await model.list('listphysicalports', { physicalnetwork: id })).toHaveLength(1)
  })

  test('are updated and deleted by their four parts', async () => {
    await model.call('createphysicalport', { physicalnetwork: 'trunk', name: 'eth0', bridge: 'br0' })
    await model.refused('updatephysicalport', { name: 'eth0', description: 'd' }, 'not_found', 'name')
    const [changed] = await model.list('updatephysicalport', { name: 'eth0', bridge: 'br0', description: 'd' })
    expect(changed).toMatchObject({ description: 'd', name: 'eth0' })
    const moved = { name: 'eth0', bridge: 'br0', physicalnetwork: 'trunk' }
    await model.refused('updatephysicalport', moved, 'invalid', 'physicalnetwork')
    await model.refused('deletephysicalport', { name: 'eth0' }, 'not_found', 'name')
    await model.refused(
      'deletephysicalports',
      { ports: [{ name: 'eth0', bridge: 'br0' }, { name: 'x' }] },
      'not_found',
      'ports[1].name',
    )
    expect(await model.call('deletephysicalports', { ports: [{ name: 'eth0', bridge: 'br0' }] })).toEqual({
      status: 'OK',
    })
    expect(await model.list('listphysicalports')).toEqual([])
  })

  test('are listed exactly by name, by network, or all', async () => {
    await model.call('createphysicalnetwork', { id: 'wire', type: 'native' })
    await model.call('createphysicalports', {
      ports: [
        { physicalnetwork: 'trunk', name: 'eth0' },
        { physicalnetwork: 'trunk', name: 'eth0', bridge: 'br0', x_a: 1 },
        { physicalnetwork: 'wire', name: 'eth1' },
      ],
    })
    const bridges = async (params: object) =>
      (await model.list('listphysicalports', params)).map((p) => `${String(p['name'])}@${String(p['bridge'])}`)
    expect(await bridges({ name: 'eth0' })).toEqual(['eth0@%'])
    expect(await bridges({ name: 'eth0', bridge: 'br0' })).toEqual(['eth0@br0'])
    expect(await bridges({ name: 'eth0', physicalnetwork: 'wire' })).toEqual([])
    // Without a name the other three parts select nothing, as in the reference.
    expect(await bridges({ bridge: 'br0' })).toHaveLength(3)
    expect(await bridges({ physicalnetwork: 'trunk' })).toEqual(['eth0@%', 'eth0@br0'])
    expect(await bridges({ x_a: 1 })).toEqual(['eth0@br0'])
  })
})
