import { beforeEach, describe, expect, test, vi } from 'vitest'
import { MemorySpace } from './drivers/memory-space.ts'
import { openMemory } from './drivers/memory.ts'
import { Store } from './store.ts'
import { Network, Port } from './test-classes.suite.ts'

const ttlMs = 1000
const longMs = 600_000
let space: MemorySpace
let store: Store

beforeEach(() => {
  space = new MemorySpace({ revisionStep: 3 })
  store = new Store(openMemory(space))
})

const keysInSpace = (): string[] => [...space.entries.keys()].sort()
const portKeys = ['indices.test++port.mac.n.m', 'multiindices.test++port.network.n.p', 'test.port.p']
const port = { id: 'p', network: 'n', mac: 'm' }

describe('an object under a lease', () => {
  test('vanishes with its index entries in one commit when the lease is closed, and nothing else does', async () => {
    const lease = await store.lease({ ttlMs: longMs })
    await store.transact((tx) => {
      tx.put(Port, port, { lease })
      tx.put(Network, { id: 'stays' })
    })
    const mirror = await store.openMirror([Port, Network])
    const sets: unknown[] = []
    mirror.subscribe(({ changes }) => sets.push(changes.map(({ key, old, new: now }) => [key, old, now])))
    const before = space.revision
    await lease.close()
    expect(await lease.ended).toBe('revoked')
    expect(keysInSpace()).toEqual(['test.network.stays'])
    expect(space.recordsAfter(before, 9)?.map(({ changes }) => changes.map(({ key }) => key).sort())).toEqual([
      portKeys,
    ])
    await mirror.waitFor(space.revision)
    expect(sets).toEqual([[['test.port.p', port, undefined]]])
  })

  test('is read without any trace of the lease, and an attribute of that name is refused', async () => {
    const lease = await store.lease({ ttlMs: longMs })
    const { value } = await store.transact(async (tx) => {
      tx.put(Port, port, { lease })
      return tx.get(Port, 'p')
    })
    const stored = await store.read((reader) => reader.get(Port, 'p'))
    expect([value, stored.value]).toEqual([port, port])
    const named = store.transact((tx) => tx.put(Network, Object.assign({ id: 'n' }, { _lease: 'x' })))
    await expect(named).rejects.toMatchObject({ code: 'invalid', key: 'test.network.n' })
  })

  test('goes on depending on it when somebody else writes it, with all its index entries', async () => {
    const lease = await store.lease({ ttlMs: longMs })
    await store.transact((tx) => tx.put(Port, port, { lease }))
    const other = new Store(openMemory(space))
    await other.transact((tx) => tx.put(Port, { ...port, network: 'n2', tags: ['a'] }))
    const before = space.revision
    await other.transact((tx) => tx.put(Port, { ...port, network: 'n2', tags: ['a'] }))
    expect(space.revision).toBe(before)
    await lease.close()
    expect(keysInSpace()).toEqual([])
  })

  test('becomes permanent when that is said, also when it is otherwise unchanged', async () => {
    const lease = await store.lease({ ttlMs: longMs })
    await store.transact((tx) => tx.put(Port, port, { lease }))
    await store.transact((tx) => tx.put(Port, port, { lease: null }))
    await lease.close()
    expect(keysInSpace()).toEqual(portKeys)
    expect([...space.entries.values()].map(({ text }) => text).join()).not.toContain('_lease')
  })

  test('follows the lease it was put under last, and a permanent one can be put under a lease', async () => {
    const [one, two] = [await store.lease({ ttlMs: longMs }), await store.lease({ ttlMs: longMs })]
    await store.transact((tx) => tx.put(Port, port))
    await store.transact((tx) => tx.put(Port, port, { lease: one }))
    await store.transact((tx) => tx.put(Port, port, { lease: two }))
    await one.close()
    expect(keysInSpace()).toEqual(portKeys)
    await two.close()
    expect(keysInSpace()).toEqual([])
  })

  test('is not written when the lease has ended; the error names it, and the rest is not written either', async () => {
    const [alive, ended] = [await store.lease({ ttlMs: longMs }), await store.lease({ ttlMs: longMs })]
    await ended.close()
    const writing = store.transact((tx) => {
      tx.put(Network, { id: 'free' })
      tx.put(Network, { id: 'alive' }, { lease: alive })
      tx.put(Network, { id: 'late' }, { lease: ended })
    })
    await expect(writing).rejects.toMatchObject({ code: 'expired', key: 'test.network.late' })
    expect(keysInSpace()).toEqual([])
  })

  test('that vanishes while somebody writes it makes him start again without it', async () => {
    const lease = await store.lease({ ttlMs: longMs })
    await store.transact((tx) => tx.put(Network, { id: 'n', mtu: 1500 }, { lease }))
    const seen: unknown[] = []
    await store.transact(async (tx) => {
      const network = await tx.get(Network, 'n')
      seen.push(network?.mtu)
      if (seen.length === 1) await lease.close()
      if (network !== undefined) tx.put(Network, { ...network, mtu: 1400 })
    })
    expect(seen).toEqual([1500, undefined])
    expect(keysInSpace()).toEqual([])
  })
})

describe('a lease', () => {
  test('renews itself for longer than its time', async () => {
    const [kept, witness] = [await store.lease({ ttlMs }), await openMemory(space).grant(ttlMs)]
    await store.transact((tx) => {
      tx.put(Network, { id: 'kept' }, { lease: kept })
      tx.put(Network, { id: 'witness' }, { lease: witness })
    })
    await vi.waitUntil(() => !space.entries.has('test.network.witness'), { timeout: 30_000 })
    expect(keysInSpace()).toEqual(['test.network.kept'])
    expect(kept.remainingMs).toBeGreaterThan(0)
  })

  test('that could not be renewed in time tells so, and what depended on it is gone', async () => {
    const lease = await store.lease({ ttlMs })
    await store.transact((tx) => tx.put(Network, { id: 'n' }, { lease }))
    const resume = space.pause()
    await vi.waitUntil(() => lease.remainingMs === 0 && !space.entries.has('test.network.n'), { timeout: 30_000 })
    resume()
    expect(await lease.ended).toBe('expired')
    expect(await lease.renew()).toBe(false)
    await lease.close()
  })

  test('is left to itself when the store closes, so that whoever starts again finds what depends on it', async () => {
    const lease = await store.lease({ ttlMs: longMs })
    await store.transact((tx) => tx.put(Network, { id: 'n' }, { lease }))
    await store.close()
    expect(await lease.ended).toBe('abandoned')
    expect(keysInSpace()).toEqual(['test.network.n'])
    await expect(store.lease({ ttlMs })).rejects.toMatchObject({ code: 'closed' })
  })

  test('is refused when its time is too short', async () => {
    await expect(store.lease({ ttlMs: 10 })).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('a storage that does not answer', () => {
  test('makes reads and writes fail within their time, and all goes on afterwards', async () => {
    const resume = space.pause()
    const put = (): Promise<unknown> => store.transact((tx) => tx.put(Network, { id: 'n' }), { timeoutMs: 50 })
    await expect(put()).rejects.toMatchObject({ code: 'unavailable' })
    const reading = store.read((reader) => reader.get(Network, 'n'), { timeoutMs: 50 })
    await expect(reading).rejects.toMatchObject({ code: 'unavailable' })
    const abort = new AbortController()
    const aborted = store.read((reader) => reader.get(Network, 'n'), { signal: abort.signal })
    abort.abort()
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' })
    resume()
    await put()
    expect(keysInSpace()).toEqual(['test.network.n'])
  })

  test('also ends the wait of a transaction that has read already', async () => {
    let resume = (): void => {}
    const writing = store.transact(
      async (tx) => {
        await tx.get(Network, 'n')
        resume = space.pause()
        tx.put(Network, { id: 'n' })
      },
      { timeoutMs: 50 },
    )
    await expect(writing).rejects.toMatchObject({ code: 'unavailable' })
    resume()
    expect(keysInSpace()).toEqual([])
  })
})

test('the time in a transaction is that of the storage and stands still', async () => {
  const driver = openMemory(space)
  let clock = 1000
  const timed = new Store({ ...driver, clock: async () => clock++ })
  const { value } = await timed.read(async (reader) => [await reader.now(), await reader.now()])
  const later = await timed.transact((tx) => tx.now())
  expect([value, later.value]).toEqual([[1000, 1000], 1001])
})
