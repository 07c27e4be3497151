import { beforeEach, describe, expect, test } from 'vitest'
import { createTestModel, type TestModel } from './model.suite.ts'

let model: TestModel

beforeEach(async () => {
  model = createTestModel()
  await model.call('createphysicalnetworks', {
    networks: [
      {
        id: 'trunk',
        type: 'vlan',
        vlanrange: [
          [10, 11],
          [20, 21],
        ],
      },
      { id: 'wire', type: 'native' },
      { id: 'here', type: 'local' },
    ],
  })
})

const vlans = async (params: object = {}): Promise<Record<string, unknown>> =>
  Object.fromEntries((await model.list('listlogicalnetworks', params)).map(({ id, vlanid }) => [id, vlanid]))

describe('logical networks', () => {
  test('embed their physical network and get a tag and a number', async () => {
    const [made] = await model.list('createlogicalnetwork', {
      id: 'blue',
      physicalnetwork: 'trunk',
      mtu: '1450',
      dns_nameservers: ['8.8.8.8'],
      domain_name: null,
      lease_time: 'infinite',
      extra_dhcp_options: [
        [66, 'tftp.example'],
        ['OPTION_MTU', 1400],
      ],
    })
    expect(made).toEqual({
      _type: 'LogicalNetwork',
      _key: 'viperflow.logicnetwork.blue',
      id: 'blue',
      network_number: 1,
      vlanid: 10,
      mtu: 1450,
      dns_nameservers: ['8.8.8.8'],
      domain_name: null,
      lease_time: 'infinite',
      extra_dhcp_options: [
        [66, 'tftp.example'],
        ['OPTION_MTU', 1400],
      ],
      physicalnetwork: {
        _type: 'PhysicalNetwork',
        _key: 'viperflow.physicalnetwork.trunk',
        id: 'trunk',
        type: 'vlan',
        vlanrange: [
          [10, 11],
          [20, 21],
        ],
      },
    })
  })

  test('the lowest free tag is taken, scanning the ranges in order, and explicit ones of the batch come first', async () => {
    await model.call('createlogicalnetworks', {
      networks: [
        { id: 'a', physicalnetwork: 'trunk' },
        { id: 'b', physicalnetwork: 'trunk', vlanid: 10 },
        { id: 'c', physicalnetwork: 'trunk' },
        { id: 'd', physicalnetwork: 'trunk', vlanid: '20' },
      ],
    })
    expect(await vlans()).toEqual({ a: 11, b: 10, c: 21, d: 20 })
    await model.refused('createlogicalnetwork', { physicalnetwork: 'trunk' }, 'exhausted', 'physicalnetwork')
    await model.call('deletelogicalnetwork', { id: 'b' })
    await model.call('createlogicalnetwork', { id: 'e', physicalnetwork: 'trunk' })
    expect(await vlans()).toEqual({ a: 11, c: 21, d: 20, e: 10 })
  })

  test.each([
    [{ physicalnetwork: 'trunk', id: 'taken' }, 'conflict', 'id'],
    [{ physicalnetwork: 'none' }, 'not_found', 'physicalnetwork'],
    [{ physicalnetwork: 'trunk', vlanid: 12 }, 'invalid', 'vlanid'],
    [{ physicalnetwork: 'trunk', vlanid: 10 }, 'conflict', 'vlanid'],
    [{ physicalnetwork: 'trunk', vlanid: 0 }, 'invalid', 'vlanid'],
    [{ physicalnetwork: 'trunk', vlanid: 4096 }, 'invalid', 'vlanid'],
    [{ physicalnetwork: 'trunk', vlanid: '4096' }, 'invalid', 'vlanid'],
    [{ physicalnetwork: 'trunk', vlanid: true }, 'invalid', 'vlanid'],
    [{ physicalnetwork: 'trunk', vlanid: 10.5 }, 'invalid', 'vlanid'],
    [{ physicalnetwork: 'wire', vlanid: 10 }, 'invalid', 'vlanid'],
    [{ physicalnetwork: 'here', vlanid: 10 }, 'invalid', 'vlanid'],
    [{ physicalnetwork: 'trunk', vxlan: 10 }, 'invalid', 'vxlan'],
    [{ physicalnetwork: 'trunk', vlanId: 10 }, 'invalid', 'vlanId'],
    [{ physicalnetwork: 'trunk', network_number: 10 }, 'invalid', 'network_number'],
    [{ physicalnetwork: 'trunk', mtu: 10 }, 'invalid', 'mtu'],
    [{ physicalnetwork: 'trunk', dns_nameservers: ['8.8.8.8', '8.8.8'] }, 'invalid', 'dns_nameservers[1]'],
    [{ physicalnetwork: 'trunk', lease_time: 'soon' }, 'invalid', 'lease_time'],
    [{}, 'invalid', 'physicalnetwork'],
  ])('createlogicalnetwork %j is refused: %s %s', async (params, code, field) => {
    await model.call('createlogicalnetwork', { id: 'taken', physicalnetwork: 'trunk', vlanid: 10 })
    await model.refused('createlogicalnetwork', params, code, field)
  })

  test('a taken tag names its owner, and a doubled one in a batch its element', async () => {
    await model.call('createlogicalnetwork', { id: 'owner', physicalnetwork: 'trunk', vlanid: 10 })
    expect(
      await model.refused('createlogicalnetwork', { physicalnetwork: 'trunk', vlanid: 10 }, 'conflict', 'vlanid'),
    ).toContain('logical network owner')
    const networks = [20, 20].map((vlanid) => ({ physicalnetwork: 'trunk', vlanid }))
    await model.refused('createlogicalnetworks', { networks }, 'conflict', 'networks[1].vlanid')
    expect(await vlans()).toEqual({ owner: 10 })
  })

  test('a native network carries one, a local one any number', async () => {
    await model.call('createlogicalnetworks', {
      networks: ['x', 'y', 'z'].map((id) => ({ id, physicalnetwork: 'here' })),
    })
    await model.refused(
      'createlogicalnetworks',
      { networks: ['n', 'm'].map((id) => ({ id, physicalnetwork: 'wire' })) },
      'conflict',
      'networks[1].physicalnetwork',
    )
    const [made] = await model.list('createlogicalnetwork', { id: 'n', physicalnetwork: 'wire' })
    expect(made).not.toHaveProperty('vlanid')
    await model.refused('createlogicalnetwork', { physicalnetwork: 'wire' }, 'conflict', 'physicalnetwork')
    await model.call('deletelogicalnetwork', { id: 'n' })
    await model.call('createlogicalnetwork', { physicalnetwork: 'wire' })
  })

  test('tags can be exchanged in one batch, kept, and not stolen', async () => {
    await model.call('createlogicalnetworks', {
      networks: ['a', 'b', 'c'].map((id) => ({ id, physicalnetwork: 'trunk' })),
    })
    expect(await vlans()).toEqual({ a: 10, b: 11, c: 20 })
    await model.call('updatelogicalnetworks', {
      networks: [
        { id: 'a', vlanid: 11 },
        { id: 'b', vlanid: 10 },
      ],
    })
    await model.call('updatelogicalnetwork', { id: 'c', vlanid: 20, mtu: 1500 })
    expect(await vlans()).toEqual({ a: 11, b: 10, c: 20 })
    await model.refused('updatelogicalnetwork', { id: 'c', vlanid: 10 }, 'conflict', 'vlanid')
    await model.refused('updatelogicalnetwork', { id: 'c', vlanid: 12 }, 'invalid', 'vlanid')
    await model.refused('updatelogicalnetwork', { id: 'c', vlanid: null }, 'invalid', 'vlanid')
    await model.refused('updatelogicalnetwork', { id: 'none', mtu: 1500 }, 'not_found', 'id')
    const moved = await model.refused(
      'updatelogicalnetwork',
      { id: 'c', physicalnetwork: 'wire' },
      'invalid',
      'physicalnetwork',
    )
    expect(moved).toContain('fixed at creation')
    await model.call('updatelogicalnetwork', { id: 'c', vlanid: 21 })
    await model.call('createlogicalnetwork', { id: 'd', physicalnetwork: 'trunk', vlanid: 20 })
  })

  test('a network is deleted only without ports, and its tag and number are free again', async () => {
    await model.call('createlogicalnetwork', { id: 'a', physicalnetwork: 'trunk' })
    await model.call('createlogicalport', { id: 'p', logicalnetwork: 'a' })
    await model.refused('deletelogicalnetworks', { networks: [{ id: 'a' }] }, 'conflict', 'networks[0].id')
    await model.call('deletelogicalport', { id: 'p' })
    await model.call('deletelogicalnetwork', { id: 'a' })
    await model.refused('deletelogicalnetwork', { id: 'a' }, 'not_found', 'id')
    // The number of a deleted network comes back as late as possible: switches may still hold its flows.
    const [next] = await model.list('createlogicalnetwork', { id: 'a', physicalnetwork: 'trunk' })
    expect(next).toMatchObject({ vlanid: 10, network_number: 2 })
  })

  test('are listed by id, by physical network and by attributes', async () => {
    await model.call('createlogicalnetworks', {
      networks: [
        { id: 'a', physicalnetwork: 'trunk', mtu: 1450 },
        { id: 'b', physicalnetwork: 'trunk', x_owner: 'me' },
        { id: 'c', physicalnetwork: 'wire' },
      ],
    })
    const ids = async (params: object) => (await model.list('listlogicalnetworks', params)).map(({ id }) => id)
    expect(await ids({ physicalnetwork: 'trunk' })).toEqual(['a', 'b'])
    expect(await ids({ id: 'c', physicalnetwork: 'trunk' })).toEqual([])
    expect(await ids({ mtu: 1450 })).toEqual(['a'])
    expect(await ids({ vlanid: 11 })).toEqual(['b'])
    expect(await ids({ x_owner: 'me' })).toEqual(['b'])
    expect(await ids({ network_number: 3 })).toEqual(['c'])
    expect(await ids({ id: 'none' })).toEqual([])
  })
})
