import assert from 'node:assert/strict'
import type { CommitResult, Driver } from '../driver.ts'
import { describeItem, mustWrite, refused, revisionOf, takeFeed, textsUnder, type ConformanceCase } from './storage.ts'

const large = 300
const writers = 8
const increments = 10

/** Adds 1 to a counter, as often as it takes. */
async function increment(driver: Driver, key: string, writer: number): Promise<number> {
  for (;;) {
    const { entries, revision } = await driver.read({ keys: [key] })
    const entry = entries.get(key)
    const writes = new Map([[key, String(Number(entry?.text ?? '0') + 1)]])
    writes.set(`own.${writer}.${revision}`, '')
    const result = await driver.commit({
      keys: new Map([[key, entry?.revision ?? 0]]),
      prefixes: [],
      since: revision,
      writes,
    })
    if (result.committed) return result.revision
  }
}

export const loadCases: readonly ConformanceCase[] = [
  {
    name: `a commit may have ${large} guards and ${large} writes; one broken guard refuses it whole`,
    async run(storage) {
      const driver = await storage.open()
      const before = await revisionOf(driver)
      const names = Array.from({ length: large }, (_, i) => `k${String(i).padStart(3, '0')}`)
      const revision = await mustWrite(driver, Object.fromEntries(names.map((name) => [name, 'old'])))
      const commit = (guardRevision: number): Promise<CommitResult> =>
        driver.commit({
          keys: new Map(names.map((name, i) => [name, i === large - 1 ? guardRevision : revision])),
          prefixes: [],
          since: revision,
          writes: new Map(names.map((name, i) => [name, i % 3 === 0 ? null : 'new'])),
        })
      assert.deepEqual(await commit(0), refused('conflict'))
      assert.equal(new Set(Object.values(await textsUnder(driver, 'k'))).size, 1)
      assert.equal((await commit(revision)).committed, true)
      assert.equal(Object.keys(await textsUnder(driver, 'k')).length, (large * 2) / 3)
      const changes = (await takeFeed(driver, before, 2)).map((item) => item.kind === 'commit' && item.changes.length)
      assert.deepEqual(changes, [large, large])
    },
  },
  {
    name: `${writers} drivers write the same key and keys of their own: nothing is lost, nothing done twice, all feeds agree`,
    async run(storage) {
      const drivers = await Promise.all(Array.from({ length: writers }, () => storage.open()))
      const [first, last] = [drivers[0] as Driver, drivers[writers - 1] as Driver]
      const after = await revisionOf(first)
      const work = drivers.map(async (driver, writer) => {
        const revisions: number[] = []
        for (let i = 0; i < increments; i++) revisions.push(await increment(driver, 'counter', writer))
        for (let i = 0; i < increments; i++) revisions.push(await increment(driver, `alone.${writer}`, writer))
        return revisions
      })
      const total = writers * increments * 2
      const feeds = [takeFeed(first, after, total), takeFeed(last, after, total)]
      const revisions = (await Promise.all(work)).flat().sort((a, b) => a - b)
      const [one = [], two = []] = await Promise.all(feeds)
      assert.deepEqual(
        one.map((item) => item.kind === 'commit' && item.revision),
        revisions,
      )
      assert.deepEqual(one.map(describeItem), two.map(describeItem))
      assert.equal((await textsUnder(first, 'counter'))['counter'], String(writers * increments))
      const alone = Object.values(await textsUnder(first, 'alone.'))
      assert.deepEqual(alone, Array<string>(writers).fill(String(increments)))
      assert.equal(new Set(revisions).size, total)
    },
  },
  {
    name: 'while the storage takes no writes, a request ends with its time, and nothing is done twice afterwards',
    needs: 'pause',
    async run(storage) {
      const driver = await storage.open()
      const lease = await driver.grant(60_000)
      const before = await mustWrite(driver, { a: '0' })
      const resume = await storage.pause?.()
      const writes = new Map([['a', '1']])
      const request = { keys: new Map([['a', before]]), prefixes: [], since: before, writes }
      await assert.rejects(driver.commit(request, { timeoutMs: 200 }), { code: 'unavailable' })
      await assert.rejects(driver.grant(10_000, { timeoutMs: 200 }), { code: 'unavailable' })
      await assert.rejects(lease.renew({ timeoutMs: 200 }), { code: 'unavailable' })
      const patient = driver.commit(
        { ...request, keys: new Map(), writes: new Map([['b', '1']]) },
        { timeoutMs: 50_000 },
      )
      await resume?.()
      assert.equal((await patient).committed, true)
      assert.equal(await lease.renew(), true)
      // Whether the first commit took place is unknown; with this one it has, once.
      await driver.commit(request)
      await mustWrite(driver, { end: '' })
      let times = 0
      for await (const item of driver.feed(before, new AbortController().signal)) {
        if (describeItem(item).endsWith(' a=1')) times++
        if (describeItem(item).endsWith(' end=')) break
      }
      assert.equal(times, 1)
    },
  },
]
