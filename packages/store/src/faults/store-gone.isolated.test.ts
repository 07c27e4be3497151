import { EtcdServer, RedisServer, waitFor } from '@vlcp/testkit'
import { afterEach, describe, expect, test } from 'vitest'
import { Store } from '../store.ts'
import { Account } from './bank.suite.ts'
import { openStorage, type StorageAddress } from './storage.suite.ts'

interface Server {
  readonly address: StorageAddress
  kill(): Promise<void>
  restart(): Promise<void>
  close(): Promise<void>
}

const startRedis = async (): Promise<Server> => {
  const server = await RedisServer.start({ config: { appendonly: 'yes', appendfsync: 'always' } })
  return {
    address: { kind: 'redis', port: server.port },
    kill: () => server.kill(),
    restart: () => server.restart(),
    close: () => server.close(),
  }
}

const startEtcd = async (): Promise<Server> => {
  const server = await EtcdServer.start()
  return {
    address: { kind: 'etcd', host: server.host },
    kill: () => server.kill(),
    restart: () => server.start(),
    close: () => server.close(),
  }
}

const closers: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function open(server: Server): Promise<Store> {
  const store = new Store(await openStorage(server.address))
  closers.push(() => store.close())
  return store
}

const put = (store: Store, id: string, balance: number, timeoutMs: number): Promise<{ revision: number }> =>
  store.transact((tx) => tx.put(Account, { id, balance }), { timeoutMs })

describe.each([
  ['Redis', startRedis],
  ['etcd', startEtcd],
])('while %s is gone', (_, start) => {
  test('reads go on and are marked stale, writes fail in their time, and afterwards all catches up by itself', async () => {
    const server = await start()
    const beganMs = Date.now()
    closers.push(() => server.close())
    const [store, other] = [await open(server), await open(server)]
    const mirror = await store.openMirror([Account])
    const states: string[] = []
    mirror.onStatus(({ state }) => states.push(state))
    await mirror.waitFor((await put(other, 'a', 1, 10_000)).revision)

    await server.kill()
    const goneMs = Date.now()
    const ends: string[] = []
    const failing = [2500, 500].map(async (timeoutMs) => {
      await expect(put(store, 'b', timeoutMs, timeoutMs)).rejects.toMatchObject({ code: 'unavailable' })
      ends.push(`after ${timeoutMs} ms`)
    })
    await Promise.all(failing)
    expect(ends).toEqual(['after 500 ms', 'after 2500 ms'])
    await waitFor(() => mirror.status.state === 'stale', { what: 'a stale mirror', timeoutMs: 30_000 })
    if (mirror.status.state !== 'stale') throw new Error('the mirror is not stale')
    // Since the last answer, not since somebody noticed.
    expect(mirror.status.sinceMs).toBeLessThanOrEqual(goneMs)
    expect(mirror.status.sinceMs).toBeGreaterThan(beganMs)
    expect(mirror.get(Account, 'a')).toEqual({ id: 'a', balance: 1 })
    expect(await store.health()).toMatchObject({ state: 'failed' })

    await server.restart()
    await mirror.waitFor((await put(other, 'a', 2, 30_000)).revision, { timeoutMs: 30_000 })
    expect(mirror.get(Account, 'a')).toEqual({ id: 'a', balance: 2 })
    await waitFor(() => mirror.status.state === 'live', { what: 'a live mirror', timeoutMs: 30_000 })
    expect(states).toEqual(['stale', 'live'])
    expect((await put(store, 'c', 3, 30_000)).revision).toBeGreaterThan(0)
  })
})
