import { createLogging, Lifecycle, loadConfiguration, type Logging } from '@vlcp/server'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createConnection, createServer, type Server } from 'node:net'
import { waitFor } from '@vlcp/testkit'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from './failure.ts'
import { settings } from './settings.ts'
import { formatReady, type Ready, startVlcp } from './start.ts'

let folder: string
let lifecycle: Lifecycle
let logging: Logging
let lines: string[]

beforeEach(() => {
  lines = []
  folder = mkdtempSync(join(tmpdir(), 'vlcp-start-'))
  logging = createLogging({ level: 'silent', format: 'json', sink: { write: (line) => lines.push(line) } })
  lifecycle = new Lifecycle({ logger: logging.logger('test') })
})

afterEach(async () => {
  await lifecycle.stop()
  rmSync(folder, { recursive: true })
})

function start(flags: { api?: string; store?: string; openflow?: string; tlsKey?: string } = {}): Promise<Ready> {
  const { values } = loadConfiguration(settings, {
    flags: {
      api: { flag: '--api', value: flags.api ?? 'tcp:127.0.0.1:0' },
      openflow: { flag: '--openflow', value: flags.openflow ?? 'tcp:127.0.0.1:0' },
      'tls.key': { flag: '--tls-key', value: flags.tlsKey ?? '/missing' },
      'tls.certificate': { flag: '--tls-certificate', value: '/missing' },
      'tls.ca': { flag: '--tls-ca', value: '/missing' },
      ovsdb: { flag: '--ovsdb', value: [`unix:${join(folder, 'db.sock')}`] },
      store: { flag: '--store', value: flags.store ?? `file:${join(folder, 'new/store')}` },
    },
  })
  const socket = join(folder, 'console.sock')
  return startVlcp(values, lifecycle, logging, {
    valuesOf: (_, declared) =>
      Object.fromEntries(
        Object.entries(declared).map(([key, each]) => [key, key === 'module.console.socket' ? socket : each.default]),
      ),
  })
}

async function occupyPort(): Promise<{ server: Server; endpoint: string }> {
  const server = await new Promise<Server>((resolve) => {
    const listening = createServer().listen(0, '127.0.0.1', () => resolve(listening))
  })
  const address = server.address()
  return { server, endpoint: `tcp:127.0.0.1:${typeof address === 'object' ? address?.port : undefined}` }
}

describe('startVlcp', () => {
  it('serves the operations of the controller on the port in the ready line, and stops in order', async () => {
    const ready = await start()
    expect(formatReady(ready)).toMatch(
      /^vlcp ready: api http:\/\/127\.0\.0\.1:[1-9]\d* openflow tcp:127\.0\.0\.1:[1-9]\d* store \/.*\/new\/store$/,
    )
    const response = await fetch(`${ready.api}/controller/status`)
    expect(await response.json()).toMatchObject({ result: expect.any(Object) })
    expect(await lifecycle.stop()).toBe(0)
    await expect(fetch(`${ready.api}/controller/status`)).rejects.toThrow()
  })

  it('says that the port of the API is taken', async () => {
    const { server, endpoint } = await occupyPort()
    await expect(start({ api: endpoint })).rejects.toThrow(
      new Failure(`the API cannot listen on ${endpoint}: another process listens there already`),
    )
    server.close()
  })

  it('says that the port of OpenFlow is taken', async () => {
    const { server, endpoint } = await occupyPort()
    await expect(start({ openflow: endpoint })).rejects.toThrow(`${endpoint} is in use already`)
    server.close()
  })

  it('says which file for TLS cannot be used, and needs none without TLS', async () => {
    const tlsKey = join(folder, 'key.pem')
    await expect(start({ openflow: 'ssl:127.0.0.1:0', tlsKey })).rejects.toThrow(
      `the private key ${tlsKey} cannot be used: ENOENT`,
    )
    await lifecycle.stop()
    lifecycle = new Lifecycle({ logger: logging.logger('test') })
    expect((await start({ openflow: 'tcp:127.0.0.1:0', tlsKey })).openflow).toMatch(/^tcp:/)
  })

  it('does not open the API to other machines without a token', async () => {
    await expect(start({ api: 'tcp:0.0.0.0:0' })).rejects.toThrow(/set web\.token/)
  })

  it('changes what it logs while it runs', async () => {
    const { api } = await start()
    const call = async (operation: string, params: object): Promise<unknown> => {
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify(params)
      return (await fetch(`${api}/logging/${operation}`, { method: 'POST', headers, body })).json()
    }
    await call('setlevel', { name: 'controller', level: 'debug' })
    expect(await call('levels', {})).toMatchObject({
      result: expect.arrayContaining([
        { name: 'controller', level: 'debug', from: 'controller' },
        { name: 'web', level: 'silent', from: '*' },
      ]),
    })
    expect(lines).toEqual([])
    await call('setlevel', { name: 'web', level: 'debug' })
    await call('levels', {})
    await waitFor(() => lines.some((line) => line.includes('/logging/levels')), { what: 'the line of a request' })
    expect(await call('setlevel', { name: 'cotroller', level: 'debug' })).toMatchObject({
      error: 'there is no logger "cotroller"; did you mean "controller"?',
      field: 'name',
    })
  })

  it('writes a few lines about many connections that fail, and counts the others', async () => {
    const { openflow } = await start()
    logging.setLevel('*', 'warn')
    const connections = 60
    for (let i = 0; i < connections; i++) {
      const socket = createConnection({ host: '127.0.0.1', port: Number(openflow.split(':').at(-1)) })
      socket.end('GET / HTTP/1.1\r\n\r\n').resume()
      await once(socket, 'close')
    }
    const records = (): { left_out?: number }[] =>
      lines.filter((line) => line.includes('connection failed')).map((line) => JSON.parse(line) as object)
    const told = (): number => records().reduce((sum, { left_out: more = 1 }) => sum + more, 0)
    await waitFor(() => told() === connections, { what: 'every connection to be counted' })
    expect(records().some(({ left_out: more }) => more !== undefined)).toBe(true)
    expect(records().length).toBeLessThan(connections)
  })

  it('says that the store cannot be used', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    await expect(start({ store: `file:${file}` })).rejects.toThrow(file)
  })
})
