import assert from 'node:assert/strict'
import {
  describeItem,
  followUntilGone,
  mustWrite,
  refused,
  revisionOf,
  takeFeed,
  textsUnder,
  write,
} from './storage.ts'
import type { ConformanceCase } from './storage.ts'

/** The shortest there is. */
const ttlMs = 1000
/** For leases that end by being revoked, if at all. */
const longMs = 600_000

export const leaseCases: readonly ConformanceCase[] = [
  {
    name: 'a lease that is not renewed ends, not before its time, and its keys vanish in one commit that all feeds tell',
    async run(storage) {
      const [one, two] = [await storage.open(), await storage.open()]
      const before = await revisionOf(one)
      const beganMs = performance.now()
      const lease = await one.grant(ttlMs)
      assert.ok(lease.ttlMs >= ttlMs)
      const written = await mustWrite(one, { a: '1', 'p.b': '1', c: '1' }, lease)
      const other = await mustWrite(two, { d: '1' })
      const feeds = [one, two].map((driver) => followUntilGone(driver, before, ['a', 'p.b', 'c']))
      const [first = [], second = []] = (await Promise.all(feeds)).map((items) => items.map(describeItem))
      // A little less: the storage may count on another clock than this process.
      assert.ok(performance.now() - beganMs >= lease.ttlMs * 0.95)
      assert.deepEqual(first.slice(0, 2), [`${written} a=1 c=1 p.b=1`, `${other} d=1`])
      assert.match(first[2] ?? '', /^\d+ a- c- p\.b-$/)
      assert.deepEqual(second, first)
      assert.deepEqual(await textsUnder(one, ''), { d: '1' })
      assert.equal(await lease.renew(), false)
      assert.deepEqual(await write(one, { a: '2' }, lease), refused('lease'))
      await lease.revoke()
    },
  },
  {
    name: 'a lease that is renewed lives, whatever becomes of others',
    async run(storage) {
      const driver = await storage.open()
      const [kept, lost] = [await driver.grant(ttlMs), await driver.grant(ttlMs)]
      await mustWrite(driver, { kept: '1' }, kept)
      const revision = await mustWrite(driver, { lost: '1' }, lost)
      // Began no later than the other one and is still there when that one's time was over twice.
      for (const round of ['1', '2']) {
        const again = round === '1' ? lost : await driver.grant(ttlMs)
        const after = round === '1' ? revision : await mustWrite(driver, { lost: round }, again)
        const timer = setInterval(() => void kept.renew().catch(() => {}), ttlMs / 5)
        await followUntilGone(driver, after, ['lost']).finally(() => clearInterval(timer))
        assert.deepEqual(await textsUnder(driver, ''), { kept: '1' })
      }
      assert.equal(await kept.renew(), true)
    },
  },
  {
    name: 'a lease that is revoked ends at once, and nothing can be written under it',
    async run(storage) {
      const [one, two] = [await storage.open(), await storage.open()]
      const lease = await one.grant(longMs)
      const written = await mustWrite(one, { a: '1', b: '1' }, lease)
      const standing = await mustWrite(one, { c: '1' })
      await lease.revoke()
      assert.deepEqual(await textsUnder(two, ''), { c: '1' })
      const [, gone] = await takeFeed(two, written, 2)
      assert.match(gone === undefined ? '' : describeItem(gone), /^\d+ a- b-$/)
      assert.equal(await lease.renew(), false)
      assert.deepEqual(await write(one, { a: '2' }, lease), refused('lease'))
      const mixed = { keys: new Map(), prefixes: [], since: 0, leases: new Map([['a', lease.id]]) }
      const writes = new Map<string, string | null>([
        ['a', '1'],
        ['c', '2'],
      ])
      assert.deepEqual(await two.commit({ ...mixed, writes }), refused('lease'))
      assert.deepEqual(await two.read({ keys: ['c'] }).then(({ entries }) => entries.get('c')?.revision), standing)
      await lease.revoke()
    },
  },
  {
    name: 'a key depends on the lease it was written under last, and on none when written without',
    async run(storage) {
      const driver = await storage.open()
      const [one, two] = [await driver.grant(longMs), await driver.grant(longMs)]
      await mustWrite(driver, { detached: '1', moved: '1', deleted: '1', anew: '1', stays: '1' }, one)
      await mustWrite(driver, { detached: '2', deleted: null, anew: null, free: '1' })
      await mustWrite(driver, { moved: '2', free: '2' }, two)
      const before = await mustWrite(driver, { anew: '2' })
      await one.revoke()
      assert.deepEqual(await textsUnder(driver, ''), { anew: '2', detached: '2', free: '2', moved: '2' })
      await two.revoke()
      assert.deepEqual(await textsUnder(driver, ''), { anew: '2', detached: '2' })
      const items = (await takeFeed(driver, before, 2)).map((item) => describeItem(item).replace(/^\d+ /, ''))
      assert.deepEqual(items, ['stays-', 'free- moved-'])
    },
  },
  {
    name: 'the end of a lease breaks the guards of those who have read its keys',
    async run(storage) {
      const driver = await storage.open()
      const lease = await driver.grant(longMs)
      const since = await mustWrite(driver, { 'p.a': '1' }, lease)
      await lease.revoke()
      const keys = new Map([['p.a', since]])
      const writes = new Map([['out', '1']])
      assert.deepEqual(await driver.commit({ keys, prefixes: [], since, writes }), refused('conflict'))
      assert.deepEqual(await driver.commit({ keys, prefixes: ['p.'], since, writes }), refused('conflict'))
    },
  },
  {
    name: 'a lease belongs to the storage: any driver may write under it, and it outlives the driver that began it',
    async run(storage) {
      const [one, two] = [await storage.open(), await storage.open()]
      const lease = await one.grant(ttlMs)
      await mustWrite(one, { a: '1' }, lease)
      const written = await mustWrite(two, { b: '1' }, lease)
      await one.close()
      await followUntilGone(two, written, ['a', 'b'])
      assert.deepEqual(await textsUnder(two, ''), {})
    },
  },
  {
    name: 'a lease that nobody holds open ends after the next driver has come',
    async run(storage) {
      const one = await storage.open()
      const lease = await one.grant(ttlMs)
      const written = await mustWrite(one, { a: '1', b: '1' }, lease)
      await one.close()
      const two = await storage.open()
      const items = await followUntilGone(two, written, ['a', 'b'])
      assert.match(items.map(describeItem).join(), /^\d+ a- b-$/)
    },
  },
  {
    name: 'a lease without keys ends without a commit, and many leases do not disturb each other',
    async run(storage) {
      const driver = await storage.open()
      const leases = await Promise.all(Array.from({ length: 20 }, () => driver.grant(longMs)))
      assert.equal(new Set(leases.map(({ id }) => id)).size, 20)
      const before = await mustWrite(driver, { a: '1' }, leases[0])
      await Promise.all(leases.slice(1).map((lease) => lease.revoke()))
      assert.equal(await leases[0]?.renew(), true)
      const last = await mustWrite(driver, { b: '1' })
      assert.deepEqual((await takeFeed(driver, before, 1)).map(describeItem), [`${last} b=1`])
      assert.deepEqual(await textsUnder(driver, ''), { a: '1', b: '1' })
    },
  },
  {
    name: 'no lease is shorter than a second or no whole number of milliseconds',
    async run(storage) {
      const driver = await storage.open()
      for (const wrong of [0, 999, 1000.5, Number.NaN, Infinity]) {
        await assert.rejects(driver.grant(wrong), { code: 'invalid' }, String(wrong))
      }
    },
  },
]
