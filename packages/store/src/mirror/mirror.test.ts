import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Driver, FeedItem } from '../driver.ts'
import type { ChangeSet, MirrorStatus } from './mirror.ts'
import { MemorySpace } from '../drivers/memory-space.ts'
import { openMemory } from '../drivers/memory.ts'
import { StoreError } from '../errors.ts'
import { Store, type StoreProblem } from '../store.ts'
import { Network, Port } from '../test-classes.suite.ts'
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

/** A driver that can be cut off from its storage. */
function breakable(): { driver: Driver; break: () => void; mend: () => void } {
  const inner = openMemory(space)
  let broken = false
  const cuts = new Set<AbortController>()
  const check = (): void => {
    if (broken) throw new StoreError('unavailable', 'the cable is out')
  }
  async function* feed(after: number, signal: AbortSignal): AsyncGenerator<FeedItem> {
    check()
    const cut = new AbortController()
    cuts.add(cut)
    yield* inner.feed(after, AbortSignal.any([signal, cut.signal]))
    check()
  }
  return {
    driver: { ...inner, feed, read: async (request) => (check(), inner.read(request)) },
    break: () => {
      broken = true
      for (const cut of cuts) cut.abort()
    },
    mend: () => {
      broken = false
    },
  }
}

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
    const link = breakable()
    const mirror = await new Store(link.driver).openMirror([Network])
    await mirror.waitFor(await putNetwork('kept', 100))
    await mirror.waitFor(await putNetwork('changed', 100))
    await mirror.waitFor(await putNetwork('deleted', 100))
    const sets: ChangeSet[] = []
    mirror.subscribe((set) => sets.push(set))
    const stale = new Promise<MirrorStatus>((resolve) => mirror.onStatus(resolve))
    link.break()
    expect(await stale).toMatchObject({ state: 'stale', reason: 'the cable is out' })
    // More commits than the storage keeps: the mirror has to compare.
    for (let mtu = 101; mtu <= 110; mtu++) await putNetwork('changed', mtu)
    await store.transact((tx) => tx.delete(Network, 'deleted'))
    const last = await putNetwork('new', 100)
    expect(mirror.get(Network, 'changed')?.mtu).toBe(100)
    link.mend()
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

  test('that was cut off while nothing happened becomes live again', async () => {
    const link = breakable()
    const mirror = await new Store(link.driver).openMirror([Network])
    const states: string[] = []
    const live = new Promise<void>((resolve) => {
      mirror.onStatus(({ state }) => {
        states.push(state)
        if (state === 'stale') link.mend()
        if (state === 'live') resolve()
      })
    })
    link.break()
    await live
    expect(states).toEqual(['stale', 'live'])
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
