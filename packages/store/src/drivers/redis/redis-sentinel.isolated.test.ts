import { freePort, RedisServer, waitFor } from '@vlcp/testkit'
import { afterEach, expect, test } from 'vitest'
import { mustWrite, takeFeed, textsUnder } from '../../conformance/storage.ts'
import { openRedis } from './redis.ts'

const secret = 'sentinel-secret'
const closers: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function startServer(options: Parameters<typeof RedisServer.start>[0]): Promise<RedisServer> {
  const server = await RedisServer.start(options)
  closers.push(() => server.close())
  return server
}

test('when the master is killed the store goes on with the one the sentinels choose', async () => {
  const master = await startServer({})
  const replica = await startServer({ config: { replicaof: `127.0.0.1 ${master.port}` } })
  const sentinel = await startServer({
    sentinel: [
      `sentinel monitor nets 127.0.0.1 ${master.port} 1`,
      'sentinel down-after-milliseconds nets 300',
      'sentinel failover-timeout nets 5000',
      `requirepass ${secret}`,
      '',
    ].join('\n'),
  })
  await waitFor(async () => (await replica.ask(['ROLE'])).includes('connected'), {
    what: 'the replica to be connected',
  })
  const askSentinel = (...args: string[]): Promise<string> => sentinel.ask(['--no-auth-warning', '-a', secret, ...args])
  // A sentinel learns of replicas from the master, every ten seconds or so.
  await waitFor(async () => (await askSentinel('SENTINEL', 'REPLICAS', 'nets')).includes(String(replica.port)), {
    what: 'the sentinel to know the replica',
    timeoutMs: 30_000,
  })
  // The first one of the list is gone.
  const sentinels = [await freePort(), sentinel.port].map((port) => ({ host: '127.0.0.1', port }))
  const driver = await openRedis({ sentinels, master: 'nets', sentinelPassword: secret })
  closers.push(() => driver.close())
  await mustWrite(driver, { before: '1' })
  const feed = takeFeed(driver, 1, 2)
  await waitFor(async () => (await replica.ask(['HGET', '{vlcp:default}:meta', 'revision'])) === '1', {
    what: 'the replica to have the commit',
  })
  await master.kill()
  const request = { keys: new Map([['after', 0]]), prefixes: [], since: 1, writes: new Map([['after', '1']]) }
  expect(await driver.commit(request, { timeoutMs: 50_000 })).toEqual({ committed: true, revision: 2 })
  expect(await driver.health()).toEqual({ state: 'ok', revision: 2 })
  expect(await replica.ask(['HGET', '{vlcp:default}:meta', 'revision'])).toBe('2')
  await mustWrite(driver, { end: '1' })
  expect(await feed.catch(() => takeFeed(driver, 1, 2))).toMatchObject([{ revision: 2 }, { revision: 3 }])
  expect(await textsUnder(driver, '')).toEqual({ after: '1', before: '1', end: '1' })
})

test('a master that has become a replica is left for the new one', async () => {
  const [old, next] = [await startServer({}), await startServer({})]
  const sentinel = await startServer({ sentinel: `sentinel monitor nets 127.0.0.1 ${old.port} 1\n` })
  const driver = await openRedis({ sentinels: [{ host: '127.0.0.1', port: sentinel.port }], master: 'nets' })
  closers.push(() => driver.close())
  await mustWrite(driver, { a: '1' })
  await next.ask(['REPLICAOF', '127.0.0.1', String(old.port)])
  await waitFor(async () => (await next.ask(['HGET', '{vlcp:default}:meta', 'revision'])) === '1', { what: 'the copy' })
  await next.ask(['REPLICAOF', 'NO', 'ONE'])
  await old.ask(['REPLICAOF', '127.0.0.1', String(next.port)])
  const writing = mustWrite(driver, { b: '1' })
  await sentinel.ask(['SENTINEL', 'REMOVE', 'nets'])
  await sentinel.ask(['SENTINEL', 'MONITOR', 'nets', '127.0.0.1', String(next.port), '1'])
  expect(await writing).toBe(2)
  expect(await next.ask(['HGET', '{vlcp:default}:meta', 'revision'])).toBe('2')
})

test('a node of a Cluster that does not hold the store says which one does', async () => {
  const nodes = await Promise.all(
    Array.from({ length: 2 }, () => startServer({ config: { 'cluster-enabled': 'yes' } })),
  )
  const [one, two] = nodes as [RedisServer, RedisServer]
  await one.ask(['CLUSTER', 'ADDSLOTSRANGE', '0', '8191'])
  await two.ask(['CLUSTER', 'ADDSLOTSRANGE', '8192', '16383'])
  await one.ask(['CLUSTER', 'MEET', '127.0.0.1', String(two.port)])
  for (const node of nodes) {
    await waitFor(async () => (await node.ask(['CLUSTER', 'INFO'])).includes('cluster_state:ok'), {
      what: 'the cluster to be complete',
      timeoutMs: 30_000,
    })
  }
  for (const space of ['a', 'b', 'c', 'd']) {
    for (const node of nodes) {
      const driver = await openRedis({ port: node.port, space })
      closers.push(() => driver.close())
      const revision = await mustWrite(driver, { 'p.a': space })
      expect(await takeFeed(driver, revision - 1, 1)).toHaveLength(1)
      expect(await textsUnder(driver, 'p.')).toEqual({ 'p.a': space })
    }
  }
  const sizes = await Promise.all(nodes.map((node) => node.ask(['DBSIZE'])))
  expect(sizes).not.toContain('0')
})
