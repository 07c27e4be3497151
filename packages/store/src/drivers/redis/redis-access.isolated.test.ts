import { CertificateAuthority, RedisServer, type Certificate } from '@vlcp/testkit'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { mustWrite, takeFeed, textsUnder } from '../../conformance/storage.ts'
import type { Driver } from '../../driver.ts'
import { StoreError } from '../../errors.ts'
import type { RedisOptions } from './options.ts'
import { openRedis, type RedisDriver } from './redis.ts'

const secret = 'p@ss/word:1'
const drivers: Driver[] = []

afterEach(async () => {
  await Promise.all(drivers.splice(0).map((driver) => driver.close()))
})

async function open(options: RedisOptions): Promise<RedisDriver> {
  const driver = await openRedis(options)
  drivers.push(driver)
  return driver
}

/** Writes, reads and follows: each needs rights of its own. */
async function mustWork(driver: Driver): Promise<void> {
  const lease = await driver.grant(60_000)
  const revision = await mustWrite(driver, { 'p.a': '1' }, lease)
  expect(await textsUnder(driver, 'p.')).toEqual({ 'p.a': '1' })
  expect(await takeFeed(driver, revision - 1, 1)).toHaveLength(1)
  expect(await driver.clock()).toBeGreaterThan(0)
  await lease.revoke()
  expect(await textsUnder(driver, 'p.')).toEqual({})
}

async function refusal(options: RedisOptions): Promise<StoreError> {
  const error: unknown = await open({ timeoutMs: 500, ...options }).catch((thrown: unknown) => thrown)
  if (!(error instanceof StoreError)) throw new Error(`expected a StoreError, not ${inspect(error)}`)
  // However deep somebody looks into it.
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(secret)
  return error
}

describe('with a password and an access list', () => {
  let server: RedisServer

  beforeAll(async () => {
    server = await RedisServer.start({ config: { requirepass: secret } })
    const rights = ['~{vlcp:*', '+@read', '+@write', '+@scripting', '+@connection', '+time', '-@dangerous']
    const ask = (...args: string[]): Promise<string> => server.ask(['--no-auth-warning', '-a', secret, ...args])
    await ask('ACL', 'SETUSER', 'vlcp', 'on', `>${secret}`, ...rights)
    await ask('ACL', 'SETUSER', 'reader', 'on', `>${secret}`, '~{vlcp:*', '+@read', '+@scripting', '+time')
  })

  afterAll(() => server.close())

  test('the password opens the store, in the options and in the URL', async () => {
    await mustWork(await open({ port: server.port, password: secret }))
    const url = `redis://:${encodeURIComponent(secret)}@127.0.0.1:${server.port}/3`
    await mustWork(await open({ url }))
    expect(await server.ask(['--no-auth-warning', '-a', secret, '-n', '3', 'DBSIZE'])).not.toBe('0')
  })

  test('a user needs no right outside of the keys of its stores', async () => {
    const driver = await open({ port: server.port, username: 'vlcp', password: secret })
    await mustWork(driver)
    expect(await driver.warnings()).toEqual([expect.stringContaining('does not tell its settings')])
  })

  test.each<[string, RedisOptions, string]>([
    ['no password', {}, 'NOAUTH'],
    ['a wrong password', { password: `${secret}!` }, 'WRONGPASS'],
    ['a user that may not write', { username: 'reader', password: secret }, 'has no permissions|can.t run'],
  ])('%s is refused at once, and no message holds the password', async (_, options, reason) => {
    const error = await refusal({ port: server.port, timeoutMs: 60_000, ...options })
    expect(error.code).toBe('unusable')
    expect(error.message).toMatch(new RegExp(`^Redis at 127\\.0\\.0\\.1:${server.port}: .*(${reason})`))
  })
})

test.each<[RedisOptions, string]>([
  [{ url: `http://:${secret}@localhost` }, 'invalid'],
  [{ url: `redis://:${encodeURIComponent(secret)}@127.0.0.1:1` }, 'unavailable'],
  [{ path: '/nowhere', password: secret }, 'unavailable'],
  [{ sentinels: [{ host: '127.0.0.1', port: 1 }], password: secret }, 'invalid'],
  [{ sentinels: [{ host: '127.0.0.1', port: 1 }], master: 'm', password: secret }, 'unavailable'],
  [{ space: 'a}b' }, 'invalid'],
])('%o is refused as %s', async (options, code) => {
  expect((await refusal(options)).code).toBe(code)
})

test('a UNIX socket, and what it says about a server that keeps nothing', async () => {
  const server = await RedisServer.start({ config: { 'maxmemory-policy': 'allkeys-lru' } })
  try {
    const driver = await open({ path: server.socket })
    await mustWork(driver)
    expect(await driver.warnings()).toEqual([
      expect.stringContaining('keeps nothing on a disk'),
      expect.stringContaining('allkeys-lru'),
    ])
    await server.ask(['CONFIG', 'SET', 'appendonly', 'yes', 'maxmemory-policy', 'noeviction'])
    expect(await driver.warnings()).toEqual([])
  } finally {
    await server.close()
  }
})

describe('with TLS on both sides', () => {
  let folder: string
  let server: RedisServer
  let ours: Certificate
  let foreign: Certificate

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vlcp-redis-tls-'))
    const authority = await CertificateAuthority.create(folder)
    const theirs = await authority.issue('redis.example')
    ours = await authority.issue('controller')
    foreign = await (await CertificateAuthority.create(folder)).issue('controller')
    const files = { 'tls-cert-file': theirs.certificate, 'tls-key-file': theirs.key, 'tls-ca-cert-file': theirs.ca }
    server = await RedisServer.start({ tls: files })
  })

  afterAll(async () => {
    await server.close()
    await rm(folder, { recursive: true })
  })

  async function credentials(certificate: Certificate): Promise<{ ca: Buffer; cert: Buffer; key: Buffer }> {
    const [ca, cert, key] = await Promise.all([
      readFile(ours.ca),
      readFile(certificate.certificate),
      readFile(certificate.key),
    ])
    return { ca, cert, key }
  }

  test('both certificates are checked', async () => {
    const tls = { ...(await credentials(ours)), servername: 'redis.example' }
    await mustWork(await open({ port: server.port, tls }))
  })

  test('a server with another name, one of an unknown authority, and a client of one are refused at once', async () => {
    const own = await credentials(ours)
    const wrong = [
      { ...own, servername: 'other.example' },
      { cert: own.cert, key: own.key, servername: 'redis.example' },
      { ...(await credentials(foreign)), servername: 'redis.example' },
    ]
    for (const tls of wrong) {
      expect((await refusal({ port: server.port, tls, timeoutMs: 60_000 })).code).toBe('unusable')
    }
  })
})
