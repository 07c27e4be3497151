import type { InjectOptions, LightMyRequestResponse as Response } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import type { ApiCallOptions, ApiDispatch } from './api-dispatch.ts'
import type { ErrorBody } from './errors.ts'
import { createGateway, type GatewayOptions } from './gateway.ts'

interface Call {
  readonly module: string
  readonly operation: string
  readonly params: unknown
  readonly options: ApiCallOptions
}

class Refusal extends Error {
  readonly code: string
  readonly field: string | undefined

  constructor(code: string, message: string, field?: string) {
    super(message)
    this.code = code
    this.field = field
  }
}

const operations = [
  { name: 'set', summary: 'Changes', params: { type: 'object', required: ['id'] }, mutates: true },
  {
    name: 'get',
    summary: 'Reads',
    params: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
    mutates: false,
  },
]

/** A dispatch that notes its calls and answers what `run` says. */
function recorder(run: (call: Call) => unknown = () => 'done'): { calls: Call[]; dispatch: ApiDispatch } {
  const calls: Call[] = []
  return {
    calls,
    dispatch: {
      modules: [{ name: 'm', summary: 'A module', operations }],
      call: async (module, operation, params, options) => {
        const call = { module, operation, params, options }
        calls.push(call)
        if (module !== 'm') throw new Refusal('unknown_operation', 'there is no module')
        return run(call)
      },
    },
  }
}

const opened: { close(): Promise<void> }[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((app) => app.close()))
})

async function request(
  inject: InjectOptions,
  options: Partial<GatewayOptions> = {},
): Promise<Response & { error: ErrorBody }> {
  const app = createGateway({ dispatch: recorder().dispatch, ...options })
  opened.push(app)
  const response = await app.inject(inject)
  return Object.assign(response, { error: parse(response) })
}

function parse(response: Response): ErrorBody {
  return response.body === '' ? { error: '', code: 'internal', field: null } : response.json<ErrorBody>()
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const json = { 'content-type': 'application/json' }

describe('a call', () => {
  it.each<[string, InjectOptions, object]>([
    [
      'JSON',
      { method: 'POST', payload: { id: 1, list: [true, null] } },
      { params: { id: 1, list: [true, null] }, text: false },
    ],
    ['a form', { method: 'POST', headers: form, payload: 'id=1&n=`[1]`' }, { params: { id: '1', n: [1] }, text: true }],
    ['a query string', { method: 'GET', query: { id: '`None`' } }, { params: { id: null }, text: true }],
    ['POST with a query string', { method: 'POST', query: { id: 'a' } }, { params: { id: 'a' }, text: true }],
    ['nothing', { method: 'POST' }, { params: {}, text: false }],
    ['an empty JSON body', { method: 'POST', headers: json, payload: '' }, { params: {}, text: false }],
  ])('takes its parameters from %s', async (_, inject, expected) => {
    const { calls, dispatch } = recorder()
    const response = await request({ url: '/m/get', ...inject }, { dispatch })
    expect(response.json()).toEqual({ result: 'done' })
    expect(calls.map(({ params, options }) => ({ params, text: options.text }))).toEqual([expected])
  })

  it('answers what JSON has no form for', async () => {
    const value = { big: 2n ** 64n, map: new Map([['a', 1n]]), set: new Set([1]), bytes: new Uint8Array([1, 255]) }
    const { dispatch } = recorder(() => value)
    const response = await request({ method: 'POST', url: '/m/get' }, { dispatch })
    expect(response.json()).toEqual({
      result: { big: '18446744073709551616', map: { a: '1' }, set: [1], bytes: '01ff' },
    })
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it('answers null for nothing', async () => {
    const { dispatch } = recorder(() => undefined)
    expect((await request({ method: 'POST', url: '/m/get' }, { dispatch })).body).toBe('{"result":null}')
  })
})

describe('a refusal', () => {
  it.each([
    ['invalid', 400],
    ['not_found', 404],
    ['conflict', 409],
    ['exhausted', 409],
    ['unsupported', 422],
    ['forbidden', 403],
    ['unavailable', 503],
  ])('%s has status %d, code, message and field', async (code, status) => {
    const { dispatch } = recorder(() => {
      throw new Refusal(code, 'because', 'ports[3].id')
    })
    const response = await request({ method: 'POST', url: '/m/set' }, { dispatch })
    expect(response.statusCode).toBe(status)
    expect(response.json()).toEqual({ error: 'because', code, field: 'ports[3].id' })
  })

  it.each([new Error('secret detail'), Object.assign(new Error('secret detail'), { code: 'ENOENT' }), 'secret detail'])(
    'hides a defect: %s',
    async (thrown) => {
      const logged: object[] = []
      const logger = {
        debug: () => undefined,
        warn: () => undefined,
        error: (fields: object) => void logged.push(fields),
      }
      const { dispatch } = recorder(() => {
        throw thrown
      })
      const response = await request({ method: 'POST', url: '/m/set' }, { dispatch, logger })
      expect(response.statusCode).toBe(500)
      expect(response.error).toMatchObject({ code: 'internal', field: null })
      expect(response.body).not.toContain('secret')
      expect(logged).toHaveLength(1)
    },
  )

  it('hides a result that cannot be written', async () => {
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    const { dispatch } = recorder(() => circular)
    const response = await request({ method: 'POST', url: '/m/get' }, { dispatch })
    expect(response.statusCode).toBe(500)
    expect(response.error.code).toBe('internal')
  })

  it.each<[string, InjectOptions, number, string]>([
    ['broken JSON', { method: 'POST', headers: json, payload: '{"id": ' }, 400, 'invalid'],
    ['JSON that is no object', { method: 'POST', headers: json, payload: '[1]' }, 400, 'invalid'],
    ['a JSON string', { method: 'POST', headers: json, payload: '"x"' }, 400, 'invalid'],
    ['parameters twice', { method: 'POST', query: { id: '1' }, payload: { id: 2 } }, 400, 'invalid'],
    ['a body too large', { method: 'POST', payload: { id: 'x'.repeat(2000) } }, 413, 'too_large'],
    ['a form too large', { method: 'POST', headers: form, payload: 'x'.repeat(2000) }, 413, 'too_large'],
    [
      'plain text',
      { method: 'POST', headers: { 'content-type': 'text/plain' }, payload: '{}' },
      415,
      'unsupported_media_type',
    ],
    [
      'a body without a type',
      { method: 'POST', headers: { 'content-length': '2' }, payload: Buffer.from('{}') },
      415,
      'unsupported_media_type',
    ],
    ['an unknown module', { method: 'POST', url: '/x/set' }, 404, 'unknown_operation'],
    ['a short path', { method: 'POST', url: '/m' }, 404, 'unknown_operation'],
    ['a long path', { method: 'POST', url: '/m/set/now' }, 404, 'unknown_operation'],
    ['a path that is no text', { method: 'POST', url: '/m/%ff' }, 400, 'invalid'],
    ['an endless path', { method: 'POST', url: `/m/${'x'.repeat(500)}` }, 400, 'invalid'],
    ['another method', { method: 'PUT', payload: {} }, 405, 'method_not_allowed'],
    ['another method with any body', { method: 'DELETE' }, 405, 'method_not_allowed'],
  ])('of %s has the same shape', async (_, inject, status, code) => {
    const { calls, dispatch } = recorder()
    const response = await request({ url: '/m/set', ...inject }, { dispatch, bodyLimitBytes: 1000 })
    expect([response.statusCode, response.error.code, response.error.field]).toEqual([status, code, null])
    expect(response.error.error).not.toBe('')
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(calls.filter((call) => call.module === 'm')).toEqual([])
  })

  it('is not fooled by duplicate keys or __proto__', async () => {
    const { calls, dispatch } = recorder()
    const payload = '{"id": "a", "id": "b", "__proto__": {"polluted": true}}'
    await request({ method: 'POST', url: '/m/set', headers: json, payload }, { dispatch })
    expect(Object.keys(calls[0]?.params ?? {})).toEqual(['id', '__proto__'])
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })
})

describe('GET, HEAD and OPTIONS', () => {
  it('GET does not change anything unless it is allowed to', async () => {
    const refused = await request({ method: 'GET', url: '/m/set?id=a' })
    expect([refused.statusCode, refused.error.code, refused.headers['allow']]).toEqual([
      405,
      'method_not_allowed',
      'POST, OPTIONS',
    ])
    expect((await request({ method: 'HEAD', url: '/m/set?id=a' })).statusCode).toBe(405)
    expect((await request({ method: 'GET', url: '/m/set?id=a' }, { allowGet: true })).json()).toEqual({
      result: 'done',
    })
  })

  it('HEAD is GET without the body', async () => {
    const response = await request({ method: 'HEAD', url: '/m/get?id=a' })
    expect([response.statusCode, response.body]).toEqual([200, ''])
  })

  it('OPTIONS names the methods and grants no other origin anything', async () => {
    const response = await request({ method: 'OPTIONS', url: '/m/set' })
    expect([response.statusCode, response.headers['allow']]).toEqual([204, 'GET, HEAD, POST, OPTIONS'])
    expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

describe('access', () => {
  const url = '/m/set'

  it.each([
    ['localhost:8081', undefined],
    ['127.0.0.1:8081', 'http://127.0.0.1:8081'],
    ['[::1]:8081', 'http://[::1]:8081'],
    ['vlcp.example', 'https://vlcp.example'],
  ])('Host %s with Origin %s is served', async (host, origin) => {
    const headers = { host, ...(origin === undefined ? {} : { origin }) }
    const response = await request({ method: 'POST', url, headers }, { allowedHosts: ['VLCP.example'] })
    expect(response.statusCode).toBe(200)
  })

  it.each<[string, Record<string, string>]>([
    ['a name that was pointed at us', { host: 'evil.example' }],
    ['no readable Host', { host: 'a b' }],
    ['a page of another origin', { origin: 'http://evil.example' }],
    ['a page of another port', { host: 'localhost:8081', origin: 'http://localhost:9000' }],
    ['a page without an origin of its own', { origin: 'null' }],
    ['an image on another page', { 'sec-fetch-site': 'cross-site' }],
    ['a page on a sibling domain', { 'sec-fetch-site': 'same-site' }],
  ])('%s is refused before anything runs', async (_, headers) => {
    const { calls, dispatch } = recorder()
    for (const method of ['POST', 'GET', 'OPTIONS'] as const) {
      const response = await request({ method, url, headers }, { dispatch, allowGet: true })
      expect([response.statusCode, response.error.code]).toEqual([403, 'forbidden'])
    }
    expect(calls).toEqual([])
  })

  it('a token, once set, is needed for everything', async () => {
    const token = 'correct-horse-battery'
    for (const authorization of [undefined, 'Bearer wrong', `Basic ${token}`, `Bearer ${token}x`, 'Bearer ']) {
      for (const path of [url, '/openapi.json', '/', '/nowhere']) {
        const headers = authorization === undefined ? {} : { authorization }
        const response = await request({ method: 'GET', url: path, headers }, { token })
        expect([response.statusCode, response.error.code]).toEqual([401, 'unauthenticated'])
        expect(response.headers['www-authenticate']).toBe('Bearer')
      }
    }
    const response = await request({ method: 'POST', url, headers: { authorization: `bearer ${token}` } }, { token })
    expect(response.statusCode).toBe(200)
  })
})

describe('documents', () => {
  it('GET / lists the modules', async () => {
    expect((await request({ url: '/' })).json()).toMatchObject({ result: { modules: { m: 'A module' } } })
  })

  it('shows modules that come and go', async () => {
    const extra = { name: 'extra', summary: 'Came later', operations }
    let modules = recorder().dispatch.modules
    const dispatch: ApiDispatch = {
      get modules() {
        return modules
      },
      call: async (_module, _operation, _params, { readOnly }) => ({ readOnly }),
    }
    const app = createGateway({ dispatch })
    opened.push(app)
    const names = async (): Promise<string[]> => {
      const document = (await app.inject('/openapi.json')).json<{ tags: { name: string }[] }>()
      expect(Object.keys((await app.inject('/')).json<{ result: { modules: object } }>().result.modules)).toEqual(
        document.tags.map(({ name }) => name),
      )
      return document.tags.map(({ name }) => name)
    }
    expect(await names()).toEqual(['m'])
    // Nothing is known of it yet: whoever runs it has to refuse a change.
    expect((await app.inject('/extra/set')).json()).toEqual({ result: { readOnly: true } })
    modules = [...modules, extra]
    expect(await names()).toEqual(['m', 'extra'])
    expect((await app.inject('/extra/set')).statusCode).toBe(405)
    expect((await app.inject({ url: '/extra/set', method: 'POST' })).json()).toEqual({ result: { readOnly: false } })
  })

  it('GET /openapi.json is generated from the declarations', async () => {
    const document = (await request({ url: '/openapi.json' }, { token: undefined, version: '1.2.3' })).json<object>()
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { version: '1.2.3' },
      paths: {
        '/m/set': {
          post: {
            operationId: 'm.set',
            requestBody: { content: { 'application/json': { schema: operations[0]?.params } } },
          },
        },
        '/m/get': { get: { parameters: [{ name: 'id', in: 'query', required: true, schema: { type: 'string' } }] } },
      },
    })
    expect(document).not.toHaveProperty(['paths', '/m/set', 'get'])
  })
})
