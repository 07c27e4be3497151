import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EtcdServer, run } from '@vlcp/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Driver } from '../../driver.ts'
import { mustWrite, takeFeed, textsUnder } from '../../conformance/storage.ts'
import { openEtcd, type EtcdOptions } from './index.ts'

const drivers: Driver[] = []
let server: EtcdServer

afterEach(async () => {
  await Promise.all(drivers.splice(0).map((driver) => driver.close()))
  await server.close()
})

async function open(options: EtcdOptions): Promise<Driver> {
  const driver = await openEtcd({ hosts: server.host, ...options })
  drivers.push(driver)
  return driver
}

/** Writes, follows, asks for the time and leases: everything that is a call of its own. */
async function useAll(driver: Driver): Promise<void> {
  const { revision } = await driver.read({})
  const lease = await driver.grant(60_000)
  await mustWrite(driver, { a: '1' }, lease)
  expect(await lease.renew()).toBe(true)
  expect(await takeFeed(driver, revision, 1)).toHaveLength(1)
  await lease.revoke()
  expect(await textsUnder(driver, '')).toEqual({})
  expect(await driver.clock()).toBeGreaterThan(0)
  expect(await driver.health()).toMatchObject({ state: 'ok' })
}

describe('with mutual TLS', () => {
  let folder = ''
  const pem: Record<string, string> = {}

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vlcp-etcd-'))
    for (const name of ['server', 'client', 'stranger']) await selfSign(name)
    const [cert, key, ca] = ['server.pem', 'server.key', 'client.pem'].map((file) => join(folder, file))
    server = await EtcdServer.start({ tls: { cert: cert ?? '', key: key ?? '', ca: ca ?? '' } })
  })

  afterEach(() => rm(folder, { recursive: true }))

  async function selfSign(name: string): Promise<void> {
    const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)]
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1']
    await run('openssl', ['req', ...kind, ...subject, '-keyout', key, '-out', cert])
    for (const file of [`${name}.key`, `${name}.pem`]) pem[file] = await readFile(join(folder, file), 'utf8')
  }

  const identity = (name: string): { cert: string; key: string } => ({
    cert: pem[`${name}.pem`] ?? '',
    key: pem[`${name}.key`] ?? '',
  })

  test('the right certificates are accepted for everything', async () => {
    await useAll(await open({ tls: { ca: pem['server.pem'] ?? '', ...identity('client') } }))
  })

  test.each(['no certificate', 'the certificate of a stranger'])('%s is refused', async (what) => {
    const own = what === 'no certificate' ? {} : identity('stranger')
    const opening = openEtcd({ hosts: server.host, tls: { ca: pem['server.pem'] ?? '', ...own } }, { timeoutMs: 700 })
    await expect(opening).rejects.toMatchObject({ code: 'unavailable' })
    await expect(opening).rejects.toThrow(server.host)
  })

  test('a server that is not trusted is told as such', async () => {
    const tls = { ca: pem['stranger.pem'] ?? '', ...identity('client') }
    const opening = openEtcd({ hosts: server.host, tls }, { timeoutMs: 700 })
    await expect(opening).rejects.toThrow(/self-signed certificate/)
  })
})

describe('with users', () => {
  beforeEach(async () => {
    server = await EtcdServer.start()
    await server.etcdctl('user', 'add', 'root:top-secret')
    await server.etcdctl('user', 'grant-role', 'root', 'root')
    await server.etcdctl('role', 'add', 'network')
    await server.etcdctl('role', 'grant-permission', '--prefix', 'network', 'readwrite', 'vlcp/ours/')
    await server.etcdctl('user', 'add', 'vlcp:secret')
    await server.etcdctl('user', 'grant-role', 'vlcp', 'network')
    await server.etcdctl('auth', 'enable')
  })

  const ours = { space: 'ours', user: 'vlcp', password: 'secret' }

  test('a right to the keys of the space is enough, also after the server has forgotten its tokens', async () => {
    const driver = await open(ours)
    await useAll(driver)
    await server.kill()
    await server.start()
    await useAll(driver)
  })

  test.each<[string, EtcdOptions, RegExp]>([
    ['no user', { space: 'ours' }, /user name is empty.*asks for user and password/],
    ['a wrong password', { ...ours, password: 'wrong-secret' }, /authentication failed, invalid user ID or password/],
    ['no right', { ...ours, space: 'theirs' }, /permission denied/],
  ])('%s is refused at once and by name, without the password', async (_, options, reason) => {
    const opening = openEtcd({ hosts: server.host, ...options })
    await expect(opening).rejects.toMatchObject({ code: 'unusable' })
    await expect(opening).rejects.toThrow(reason)
    await expect(opening).rejects.toThrow(`etcd at ${server.host}`)
    await expect(opening).rejects.not.toThrow('secret')
  })

  test('rights that are taken away are told by everything that needs them', async () => {
    const driver = await open(ours)
    const { revision } = await driver.read({})
    await mustWrite(driver, { a: '1' })
    await server.etcdctl('--user=root:top-secret', 'role', 'revoke-permission', '--prefix', 'network', 'vlcp/ours/')
    await expect(takeFeed(driver, revision, 1)).rejects.toMatchObject({ code: 'unusable' })
    await expect(driver.read({ keys: ['a'] })).rejects.toMatchObject({ code: 'unusable' })
    await expect(mustWrite(driver, { a: '2' })).rejects.toMatchObject({ code: 'unusable' })
    expect(await driver.health()).toMatchObject({ state: 'failed' })
  })
})
