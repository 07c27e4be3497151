import { openLab, type Controller, type Lab } from '@vlcp/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let lab: Lab
let controller: Controller
beforeAll(async () => {
  lab = openLab({ name: 'bad-input' })
  controller = await lab.controller()
  await controller.call('viperflow', 'createphysicalnetwork', { type: 'vlan', id: 'trunk', vlanrange: [[10, 20]] })
  await controller.call('viperflow', 'createlogicalnetwork', { physicalnetwork: 'trunk', id: 'red', vlanid: 10 })
  const port = { id: 'taken', logicalnetwork: 'red', mac_address: '02:00:00:00:00:01' }
  await controller.call('viperflow', 'createlogicalport', port)
})
afterAll(() => lab?.close())

const lists = ['listphysicalnetworks', 'listphysicalports', 'listlogicalnetworks', 'listlogicalports']

/** Everything the store holds, as the API shows it. */
async function everything(): Promise<unknown[]> {
  return Promise.all(lists.map((list) => controller.call('viperflow', list)))
}

interface Refusal {
  readonly status: number
  readonly body: {
    readonly error?: unknown
    readonly code?: unknown
    readonly field?: unknown
    readonly result?: unknown
  }
}

async function post(path: string, body: string, contentType = 'application/json'): Promise<Refusal> {
  const response = await fetch(`${controller.api}${path}`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body,
  })
  return { status: response.status, body: (await response.json()) as Refusal['body'] }
}

/** Asks, and expects a refusal that explains itself, stores nothing and leaves the controller answering. */
async function expectRefusal(path: string, body: string, contentType?: string): Promise<Refusal['body']> {
  const before = await everything()
  const refusal = await post(path, body, contentType)
  expect(refusal.status, JSON.stringify(refusal.body)).toBeGreaterThanOrEqual(400)
  expect(refusal.status, JSON.stringify(refusal.body)).toBeLessThan(500)
  expect(refusal.body).not.toHaveProperty('result')
  expect(refusal.body.error).toEqual(expect.stringMatching(/\w+ \w+/))
  expect(refusal.body.code).toEqual(expect.stringMatching(/^[a-z_]+$/))
  expect(await everything()).toEqual(before)
  return refusal.body
}

const createPort = '/viperflow/createlogicalport'
const createPorts = '/viperflow/createlogicalports'
const createNetwork = '/viperflow/createlogicalnetwork'
const createPhysical = '/viperflow/createphysicalnetwork'
const port = { id: 'new', logicalnetwork: 'red', mac_address: '02:00:00:00:00:02' }
const network = { id: 'new', physicalnetwork: 'trunk' }

describe('a parameter that is wrong is named', () => {
  const cases: readonly (readonly [what: string, path: string, params: object, field: string])[] = [
    ['an unknown logical network', createPort, { ...port, logicalnetwork: 'nowhere' }, 'logicalnetwork'],
    ['an unknown physical network', createNetwork, { ...network, physicalnetwork: 'nowhere' }, 'physicalnetwork'],
    ['a missing network', createPort, { id: 'new' }, 'logicalnetwork'],
    ['a duplicate id', createPort, { ...port, id: 'taken' }, 'id'],
    ['a duplicate id of a network', createNetwork, { ...network, id: 'red' }, 'id'],
    ['a duplicate MAC in one network', createPort, { ...port, mac_address: '02:00:00:00:00:01' }, 'mac_address'],
    ['a MAC that is too short', createPort, { ...port, mac_address: '02:00:00:00:00' }, 'mac_address'],
    ['a MAC with a letter beyond f', createPort, { ...port, mac_address: '02:00:00:00:00:0g' }, 'mac_address'],
    ['a MAC that is a number', createPort, { ...port, mac_address: 2 }, 'mac_address'],
    ['an id that is a list', createPort, { ...port, id: ['new'] }, 'id'],
    ['an id that is an object', createNetwork, { ...network, id: {} }, 'id'],
    ['a VLAN that is no number', createNetwork, { ...network, vlanid: 'ten' }, 'vlanid'],
    ['a VLAN out of range', createNetwork, { ...network, vlanid: 21 }, 'vlanid'],
    ['a VLAN that is taken', createNetwork, { ...network, vlanid: 10 }, 'vlanid'],
    ['a VLAN range upside down', createPhysical, { id: 'new', type: 'vlan', vlanrange: [[20, 10]] }, 'vlanrange'],
    ['a VLAN range that is a text', createPhysical, { id: 'new', type: 'vlan', vlanrange: 'all' }, 'vlanrange'],
    ['a type nobody knows', createPhysical, { id: 'new', type: 'tokenring' }, 'type'],
    ['an unknown field', createPort, { ...port, mac_adress: '02:00:00:00:00:02' }, 'mac_adress'],
  ]
  test.each(cases)('%s', async (_what, path, params, field) => {
    const body = await expectRefusal(path, JSON.stringify(params))
    expect(String(body.field).split(/[.[]/)[0], JSON.stringify(body)).toBe(field)
  })

  test('the element of a batch too, and the rest of the batch is not stored either', async () => {
    const ports = [port, { ...port, id: 'other', mac_address: 'xx' }]
    const body = await expectRefusal(createPorts, JSON.stringify({ ports }))
    expect(body.field).toBe('ports[1].mac_address')
    const repeated = await expectRefusal(createPorts, JSON.stringify({ ports: [port, port] }))
    expect(repeated.field).toBe('ports[1].id')
  })

  test('in a form as in JSON', async () => {
    const form = new URLSearchParams({ ...port, mac_address: 'no' }).toString()
    const body = await expectRefusal(createPort, form, 'application/x-www-form-urlencoded')
    expect(body.field).toBe('mac_address')
  })
})

describe('a request that is no request is refused', () => {
  test('broken JSON', async () => {
    for (const text of ['{', '{"id": "new",}', 'null', '[]', '"text"', '5', '{"id": "\\ud800"', '\u0000']) {
      await expectRefusal(createPort, text)
    }
  })

  test('an empty body names what is missing', async () => {
    expect((await expectRefusal(createPort, '{}')).field).toBe('logicalnetwork')
  })

  test('a prototype among the fields', async () => {
    await expectRefusal(createPort, `{"id": "new", "logicalnetwork": "red", "__proto__": {"admin": true}}`)
    await expectRefusal(createPort, `{"id": "new", "logicalnetwork": "red", "constructor": {"prototype": {}}}`)
  })

  test('a body that is too large', async () => {
    const body = JSON.stringify({ ...port, hostname: 'x'.repeat(64 * 1024 * 1024) })
    // The server may refuse while the body is still on its way, which a client sees as an answer or as a reset.
    const refusal = await post(createPort, body).catch((error: unknown) => error)
    if (!(refusal instanceof Error)) expect((refusal as Refusal).status).toBe(413)
    await expectStillAnswering()
  })

  test('nesting without end', async () => {
    await expectRefusal(createPort, `{"id": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`)
  })

  test('an unknown operation or module', async () => {
    for (const path of [
      '/viperflow/createeverything',
      '/nothing/at/all',
      '/viperflow/__proto__',
      '/constructor/call',
    ]) {
      const refusal = await post(path, '{}')
      expect(refusal.status).toBe(404)
      expect(refusal.body.error).toEqual(expect.any(String))
    }
  })

  test('a state change by GET', async () => {
    const before = await everything()
    const query = new URLSearchParams(port).toString()
    const response = await fetch(`${controller.api}${createPort}?${query}`)
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
    expect(await everything()).toEqual(before)
  })
})

async function expectStillAnswering(): Promise<void> {
  expect(await controller.call('viperflow', 'listlogicalports', { id: 'taken' })).toHaveLength(1)
}

test('after all that the controller works', async () => {
  await expectStillAnswering()
  await controller.call('viperflow', 'createlogicalport', port)
  await controller.call('viperflow', 'deletelogicalport', { id: port.id })
})
