import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ChangeSet, MirrorStatus } from './mirror.ts'
import { MemorySpace } from '../drivers/memory-space.ts'
import { openMemory } from '../drivers/memory.ts'
import type { StoreProblem } from '../problems.ts'
import { Store } from '../store.ts'
import { Network, Port } from '../test-classes.suite.ts'
import { withCable } from './cable.suite.ts'
import { changeOf } from './mirror.ts'

let space: MemorySpace
let store: Store
let problems: StoreProblem[]

beforeEach(() => {
  space = new MemorySpace({ retainCommits: 5 })
  problems = []
  store = new Store(openMemory(space), { onProblem: (problem) => problems.push(problem) })
})

const putNetwork = async (id: string, mtu: number): Promise<number> =>
  (await store.transact((tx) => tx.put(Network, { id, mtu }))).revision

const describeSet = ({ revision, changes }: ChangeSet): string =>
  [revision, ...changes.map((c) => `${c.key}:${JSON.stringify(c.old)}>${JSON.stringify(c.new)}`)].join(' ')

describe('a mirror', () => {
  test('holds what is stored when it opens and follows every commit', async () => {
    await putNetwork('a', 100)
    const mirror = await store.openMirror([Network, Port])
    expect(mirror.get(Network, 'a')).toEqual({ id: 'a', mtu: 100 })
    expect(mirror.status).toEqual({ state: 'live' })
    const sets: string[] = []
    mirror.subscribe((set) => sets.push(describeSet(set)))
    await putNetwork('a', 200)
    await store.transact((tx) => {
      tx.delete(Network, 'a')
      tx.put(Port, { id: 'p', network: 'a', mac: 'm' })
    })
    await mirror.waitFor(3)
    expect(sets).toEqual([
      '2 test.network.a:{"mtu":100,"id":"a"}>{"mtu":200,"id":"a"}',
      '3 test.network.a:{"mtu":200,"id":"a"}>undefined test.port.p:undefined>{"mac":"m","network":"a","id":"p"}',
    ])
    expect([...mirror.all(Network).keys(), ...mirror.all(Port).keys()]).toEqual(['test.port.p'])
  })

  test('does not hold other classes, yet moves on with their commits', async () => {
    const mirror = await store.openMirror([Network])
    const listener = vi.fn()
    mirror.subscribe(listener)
    const { revision } = await store.transact((tx) => tx.put(Port, { id: 'p', network: 'n' }))
    await mirror.waitFor(revision)
    expect(mirror.revision).toBe(revision)
    expect(listener).not.toHaveBeenCalled()
    expect(() => mirror.all(Port)).toThrow('the mirror does not hold port')
  })

  test('has changed before its subscribers are told, and freezes what it holds', async () => {
    const mirror = await store.openMirror([Network])
    const seen: unknown[] = []
    mirror.subscribe(({ changes }) => {
      for (const change of changes) {
        const network = changeOf(Network, change)?.new
        seen.push(network !== undefined && mirror.get(Network, network.id) === network && Object.isFrozen(network))
        expect(changeOf(Port, change)).toBeUndefined()
      }
    })
    await mirror.waitFor(await putNetwork('a', 100))
    expect(seen).toEqual([true])
  })

  test('stops telling a subscriber that has left', async () => {
    const mirror = await store.openMirror([Network])
    const listener = vi.fn()
    const stop = mirror.subscribe(listener)
    stop()
    await mirror.waitFor(await putNetwork('a', 100))
    expect(listener).not.toHaveBeenCalled()
  })

  test('that was cut off is visibly stale, keeps its objects, and catches up exactly', async () => {
    const cable = withCable(openMemory(space))
    const mirror = await new Store(cable.driver).openMirror([Network])
    await mirror.waitFor(await putNetwork('kept', 100))
    await mirror.waitFor(await putNetwork('changed', 100))
    await mirror.waitFor(await putNetwork('deleted', 100))
    const sets: ChangeSet[] = []
    mirror.subscribe((set) => sets.push(set))
    const stale = new Promise<MirrorStatus>((resolve) => mirror.onStatus(resolve))
    cable.pull('noticed')
    expect(await stale).toMatchObject({ state: 'stale', reason: 'the cable is out' })
    // More commits than the storage keeps: the mirror has to compare.
    for (let mtu = 101; mtu <= 110; mtu++) await putNetwork('changed', mtu)
    await store.transact((tx) => tx.delete(Network, 'deleted'))
    const last = await putNetwork('new', 100)
    expect(mirror.get(Network, 'changed')?.mtu).toBe(100)
    cable.plug()
    await mirror.waitFor(last)
    expect(mirror.status).toEqual({ state: 'live' })
    expect(sets.map((set) => [set.resync, describeSet(set)])).toEqual([
      [
        true,
        `${last} test.network.deleted:{"mtu":100,"id":"deleted"}>undefined` +
          ' test.network.changed:{"mtu":100,"id":"changed"}>{"mtu":110,"id":"changed"}' +
          ' test.network.new:undefined>{"mtu":100,"id":"new"}',
      ],
    ])
  })

  test.each(['noticed', 'unnoticed'] as const)(
    'that is cut off, %s, while nothing happens says so for a while',
    async (mode) => {
      const cable = withCable(openMemory(space))
      await putNetwork('a', 100)
      const mirror = await new Store(cable.driver).openMirror([Network], { pulseMs: 20 })
      const beforeMs = Date.now()
      const statuses: MirrorStatus[] = []
      const live = new Promise<void>((resolve) => {
        mirror.onStatus((status) => {
          statuses.push(status)
          expect(mirror.get(Network, 'a')?.mtu).toBe(100)
          if (status.state === 'stale') {
            expect(mirror.staleMs).toBeGreaterThan(0)
            cable.plug()
          } else resolve()
        })
      })
      cable.pull(mode)
      await live
      expect(statuses).toEqual([
        { state: 'stale', sinceMs: expect.any(Number) as number, reason: 'the cable is out' },
        { state: 'live' },
      ])
      // Not when it was found out, but when all was known to be well for the last time.
      const [stale] = statuses
      expect(stale?.state === 'stale' && stale.sinceMs <= Date.now() && stale.sinceMs >= beforeMs - 1000).toBe(true)
      expect(mirror.staleMs).toBe(0)
    },
  )

  test('is stale while a whole storage hangs, and follows what was written in the meantime', async () => {
    const mirror = await store.openMirror([Network], { pulseMs: 20 })
    const resume = space.pause()
    await new Promise<void>((resolve) => void mirror.onStatus(({ state }) => state === 'stale' && resolve()))
    const writing = putNetwork('a', 100)
    resume()
    await mirror.waitFor(await writing)
    await mirror.waitFor(() => mirror.status.state === 'live')
    expect(mirror.get(Network, 'a')?.mtu).toBe(100)
  })

  test('whose feed has fallen silent although the storage answers reads it anew', async () => {
    const driver = openMemory(space)
    let feeds = 0
    const deaf = new Store({
      ...driver,
      async *feed(after, signal) {
        feeds++
        if (feeds > 1) yield* driver.feed(after, signal)
        else await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
    })
    const mirror = await deaf.openMirror([Network], { pulseMs: 20 })
    await mirror.waitFor(await putNetwork('a', 100))
    expect([feeds, mirror.get(Network, 'a')?.mtu]).toEqual([2, 100])
  })

  test('gives a snapshot that stays as it is', async () => {
    const mirror = await store.openMirror([Network])
    await mirror.waitFor(await putNetwork('a', 100))
    const snapshot = mirror.snapshot()
    await mirror.waitFor(await putNetwork('a', 200))
    await mirror.waitFor(await putNetwork('b', 100))
    expect([snapshot.revision, snapshot.get(Network, 'a')?.mtu, [...snapshot.all(Network).keys()]]).toEqual([
      1,
      100,
      ['test.network.a'],
    ])
    expect(() => snapshot.all(Port)).toThrow('the mirror does not hold port')
    expect(mirror.get(Network, 'a')?.mtu).toBe(200)
  })

  test('reports a damaged value with its key and treats it as absent until it is repaired', async () => {
    await putNetwork('a', 100)
    const mirror = await store.openMirror([Network])
    space.apply(new Map([['test.network.a', '{"mtu":1}']]))
    await mirror.waitFor(2)
    expect(mirror.get(Network, 'a')).toBeUndefined()
    expect(problems).toEqual([
      { key: 'test.network.a', message: 'test.network.a: stored value is damaged: mtu must be >= 68' },
    ])
    space.apply(new Map([['test.network.a', '{"mtu":300}']]))
    await mirror.waitFor(3)
    expect(mirror.get(Network, 'a')?.mtu).toBe(300)
    space.apply(new Map([['test.network.a', '{"mtu":1}']]))
    await mirror.waitFor(4)
    expect(problems).toHaveLength(2)
  })

  test('skips what is malformed, and tells it once together with the transactions that meet it', async () => {
    await putNetwork('good', 100)
    const damage = {
      'test.network.cut': '{"mtu":1',
      'test.network.wrong': '{"mtu":1}',
      'test.network.foreign.key': '{}',
      'test.network.bad+escape': '{}',
      'test.port.p': '{"network":17}',
      'multiindices.test++port.network.n.p': '{}',
      'multiindices.test++port.network.n.+': '{}',
    }
    space.apply(new Map(Object.entries(damage)))
    const mirrors = [await store.openMirror([Network, Port]), await store.openMirror([Network])]
    space.apply(new Map(Object.entries(damage)))
    for (let round = 0; round < 2; round++) {
      await store.read(async (reader) => {
        expect(await reader.list(Network)).toEqual([{ id: 'good', mtu: 100 }])
        expect(await reader.list(Port)).toEqual([])
        expect(await reader.where(Port, 'network', ['n'])).toEqual([])
      })
    }
    await mirrors[0]?.waitFor(3)
    for (const mirror of mirrors) expect([...mirror.all(Network).keys()]).toEqual(['test.network.good'])
    expect(problems.map(({ key }) => key).sort()).toEqual(
      Object.keys(damage)
        .filter((key) => !key.endsWith('n.p'))
        .sort(),
    )
  })
})

describe('waiting for a condition', () => {
  test('asks at once and after every commit, also one that changes nothing here', async () => {
    const mirror = await store.openMirror([Network])
    const asked: number[] = []
    await mirror.waitFor(() => true)
    const waiting = mirror.waitFor(
      (current) => asked.push(current.revision) > 0 && current.get(Network, 'b') !== undefined,
    )
    await putNetwork('a', 100)
    await store.transact((tx) => tx.put(Port, { id: 'p', network: 'n' }))
    await putNetwork('b', 100)
    await waiting
    expect(asked).toEqual([0, 1, 2, 3])
    expect(mirror.get(Network, 'b')?.mtu).toBe(100)
  })

  test('ends with its time, its caller, its own error and the mirror', async () => {
    const mirror = await store.openMirror([Network])
    const never = (): boolean => false
    await expect(mirror.waitFor(never, { timeoutMs: 5 })).rejects.toMatchObject({ code: 'unavailable' })
    await expect(mirror.waitFor(never, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
    const failing = mirror.waitFor(({ revision }) => {
      if (revision > 0) throw new Error('no such network')
      return false
    })
    await Promise.all([putNetwork('a', 100), expect(failing).rejects.toThrow('no such network')])
    const waiting = mirror.waitFor(never)
    await Promise.all([store.close(), expect(waiting).rejects.toMatchObject({ code: 'closed' })])
  })
})

describe('waiting for a revision', () => {
  test('ends at once when it is there, and with an error when time, caller or mirror end first', async () => {
    const mirror = await store.openMirror([Network])
    await mirror.waitFor(0)
    await expect(mirror.waitFor(9, { timeoutMs: 5 })).rejects.toMatchObject({ code: 'unavailable' })
    await expect(mirror.waitFor(9, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
    const waiting = mirror.waitFor(9)
    await Promise.all([store.close(), expect(waiting).rejects.toMatchObject({ code: 'closed' })])
    expect(mirror.status).toEqual({ state: 'closed' })
    await expect(mirror.waitFor(9)).rejects.toMatchObject({ code: 'closed' })
  })
})
