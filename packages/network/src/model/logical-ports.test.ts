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

describe('logical ports', () => {
  const mac = '02:00:00:00:00:01'

  beforeEach(async () => {
    await model.call('createlogicalnetworks', {
      networks: ['blue', 'red'].map((id) => ({ id, physicalnetwork: 'trunk' })),
    })
  })

  test('embed their network, keep their address in one form, and drop nothing', async () => {
    const [made] = await model.list('createlogicalport', {
      id: 'p',
      logicalnetwork: 'blue',
      mac_address: '02-00-00-00-00-AB',
      ip_address: '10.0.0.1',
      hostname: 'web',
      subnet: null,
    })
    expect(made).toMatchObject({
      _type: 'LogicalPort',
      _key: 'viperflow.logicalport.p',
      mac_address: '02:00:00:00:00:ab',
      ip_address: '10.0.0.1',
      hostname: 'web',
      network: { _key: 'viperflow.logicnetwork.blue', physicalnetwork: { id: 'trunk' } },
    })
  })

  test.each([
    [{ logicalnetwork: 'blue', id: 'taken' }, 'conflict', 'id'],
    [{ logicalnetwork: 'none' }, 'not_found', 'logicalnetwork'],
    [{ logicalnetwork: 'blue', subnet: 's' }, 'not_found', 'subnet'],
    [{ logicalnetwork: 'blue', mac_address: mac }, 'conflict', 'mac_address'],
    [{ logicalnetwork: 'blue', mac_address: '2:0:0:0:0:1' }, 'invalid', 'mac_address'],
    [{ logicalnetwork: 'blue', mac_address: `${mac}:02` }, 'invalid', 'mac_address'],
    [{ logicalnetwork: 'blue', mac_address: '020000000001' }, 'invalid', 'mac_address'],
    [{ logicalnetwork: 'blue', mac_address: '02:00-00:00-00:01' }, 'invalid', 'mac_address'],
    [{ logicalnetwork: 'blue', mac_address: '00:00:00:00:00:00' }, 'invalid', 'mac_address'],
    [{ logicalnetwork: 'blue', mac_address: '01:00:5e:00:00:01' }, 'invalid', 'mac_address'],
    [{ logicalnetwork: 'blue', mac_address: 'ff:ff:ff:ff:ff:ff' }, 'invalid', 'mac_address'],
    [{ logicalnetwork: 'blue', mac_address: 5 }, 'invalid', 'mac_address'],
    [{ logicalnetwork: 'blue', ip_address: '10.0.0.9' }, 'conflict', 'ip_address'],
    [{ logicalnetwork: 'blue', ip_address: '10.0.0.256' }, 'invalid', 'ip_address'],
    [{ logicalnetwork: 'blue', ip_address: 'fe80::1' }, 'invalid', 'ip_address'],
    [{ logicalnetwork: 'blue', hostname: 'a\u0007' }, 'invalid', 'hostname'],
    [{ logicalnetwork: 'blue', macaddress: mac }, 'invalid', 'macaddress'],
    [{ mac_address: mac }, 'invalid', 'logicalnetwork'],
  ])('createlogicalport %j is refused: %s %s', async (params, code, field) => {
    await model.call('createlogicalport', {
      id: 'taken',
      logicalnetwork: 'blue',
      mac_address: mac,
      ip_address: '10.0.0.9',
    })
    await model.refused('createlogicalport', params, code, field)
    const inBatch = { ports: [{ logicalnetwork: 'red' }, params] }
    await model.refused('createlogicalports', inBatch, code, `ports[1].${field}`)
  })

  test('the nearest parameter is suggested', async () => {
    const message = await model.refused(
      'createlogicalport',
      { logicalnetwork: 'blue', macaddress: mac },
      'invalid',
      'macaddress',
    )
    expect(message).toContain('did you mean "mac_address"')
  })

  test('two networks may use the same addresses, two ports of one may not, also inside a batch', async () => {
    const port = { mac_address: mac, ip_address: '10.0.0.1' }
    await model.call('createlogicalports', {
      ports: ['blue', 'red'].map((logicalnetwork) => ({ logicalnetwork, ...port })),
    })
    const doubled = ['a', 'b'].map((id) => ({ id, logicalnetwork: 'blue', mac_address: '02:00:00:00:00:77' }))
    await model.refused('createlogicalports', { ports: doubled }, 'conflict', 'ports[1].mac_address')
    const same = ['a', 'a'].map((id) => ({ id, logicalnetwork: 'blue' }))
    await model.refused('createlogicalports', { ports: same }, 'conflict', 'ports[1].id')
  })

  test('addresses can be exchanged in one batch, taken away and given again', async () => {
    await model.call('createlogicalports', {
      ports: [1, 2].map((n) => ({
        id: `p${n}`,
        logicalnetwork: 'blue',
        mac_address: `02:00:00:00:00:0${n}`,
        ip_address: `10.0.0.${n}`,
      })),
    })
    const swapped = [2, 1].map((n, i) => ({
      id: `p${i + 1}`,
      mac_address: `02:00:00:00:00:0${n}`,
      ip_address: `10.0.0.${n}`,
    }))
    await model.call('updatelogicalports', { ports: swapped })
    const addresses = (await model.list('listlogicalports')).map(
      ({ id, ip_address }) => `${String(id)} ${String(ip_address)}`,
    )
    expect(addresses).toEqual(['p1 10.0.0.2', 'p2 10.0.0.1'])
    await model.refused('updatelogicalport', { id: 'p1', ip_address: '10.0.0.1' }, 'conflict', 'ip_address')
    await model.call('updatelogicalport', { id: 'p2', ip_address: null })
    await model.call('updatelogicalport', { id: 'p1', ip_address: '10.0.0.1' })
  })

  test.each(['logicalnetwork', 'network', 'subnet'])('an update cannot set %s', async (name) => {
    await model.call('createlogicalport', { id: 'p', logicalnetwork: 'blue' })
    const message = await model.refused('updatelogicalport', { id: 'p', [name]: 'red' }, 'invalid', name)
    expect(message).toContain('fixed at creation')
  })

  test('a missing port can be neither updated nor deleted, and fails its whole batch', async () => {
    await model.call('createlogicalport', { id: 'p', logicalnetwork: 'blue' })
    const ports = [{ id: 'p' }, { id: 'none' }]
    await model.refused('updatelogicalports', { ports }, 'not_found', 'ports[1].id')
    await model.refused('deletelogicalports', { ports }, 'not_found', 'ports[1].id')
    await model.refused('deletelogicalports', { ports: [{ id: 'p' }, { id: 'p' }] }, 'conflict', 'ports[1].id')
    expect(await model.list('listlogicalports', { logicalnetwork: 'blue' })).toHaveLength(1)
    expect(await model.call('deletelogicalport', { id: 'p' })).toEqual({ status: 'OK' })
    expect(await model.list('listlogicalports')).toEqual([])
  })

  test('are listed by id, network and attributes, whatever the notation of an address', async () => {
    await model.call('createlogicalports', {
      ports: [
        { id: 'a', logicalnetwork: 'blue', mac_address: '02:00:00:00:00:ab' },
        { id: 'b', logicalnetwork: 'red', hostname: null },
      ],
    })
    const ids = async (params: object) => (await model.list('listlogicalports', params)).map(({ id }) => id)
    expect(await ids({ logicalnetwork: 'red' })).toEqual(['b'])
    expect(await ids({ mac_address: '02-00-00-00-00-AB' })).toEqual(['a'])
    expect(await ids({ id: 'a', logicalnetwork: 'red' })).toEqual([])
    expect(await ids({ mac_address: null })).toEqual(['b'])
  })
})

test('a batch of ten thousand ports is one commit', async () => {
  await model.call('createlogicalnetwork', { id: 'big', physicalnetwork: 'trunk' })
  const before = model.space.revision
  const ports = Array.from({ length: 10_000 }, (_, n) => ({
    logicalnetwork: 'big',
    mac_address: `02:00:00:00:${(n >> 8).toString(16).padStart(2, '0')}:${(n & 255).toString(16).padStart(2, '0')}`,
  }))
  expect(await model.list('createlogicalports', { ports })).toHaveLength(10_000)
  expect(model.space.revision).toBe(before + 1)
  await model.refused('createlogicalports', { ports: [...ports, ...ports] }, 'invalid', 'ports')
})
