import { RedisServer, TcpProxy } from '@vlcp/testkit'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import {
  describeItem,
  guarded,
  mustWrite,
  refused,
  revisionOf,
  takeFeed,
  textsUnder,
} from '../../conformance/storage.ts'
import type { Driver } from '../../driver.ts'
import { openRedis, type RedisDriver } from './redis.ts'
import type { RedisOptions } from './options.ts'

const patient = { timeoutMs: 40_000 }
const closers: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function startServer(config: Record<string, string> = {}): Promise<RedisServer> {
  const server = await RedisServer.start({ config })
  closers.push(() => server.close())
  return server
}

async function open(options: RedisOptions): Promise<RedisDriver> {
  const driver = await openRedis(options)
  closers.push(() => driver.close())
  return driver
}

/** Writes keys of its own, one after the other; returns those that were acknowledged, all of them. */
async function writeMany(driver: Driver, name: string, count: number): Promise<string[]> {
  const keys = Array.from({ length: count }, (_, i) => `${name}.${i}`)
  for (const key of keys) {
    const writes = new Map([[key, '']])
    const result = await driver.commit({ keys: new Map([[key, 0]]), prefixes: [], since: 0, writes }, patient)
    // A second application would meet its own guard.
    expect(result).toMatchObject({ committed: true })
  }
  return keys
}

/** Every acknowledged key is in the log exactly once, and in the data. */
async function expectOnce(driver: Driver, acknowledged: readonly string[]): Promise<void> {
  const items = await takeFeed(driver, 0, await revisionOf(driver))
  const told = items.flatMap((item) => (item.kind === 'gap' ? ['gap'] : item.changes.map(({ key }) => key)))
  expect(told.toSorted()).toEqual(acknowledged.toSorted())
  expect(Object.keys(await textsUnder(driver, '')).toSorted()).toEqual(acknowledged.toSorted())
}

test('a server that is killed in the middle of commits loses and doubles nothing that was acknowledged', async () => {
  const server = await startServer({ appendonly: 'yes', appendfsync: 'always' })
  const drivers = [await open({ port: server.port }), await open({ port: server.port })]
  const feed = takeFeed(drivers[1] as Driver, 0, 600)
  const work = ['a', 'b', 'c', 'd'].map((name, i) => writeMany(drivers[i % 2] as Driver, name, 150))
  for (const round of [1, 2, 3]) {
    while ((await revisionOf(drivers[0] as Driver)) < round * 100) await server.ask(['PING'])
    await server.kill()
    await server.restart()
  }
  const acknowledged = (await Promise.all(work)).flat()
  await expectOnce(drivers[0] as Driver, acknowledged)
  expect((await feed).map((item) => item.kind === 'commit' && item.revision)).toEqual(acknowledged.map((_, i) => i + 1))
})

test('connections that are cut at random points lose and double nothing, and the feed goes on', async () => {
  const server = await startServer()
  const proxy = await TcpProxy.open(server.port)
  closers.push(() => proxy.close())
  const drivers = [await open({ port: proxy.port }), await open({ port: proxy.port })]
  const feed = takeFeed(drivers[0] as Driver, 0, 800)
  let isWorking = true
  const work = ['a', 'b', 'c', 'd'].map((name, i) => writeMany(drivers[i % 2] as Driver, name, 200))
  const working = Promise.all(work).finally(() => {
    isWorking = false
  })
  for (let cuts = 0; isWorking && cuts < 200; cuts++) {
    // The server's own time passes between two cuts, not a fixed one.
    for (let i = Math.random() * 10; isWorking && i > 0; i--) await server.ask(['PING'])
    proxy.cut()
  }
  const acknowledged = (await working).flat()
  await expectOnce(drivers[1] as Driver, acknowledged)
  expect((await feed).map((item) => item.kind === 'commit' && item.revision)).toEqual(acknowledged.map((_, i) => i + 1))
})

test('a server that forgets its scripts is taught them again', async () => {
  const server = await startServer()
  const driver = await open({ port: server.port })
  const work = writeMany(driver, 'a', 200)
  for (let i = 0; i < 10; i++) await server.ask(['SCRIPT', 'FLUSH'])
  await expectOnce(driver, await work)
})

/** Stops the server and starts it with the data it had when it was saved. */
async function travelBack(server: RedisServer): Promise<void> {
  await server.kill()
  await copyFile(join(server.folder, 'old.rdb'), join(server.folder, 'dump.rdb'))
  await server.restart()
}

async function save(server: RedisServer): Promise<void> {
  await server.ask(['SAVE'])
  await copyFile(join(server.folder, 'dump.rdb'), join(server.folder, 'old.rdb'))
}

test('a server that comes back with an older dump: its feeds tell a gap', async () => {
  const server = await startServer()
  const driver = await open({ port: server.port })
  await mustWrite(driver, { a: '1' })
  await save(server)
  const revision = await mustWrite(driver, { a: '2' })
  const feed = takeFeed(driver, revision, 10)
  await travelBack(server)
  expect((await feed).map(describeItem)).toEqual(['gap'])
  expect(await textsUnder(driver, '')).toEqual({ a: '1' })
})

test('a server that comes back with an older dump and has gone on since is not taken for the old one', async () => {
  const server = await startServer()
  const [driver, other] = [await open({ port: server.port }), await open({ port: server.port })]
  await mustWrite(driver, { a: '1' })
  await save(server)
  for (const text of ['2', '3']) await mustWrite(driver, { a: text })
  const { revision: since } = await driver.read({ keys: ['a'] })
  await travelBack(server)
  // The numbers of the lost commits are given again, and one more.
  for (const text of ['4', '5', '6']) await mustWrite(other, { [`b${text}`]: text })
  const feed = takeFeed(driver, since, 10)
  expect((await feed).map(describeItem)).toEqual(['gap'])
  expect((await driver.read({ keys: ['a'], since })).changed).toBe('unknown')
  expect(await driver.commit(guarded({ keys: new Map([['a', 1]]), since }))).toEqual(refused('conflict'))
  expect(await other.commit(guarded({ keys: new Map([['a', 1]]), since: 1 }))).toMatchObject({ committed: true })
})

test('a server that has lost everything starts anew, and what was read before is not believed', async () => {
  const server = await startServer()
  const driver = await open({ port: server.port })
  const since = await mustWrite(driver, { a: '1' })
  await server.ask(['FLUSHALL'])
  expect(await driver.commit(guarded({ keys: new Map([['x', 0]]), since }))).toEqual(refused('conflict'))
  expect((await takeFeed(driver, since, 10)).map(describeItem)).toEqual(['gap'])
  expect(await mustWrite(driver, { b: '1' })).toBe(1)
})

test('a feed ends when it is aborted or its driver closed, also while the server is silent', async () => {
  const server = await startServer()
  const driver = await open({ port: server.port })
  const revision = await mustWrite(driver, { a: '1' })
  const abort = new AbortController()
  const feeds = [abort.signal, new AbortController().signal].map((signal) => {
    const feed = driver.feed(revision - 1, signal)[Symbol.asyncIterator]()
    return { first: feed.next(), second: feed.next() }
  })
  for (const { first } of feeds) expect((await first).done).toBe(false)
  server.pause()
  abort.abort()
  expect((await feeds[0]?.second)?.done).toBe(true)
  const closing = driver.close()
  expect((await feeds[1]?.second)?.done).toBe(true)
  server.resume()
  await closing
})

test('a feed that cannot reach its server says so, and one that is begun later goes on', async () => {
  const server = await startServer({ appendonly: 'yes' })
  const driver = await open({ port: server.port })
  const revision = await mustWrite(driver, { a: '1' })
  const feed = takeFeed(driver, revision, 1)
  await server.kill()
  await expect(feed).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('ECONNREFUSED') as string,
  })
  expect(await driver.health()).toMatchObject({ state: 'failed' })
  await server.restart()
  const next = takeFeed(driver, revision, 1)
  await mustWrite(driver, { a: '2' })
  expect((await next).map(describeItem)).toEqual(['2 a=2'])
})

test('a reader that is overtaken by the trimming gets a gap, never a hole', async () => {
  const server = await startServer()
  const [writer, reader] = [await open({ port: server.port, retainCommits: 20 }), await open({ port: server.port })]
  const feed = reader.feed(0, new AbortController().signal)[Symbol.asyncIterator]()
  await mustWrite(writer, { a: '0' })
  const seen: string[] = [describeItem((await feed.next()).value)]
  for (let i = 1; i < 300; i++) await mustWrite(writer, { a: String(i) })
  for (let next = await feed.next(); next.done !== true; next = await feed.next()) seen.push(describeItem(next.value))
  expect(seen.pop()).toBe('gap')
  expect(seen).toEqual(seen.map((_, i) => `${i + 1} a=${i}`))
  expect(seen.length).toBeLessThan(300)
})

test('a log is bounded by its bytes too, and the newest commit stays', async () => {
  const server = await startServer()
  const driver = await open({ port: server.port, retainBytes: 10_000 })
  for (let i = 0; i < 60; i++) await mustWrite(driver, { [`k${i}`]: 'x'.repeat(1000) })
  const kept = Number(await server.ask(['XLEN', '{vlcp:default}:log']))
  expect(kept).toBeGreaterThan(5)
  expect(kept).toBeLessThan(11)
  expect(Number(await server.ask(['ZCARD', '{vlcp:default}:changed']))).toBe(kept)
  const last = await mustWrite(driver, { large: 'x'.repeat(20_000) })
  expect(await takeFeed(driver, last - 1, 1)).toHaveLength(1)
  expect(await server.ask(['XLEN', '{vlcp:default}:log'])).toBe('1')
})
