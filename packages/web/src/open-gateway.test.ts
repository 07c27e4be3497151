import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { ApiDispatch } from './api-dispatch.ts'
import { type Gateway, isLoopback, openGateway, type OpenGatewayOptions } from './open-gateway.ts'

/** A dispatch with one operation whose answers the test gives. */
function manual(): { dispatch: ApiDispatch; started: Promise<AbortSignal>; answer: (value: string) => void } {
  let answer: (value: string) => void = () => undefined
  let start: (signal: AbortSignal) => void = () => undefined
  const started = new Promise<AbortSignal>((resolve) => (start = resolve))
  const answered = new Promise<string>((resolve) => (answer = resolve))
  const dispatch: ApiDispatch = {
    modules: [],
    call: async (_module, _operation, _params, { signal }) => {
      start(signal)
      return answered
    },
  }
  return { dispatch, started, answer }
}

function open(dispatch: ApiDispatch, options: Partial<OpenGatewayOptions> = {}): Promise<Gateway> {
  return openGateway({ dispatch, host: '127.0.0.1', port: 0, ...options })
}

/** GET over a kept-alive connection; the body, or the error's code. */
function fetchText(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    get(url, { agent }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve(body))
    }).on('error', (error) => resolve(String(Reflect.get(error, 'code'))))
  })
}

async function abortionOf(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

/** Sends bytes and gives everything that comes back until the end. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()))
    socket.on('error', reject)
    socket.on('close', () => resolve(received))
  })
}

describe('openGateway', () => {
  it('lets running requests finish, and no connection linger', async () => {
    const { dispatch, started, answer } = manual()
    const gateway = await open(dispatch)
    const agent = new Agent({ keepAlive: true })
    const response = fetchText(`${gateway.url}/m/get`, agent)
    await started
    const closed = gateway.close()
    answer('late')
    expect(await response).toBe('{"result":"late"}')
    await closed
    agent.destroy()
    expect(await fetchText(`${gateway.url}/m/get`, new Agent())).toBe('ECONNREFUSED')
  })

  it('cuts requests that outlast the deadline, and tells the operation', async () => {
    const { dispatch, started } = manual()
    const gateway = await open(dispatch, { closeTimeoutMs: 10 })
    const response = fetchText(`${gateway.url}/m/get`, new Agent())
    const signal = await started
    await gateway.close()
    expect(await response).toBe('ECONNRESET')
    await abortionOf(signal)
  })

  it('tells the operation when the client goes away', async () => {
    const { dispatch, started } = manual()
    const gateway = await open(dispatch)
    const client = get(`${gateway.url}/m/get`)
    client.on('error', () => undefined)
    const signal = await started
    client.destroy()
    await abortionOf(signal)
    await gateway.close()
  })

  it('answers bytes that are no HTTP in the shape of every error', async () => {
    const gateway = await open(manual().dispatch)
    expect(await exchange(gateway.port, 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*"code":"invalid","field":null\}$/s)
    const header = `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`
    expect(await exchange(gateway.port, header)).toMatch(/^HTTP\/1\.1 431 /)
    await gateway.close()
  })

  it('is refused beyond loopback without a token', async () => {
    await expect(open(manual().dispatch, { host: '0.0.0.0' })).rejects.toThrow(/set web\.token/)
    await (await open(manual().dispatch, { host: '0.0.0.0', token: 'secret' })).close()
  })

  it('fails when the port is taken', async () => {
    const gateway = await open(manual().dispatch)
    await expect(open(manual().dispatch, { port: gateway.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await gateway.close()
  })
})

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', '0:0:0:0:0:0:0:1', 'localhost'])('%s is', (host) => {
    expect(isLoopback(host)).toBe(true)
  })

  it.each(['0.0.0.0', '::', '10.0.0.1', 'localhost.evil.example', '127.0.0.1.evil.example', ''])(
    '%s is not',
    (host) => {
      expect(isLoopback(host)).toBe(false)
    },
  )
})
