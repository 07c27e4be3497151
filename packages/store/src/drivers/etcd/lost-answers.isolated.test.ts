import { EtcdServer, waitFor } from '@vlcp/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CommitRequest, Driver } from '../../driver.ts'
import { mustWrite, textsUnder } from '../../conformance/storage.ts'
import { openEtcd } from './index.ts'
import { takeCommits } from './take-commits.suite.ts'
import { TcpProxy } from './tcp-proxy.suite.ts'

let server: EtcdServer
let space = ''
let lastSpace = 0
let proxy: TcpProxy
/** Behind the proxy, and not. */
let far: Driver
let near: Driver

beforeAll(async () => {
  server = await EtcdServer.start()
})

afterAll(() => server.close())

beforeEach(async () => {
  space = `lost${++lastSpace}`
  proxy = await TcpProxy.open(server.host)
  far = await openEtcd({ hosts: proxy.host, space })
  near = await openEtcd({ hosts: server.host, space })
  // From now on it has a slot.
  await mustWrite(far, { warm: '1' })
})

afterEach(async () => {
  proxy.pass()
  await Promise.all([far.close(), near.close()])
  await proxy.close()
})

/** Writes `a` if there is none. */
function create(text: string): CommitRequest {
  return { keys: new Map([['a', 0]]), prefixes: [], since: 0, writes: new Map([['a', text]]) }
}

test('a commit whose answer was lost is found again, with its revision', async () => {
  proxy.loseAnswers()
  const commit = far.commit(create('1'))
  const written = await waitFor(async () => (await near.read({ keys: ['a'] })).entries.get('a'), { what: 'the write' })
  // Everybody else goes on; the guard no longer holds for the copy that is sent now.
  await mustWrite(near, { a: '2' })
  proxy.pass()
  proxy.cutClients()
  expect(await commit).toEqual({ committed: true, revision: written.revision })
  expect(await textsUnder(near, 'a')).toEqual({ a: '2' })
})

test('a commit that never arrived is made when it is sent again', async () => {
  proxy.hold()
  const commit = far.commit(create('1'))
  await waitFor(() => proxy.heldBytes > 0, { what: 'the commit' })
  proxy.pass()
  proxy.cutClients()
  const result = await commit
  expect(result.committed).toBe(true)
  // The first copy arrives after all, and finds its slot used.
  const answered = proxy.lostBytes
  proxy.release()
  await waitFor(() => proxy.lostBytes > answered, { what: 'the answer to the late copy' })
  const { entries } = await near.read({ keys: ['a'] })
  expect(entries.get('a')).toEqual({ text: '1', revision: result.committed && result.revision })
})

test('a conflict told to a repeated commit is final, even when the first copy arrives late and nothing is in its way', async () => {
  const before = (await near.read({})).revision
  proxy.hold()
  const commit = far.commit(create('ghost'))
  await waitFor(() => proxy.heldBytes > 0, { what: 'the commit' })
  await mustWrite(near, { a: 'other' })
  proxy.pass()
  proxy.cutClients()
  expect(await commit).toEqual({ committed: false, reason: 'conflict' })
  await mustWrite(near, { a: null })
  const answered = proxy.lostBytes
  proxy.release()
  await waitFor(() => proxy.lostBytes > answered, { what: 'the answer to the late copy' })
  expect(await textsUnder(near, 'a')).toEqual({})
  // The same slot serves the next commit.
  await mustWrite(far, { end: '1' })
  const items = await takeCommits(near, before, 3)
  expect(items.map(({ changes }) => changes)).toEqual([
    [{ key: 'a', text: 'other' }],
    [{ key: 'a', text: null }],
    [{ key: 'end', text: '1' }],
  ])
})

test('a commit that was given up does not come to life under the next one', async () => {
  proxy.hold()
  await expect(far.commit(create('ghost'), { timeoutMs: 300 })).rejects.toMatchObject({ code: 'unavailable' })
  proxy.pass()
  proxy.cutClients()
  await mustWrite(far, { b: '1' })
  const answered = proxy.lostBytes
  proxy.release()
  await waitFor(() => proxy.lostBytes > answered, { what: 'the answer to the late copy' })
  expect(await textsUnder(near, '')).toEqual({ b: '1', warm: '1' })
})

test('a commit that was given up and arrives later is not taken for the next one', async () => {
  proxy.hold()
  await expect(far.commit(create('late'), { timeoutMs: 300 })).rejects.toMatchObject({ code: 'unavailable' })
  proxy.pass()
  proxy.cutClients()
  proxy.release()
  await waitFor(async () => (await near.read({ keys: ['a'] })).entries.has('a'), { what: 'the late copy' })
  await mustWrite(far, { b: '1' })
  expect(await textsUnder(near, '')).toEqual({ a: 'late', b: '1', warm: '1' })
})

test('a driver whose slots have ended makes new ones; a lost answer then stays unknown', async () => {
  const removeSlots = (): Promise<string> => server.etcdctl('del', '--prefix', `vlcp/${space}/meta/`)
  await removeSlots()
  await mustWrite(far, { b: '1' })
  proxy.loseAnswers()
  const commit = far.commit(create('1'))
  await waitFor(async () => (await near.read({ keys: ['a'] })).entries.has('a'), { what: 'the write' })
  await removeSlots()
  proxy.pass()
  proxy.cutClients()
  await expect(commit).rejects.toMatchObject({ code: 'unavailable' })
  await mustWrite(far, { b: '2' })
})

test('connections cut at random neither lose nor double a commit, and the feed has each once', async () => {
  const before = (await near.read({})).revision
  const writers = 4
  const each = 25
  const cutting = setInterval(() => proxy.cutOne(), 40)
  const committed = Array.from({ length: writers }, async (_, writer) => {
    const revisions: number[] = []
    for (let i = 0; i < each;) {
      const { entries } = await far.read({ keys: ['count'] })
      const count = entries.get('count')
      const result = await far.commit({
        keys: new Map([['count', count?.revision ?? 0]]),
        prefixes: [],
        since: 0,
        writes: new Map([
          ['count', String(Number(count?.text ?? 0) + 1)],
          [`w${writer}.${i}`, ''],
        ]),
      })
      if (!result.committed) continue
      revisions.push(result.revision)
      i++
    }
    return revisions
  })
  const feed = takeCommits(far, before, writers * each)
  const revisions = (await Promise.all(committed)).flat().sort((a, b) => a - b)
  const items = await feed
  clearInterval(cutting)
  expect(items.map(({ revision }) => revision)).toEqual(revisions)
  expect(await textsUnder(near, 'count')).toEqual({ count: String(writers * each) })
  expect(Object.keys(await textsUnder(near, 'w')).length - 1).toBe(writers * each)
})
