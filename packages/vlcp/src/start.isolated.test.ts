import { createLogging, Lifecycle, loadConfiguration, type Logging } from '@vlcp/server'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from './failure.ts'
import { settings } from './settings.ts'
import { formatReady, type Ready, startVlcp } from './start.ts'

let folder: string
let lifecycle: Lifecycle
let logging: Logging

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlcp-start-'))
  logging = createLogging({ level: 'silent', format: 'json', sink: { write: () => undefined } })
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

  it('says that the store cannot be used', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    await expect(start({ store: `file:${file}` })).rejects.toThrow(file)
  })
})
