import { EtcdServer } from '@vlcp/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CommitRequest, CommitResult, Driver } from '../../driver.ts'
import { mustWrite, refused, revisionOf, textsUnder } from '../../conformance/storage.ts'
import type { EtcdClient } from './client.ts'
import { commitEtcd } from './commit.ts'
import { GrpcClient } from './grpc-client.ts'
import { openEtcd } from './index.ts'
import { Layout } from './layout.ts'
import { checkOptions } from './options.ts'
import { Patience } from './patience.ts'
import { Slots } from './slots.ts'

const count = 400

let server: EtcdServer
let space = ''
let lastSpace = 0
const drivers: Driver[] = []

beforeAll(async () => {
  server = await EtcdServer.start()
})

afterAll(() => server.close())

beforeEach(() => {
  space = `large${++lastSpace}`
})

afterEach(async () => {
  await Promise.all(drivers.splice(0).map((driver) => driver.close()))
})

async function open(): Promise<Driver> {
  const driver = await openEtcd({ hosts: server.host, space })
  drivers.push(driver)
  return driver
}

const names = (prefix: string, size: number): string[] => Array.from({ length: size }, (_, i) => `${prefix}${i}`)

/** Guards of all the keys at one revision, and one write to each. */
function large(keys: readonly string[], revision: number, text: string): CommitRequest {
  const guards = new Map(keys.map((key) => [key, revision]))
  return { keys: guards, prefixes: [], since: revision, writes: new Map(keys.map((key) => [key, text])) }
}

test(`${count} guards and ${count} writes hold together while others write in between`, async () => {
  const [one, two, other] = [await open(), await open(), await open()]
  const keys = names('k', count)
  await mustWrite(one, Object.fromEntries(keys.map((key) => [key, '0'])))
  let done = false
  const others = (async () => {
    let written = 0
    for (; !done; written++) await mustWrite(other, { beside: String(written) })
    return written
  })()
  // Two controllers each replace all texts by the next number, five times: each must have seen the one before.
  const increment = async (driver: Driver): Promise<void> => {
    for (let times = 0; times < 5;) {
      const { entries, revision } = await driver.read({ prefixes: ['k'] })
      const texts = new Set([...entries.values()].map(({ text }) => text))
      expect(texts.size).toBe(1)
      const guards = new Map([...entries].map(([key, entry]) => [key, entry.revision]))
      const writes = new Map(keys.map((key) => [key, String(Number([...texts][0]) + 1)]))
      if ((await driver.commit({ keys: guards, prefixes: ['k'], since: revision, writes })).committed) times++
    }
  }
  await Promise.all([increment(one), increment(two)])
  done = true
  expect(await others).toBeGreaterThan(5)
  expect(new Set(Object.values(await textsUnder(one, 'k')))).toEqual(new Set(['10']))
})

test.each([124, 125, 126, 127, 128, 129])('%s guards and as many writes, one guard broken or none', async (size) => {
  const driver = await open()
  const keys = names('k', size)
  const first = await mustWrite(driver, Object.fromEntries(keys.map((key) => [key, '1'])))
  const second = await mustWrite(driver, { [keys[size - 1] ?? '']: '2' })
  expect(await driver.commit(large(keys, first, '3'))).toEqual(refused('conflict'))
  expect(await revisionOf(driver)).toBeGreaterThanOrEqual(second)
  const request = large(keys, first, '3')
  const keysNow = new Map(request.keys).set(keys[size - 1] ?? '', second)
  expect((await driver.commit({ ...request, keys: keysNow })).committed).toBe(true)
  expect(new Set(Object.values(await textsUnder(driver, 'k')))).toEqual(new Set(['3']))
})

test('thousands of writes are one commit, with few guards and with many', async () => {
  const driver = await open()
  const keys = names('k', 8_000)
  const revision = await mustWrite(driver, Object.fromEntries(keys.map((key) => [key, ''])))
  const { entries } = await driver.read({ prefixes: ['k'] })
  expect(entries.size).toBe(keys.length)
  expect(new Set([...entries.values()].map((entry) => entry.revision))).toEqual(new Set([revision]))
  expect((await driver.commit(large(keys, revision, 'x'))).committed).toBe(true)
  expect(new Set(Object.values(await textsUnder(driver, 'k')))).toEqual(new Set(['x']))
})

test('prefix guards of a large commit see what was created and changed', async () => {
  const driver = await open()
  const keys = names('k', count)
  const since = await mustWrite(driver, Object.fromEntries(keys.map((key) => [key, '1'])))
  const request = { ...large(keys, since, '2'), prefixes: ['p.', 'k'] }
  await mustWrite(driver, { q: '1' })
  expect((await driver.commit(request)).committed).toBe(true)
  const later = { ...large(keys, await revisionOf(driver), '3'), prefixes: ['p.'] }
  await mustWrite(driver, { 'p.new': '1' })
  const { entries } = await driver.read({ prefixes: ['k'] })
  const guards = new Map([...entries].map(([key, entry]) => [key, entry.revision]))
  expect(await driver.commit({ ...later, keys: guards })).toEqual(refused('conflict'))
})

/** Makes a large commit, and something else right before its last step, when its guards have been read. */
async function commitDisturbed(request: CommitRequest, disturb: () => Promise<unknown>): Promise<CommitResult> {
  const settings = checkOptions({ hosts: server.host, space })
  const client = new GrpcClient(settings)
  const layout = new Layout(space)
  const slots = new Slots(client, layout)
  const disturbed = {
    ...bound(client),
    async txn(...[txn, timeoutMs]: Parameters<GrpcClient['txn']>) {
      // The last step takes the lock away.
      const isLast = txn.success?.some((op) => 'requestDeleteRange' in op) === true
      if (isLast) await disturb()
      return client.txn(txn, timeoutMs)
    },
  }
  try {
    return await commitEtcd({ ...settings, client: disturbed, layout, slots }, request, new Patience())
  } finally {
    await slots.close()
    client.close()
  }
}

test('the end of a lease after the guards were read still breaks them', async () => {
  const driver = await open()
  const lease = await driver.grant(600_000)
  const keys = names('k', count)
  const revision = await mustWrite(driver, Object.fromEntries(keys.map((key) => [key, '1'])), lease)
  const request = { ...large(keys, revision, ''), writes: new Map([['out', '1']]) }
  expect(await commitDisturbed(request, () => lease.revoke())).toEqual(refused('conflict'))
  expect(await textsUnder(driver, '')).toEqual({})
})

test('nobody else commits after the guards were read, until the lock is gone', async () => {
  const driver = await open()
  const keys = names('k', count)
  const revision = await mustWrite(driver, Object.fromEntries(keys.map((key) => [key, '1'])))
  const small = { ...large(['k0'], revision, 'small') }
  const refusals: unknown[] = []
  const result = await commitDisturbed(large(keys, revision, '2'), () =>
    driver.commit(small, { timeoutMs: 300 }).catch((error: unknown) => refusals.push(error)),
  )
  expect(refusals).toMatchObject([{ code: 'unavailable' }])
  expect(result.committed).toBe(true)
  expect(new Set(Object.values(await textsUnder(driver, 'k')))).toEqual(new Set(['2']))
  expect(await driver.commit(small)).toEqual(refused('conflict'))
})

test('a large commit whose lock has ended meanwhile begins again', async () => {
  const driver = await open()
  const keys = names('k', count)
  const revision = await mustWrite(driver, Object.fromEntries(keys.map((key) => [key, '1'])))
  let times = 0
  const result = await commitDisturbed(large(keys, revision, '2'), async () => {
    if (times++ === 0) await server.etcdctl('del', `vlcp/${space}/meta/lock`)
  })
  expect(result.committed).toBe(true)
  expect(times).toBe(2)
  expect(new Set(Object.values(await textsUnder(driver, 'k')))).toEqual(new Set(['2']))
})

/** The calls of a client that a large commit uses, as an object. */
function bound(client: GrpcClient): EtcdClient {
  return {
    hosts: client.hosts,
    range: (...args) => client.range(...args),
    txn: (...args) => client.txn(...args),
    watch: (...args) => client.watch(...args),
    leaseGrant: (...args) => client.leaseGrant(...args),
    leaseRevoke: (...args) => client.leaseRevoke(...args),
    leaseKeepAlive: (...args) => client.leaseKeepAlive(...args),
    status: (...args) => client.status(...args),
    date: (...args) => client.date(...args),
    close: () => client.close(),
  }
}

test('when the owner of the lock dies, the others go on after a few seconds', async () => {
  const driver = await open()
  await mustWrite(driver, { a: '1' })
  const [, lease = ''] = /lease (\w+) granted/.exec(await server.etcdctl('lease', 'grant', '3')) ?? []
  await server.etcdctl('put', `--lease=${lease}`, `vlcp/${space}/meta/lock`, 'somebody who is gone')
  await expect(driver.commit(large(['a'], 0, '2'), { timeoutMs: 500 })).rejects.toMatchObject({
    code: 'unavailable',
  })
  // Also one that wants the lock itself.
  const keys = names('k', count)
  const [small, big] = await Promise.all([
    driver.commit({ ...large([], 0, ''), writes: new Map([['a', '2']]) }),
    driver.commit(large(keys, 0, '1')),
  ])
  expect([small.committed, big.committed]).toEqual([true, true])
})

test('what exceeds a request is refused before it is sent, and what fits in bytes is written', async () => {
  const driver = await open()
  const text = 'x'.repeat(1_000)
  const many = (size: number): CommitRequest => ({
    ...large([], 0, ''),
    writes: new Map(names('k', size).map((key) => [key, text])),
  })
  const most = Math.floor(driver.limits.commitBytes / (text.length + 5))
  expect((await driver.commit(many(most))).committed).toBe(true)
  await expect(driver.commit(many(Math.ceil(most * 1.5)))).rejects.toMatchObject({ code: 'too_large' })
})
