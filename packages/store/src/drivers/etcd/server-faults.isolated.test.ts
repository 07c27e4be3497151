import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { EtcdServer, waitFor } from '@vlcp/testkit'
import { afterEach, expect, test } from 'vitest'
import type { Driver } from '../../driver.ts'
import type { StoreProblem } from '../../problems.ts'
import { describeItem, mustWrite, revisionOf, takeFeed, textsUnder } from '../../conformance/storage.ts'
import { Store } from '../../store.ts'
import { Network } from '../../test-classes.suite.ts'
import { checkCounted, countUp } from './count-up.suite.ts'
import { openEtcd, type EtcdOptions } from './index.ts'
import { TcpProxy } from './tcp-proxy.suite.ts'

const servers: EtcdServer[] = []
const drivers: Driver[] = []

afterEach(async () => {
  for (const server of servers) server.resume()
  await Promise.all(drivers.splice(0).map((driver) => driver.close()))
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function start(...[options]: Parameters<typeof EtcdServer.start>): Promise<EtcdServer> {
  const server = await EtcdServer.start(options)
  servers.push(server)
  return server
}

async function open(options: EtcdOptions): Promise<Driver> {
  const driver = await openEtcd(options)
  drivers.push(driver)
  return driver
}

test('a server killed and started again in the middle of commits loses and doubles nothing', async () => {
  const server = await start({ fsync: true })
  const options = { hosts: server.host }
  const after = await revisionOf(await open(options))
  const writers = await Promise.all([1, 2, 3].map(async (i) => countUp(await open(options), `w${i}`)))
  for (let round = 1; round <= 2; round++) {
    const enough = (): boolean => writers.every(({ revisions }) => revisions.length >= 10 * round)
    await waitFor(enough, { what: `round ${round}`, timeoutMs: 30_000 })
    await server.kill()
    await server.start()
  }
  writers.forEach((writer) => writer.stop())
  await Promise.all(writers.map(({ end }) => end))
  const revisions = writers.flatMap((writer) => writer.revisions)
  await checkCounted(await open(options), after, revisions)
})

test('a pause of the server is waited out by commits, reads, and a mirror', async () => {
  const server = await start()
  const driver = await open({ hosts: server.host })
  const store = new Store(driver)
  const mirror = await store.openMirror([Network])
  await mirror.waitFor((await store.transact((tx) => tx.put(Network, { id: 'before' }))).revision)
  await server.pause()
  const commit = store.transact((tx) => tx.put(Network, { id: 'during' }))
  await expect(driver.read({}, { timeoutMs: 300 })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(server.host) as string,
  })
  expect(mirror.get(Network, 'before')).toEqual({ id: 'before' })
  server.resume()
  await mirror.waitFor((await commit).revision)
  expect([...mirror.all(Network).values()].map(({ id }) => id).sort()).toEqual(['before', 'during'])
  await store.close()
})

test('a server that stays away makes the mirror stale, and its return live again', async () => {
  const server = await start()
  const store = new Store(await open({ hosts: server.host }))
  const mirror = await store.openMirror([Network])
  await mirror.waitFor((await store.transact((tx) => tx.put(Network, { id: 'before' }))).revision)
  await server.kill()
  expect(await store.health()).toMatchObject({ state: 'failed' })
  await waitFor(() => mirror.status.state === 'stale', { what: 'a stale mirror', timeoutMs: 20_000 })
  expect(mirror.get(Network, 'before')).toEqual({ id: 'before' })
  await server.start()
  await waitFor(() => mirror.status.state === 'live', { what: 'a live mirror', timeoutMs: 20_000 })
  const { revision } = await store.transact((tx) => tx.put(Network, { id: 'after' }))
  await mirror.waitFor(revision)
  expect(mirror.get(Network, 'after')).toEqual({ id: 'after' })
  await store.close()
})

test('a cluster of three goes on when its leader is killed', async () => {
  const members = await EtcdServer.startCluster(3)
  servers.push(...members)
  const options = { hosts: members.map(({ host }) => host) }
  await members[0]?.waitUntilHealthy()
  const after = await revisionOf(await open(options))
  const writers = await Promise.all([1, 2].map(async (i) => countUp(await open(options), `w${i}`)))
  const reach = (count: number): Promise<unknown> =>
    waitFor(() => writers.every(({ revisions }) => revisions.length >= count), {
      what: String(count),
      timeoutMs: 40_000,
    })
  await reach(5)
  const leader = await leaderOf(members)
  await leader.kill()
  await reach(20)
  await leader.start()
  await reach(25)
  writers.forEach((writer) => writer.stop())
  await Promise.all(writers.map(({ end }) => end))
  const revisions = writers.flatMap((writer) => writer.revisions)
  await checkCounted(await open(options), after, revisions)
}, 90_000)

async function leaderOf(members: readonly EtcdServer[]): Promise<EtcdServer> {
  for (const member of members) {
    const [line = ''] = (await member.etcdctl('endpoint', 'status')).split('\n')
    // Endpoint, id, version, size, is leader …
    if (line.split(', ')[4] === 'true') return member
  }
  throw new Error('there is no leader')
}

test('another storage in place of the old one is a gap, also when it has come further', async () => {
  const server = await start()
  // Every start of a single member is a new term.
  await server.kill()
  await server.start()
  const driver = await open({ hosts: server.host })
  const after = await mustWrite(driver, { a: '1' })
  for (let i = 0; i < 10; i++) await mustWrite(driver, { a: String(i) })
  await server.kill()
  for (const entry of await readdir(server.folder)) await rm(join(server.folder, entry), { recursive: true })
  await server.start()
  expect((await takeFeed(driver, after, 1)).map(describeItem)).toEqual(['gap'])
  const other = await open({ hosts: server.host, space: 'other' })
  for (let i = 0; i < 20; i++) await mustWrite(other, { a: String(i) })
  expect((await takeFeed(driver, after, 1)).map(describeItem)).toEqual(['gap'])
  // What is read now can be followed.
  const now = await revisionOf(driver)
  const written = await mustWrite(driver, { b: '1' })
  expect((await takeFeed(driver, now, 1)).map(describeItem)).toEqual([`${written} b=1`])
})

test('a reader that is compacted away under its hands gets a gap, and a read of many pages starts again', async () => {
  const server = await start()
  const [driver, writer] = [await open({ hosts: server.host }), await open({ hosts: server.host })]
  const text = 'x'.repeat(10_000)
  for (let i = 0; i < 20; i++) {
    await mustWrite(writer, Object.fromEntries(Array.from({ length: 100 }, (_, j) => [`k${i}.${j}`, text])))
  }
  const first = await revisionOf(driver)
  const reading = driver.read({ prefixes: ['k'] })
  for (let i = 0; i < 5; i++) {
    await server.etcdctl('compact', String(await mustWrite(writer, { 'k0.0': text })))
  }
  const { entries } = await reading
  expect(entries.size).toBe(2_000)
  expect((await takeFeed(driver, first, 1)).map(describeItem)).toEqual(['gap'])
})

test('a feed that nobody reads is not sent much, and goes on where it was', async () => {
  const server = await start()
  const proxy = await TcpProxy.open(server.host)
  const [reader, writer] = [await open({ hosts: proxy.host }), await open({ hosts: server.host })]
  const feed = reader.feed(await revisionOf(reader), new AbortController().signal)[Symbol.asyncIterator]()
  const text = 'x'.repeat(100_000)
  const revisions = [await mustWrite(writer, { a: text })]
  expect((await feed.next()).value).toMatchObject({ revision: revisions[0] })
  for (let i = 0; i < 200; i++) revisions.push(await mustWrite(writer, { a: text }))
  // Twenty megabytes were written; under way is what fits into the windows of the connection.
  expect(proxy.passedBytes).toBeLessThan(4 << 20)
  for (const revision of revisions.slice(1)) expect((await feed.next()).value).toMatchObject({ revision })
  expect(proxy.passedBytes).toBeGreaterThan(20_000_000)
  await feed.return?.()
  await reader.close()
  await proxy.close()
})

test('a full server says so, has written what it acknowledged and nothing else, and reads go on', async () => {
  const server = await start({ args: ['--quota-backend-bytes=3000000'] })
  const driver = await open({ hosts: server.host })
  const text = 'x'.repeat(100_000)
  const acknowledged: string[] = []
  // Many at a time: some then meet the limit only when the server carries them out, and are carried out all the same.
  const fill = async (writer: number): Promise<void> => {
    for (let i = 0; ; i++) {
      await mustWrite(driver, { [`k${writer}.${i}`]: text })
      acknowledged.push(`k${writer}.${i}`)
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: 16 }, (_, writer) => fill(writer)))
  for (const end of ends) {
    expect(end.status === 'rejected' && end.reason).toMatchObject({
      code: 'full',
      message: expect.stringContaining(`etcd at ${server.host}: etcdserver: mvcc: database space exceeded`) as string,
    })
  }
  expect(Object.keys(await textsUnder(driver, 'k')).sort()).toEqual(acknowledged.toSorted())
  expect(await driver.health()).toMatchObject({ state: 'failed', reason: expect.stringContaining('NOSPACE') as string })
  await server.etcdctl('del', '--prefix', 'vlcp/default/data/')
  await server.etcdctl('compact', String(await revisionOf(driver)))
  await server.etcdctl('defrag')
  await server.etcdctl('alarm', 'disarm')
  await mustWrite(driver, { k: '1' })
  expect(await driver.health()).toMatchObject({ state: 'ok' })
})

test('what others have put under our keys is reported once, and the rest works', async () => {
  const server = await start()
  const problems: StoreProblem[] = []
  const driver = await open({ hosts: server.host, onProblem: (problem) => problems.push(problem) })
  const before = await mustWrite(driver, { a: '1' })
  for (const [key, value] of [
    ['vlcp/default/data/\\xff\\xfe', 'x'],
    ['vlcp/default/data/bad', '\\xff'],
    ['vlcp/default/data/good', 'text'],
    ['vlcp/default/strange', 'x'],
    ['vlcp/other/data/a', 'x'],
  ] as const) {
    await server.putRaw(key, value)
  }
  for (let i = 0; i < 2; i++) expect(await textsUnder(driver, '')).toEqual({ a: '1', bad: '\ufffd', good: 'text' })
  expect(problems.map(({ message }) => message).sort()).toEqual([
    'the key is not UTF-8; it is left out',
    'the value is not UTF-8',
  ])
  const last = await mustWrite(driver, { bad: '2' })
  const items = await takeFeed(driver, before, 3)
  expect(items.map((item) => describeItem(item).replace(/^\d+ /, ''))).toEqual(['bad=\ufffd', 'good=text', 'bad=2'])
  expect(items[2]).toMatchObject({ revision: last })
})

test('a mirror arrives at what a read has told, though the last write was that of somebody else', async () => {
  const server = await start()
  const store = new Store(await open({ hosts: server.host }))
  const mirror = await store.openMirror([Network])
  await store.transact((tx) => tx.put(Network, { id: 'n' }))
  await server.etcdctl('put', 'elsewhere', 'x')
  const { revision, value } = await store.read((reader) => reader.list(Network))
  await mirror.waitFor(revision)
  expect([...mirror.all(Network).values()]).toEqual(value)
  await store.close()
})
