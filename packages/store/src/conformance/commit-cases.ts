import assert from 'node:assert/strict'
import type { Driver } from '../driver.ts'
import { guarded, isWritten, mustWrite, refused, revisionOf, type ConformanceCase } from './storage.ts'

export const commitCases: readonly ConformanceCase[] = [
  {
    name: 'revisions grow from commit to commit over all drivers of a storage',
    async run(storage) {
      const [one, two] = [await storage.open(), await storage.open()]
      const revisions = [await revisionOf(two)]
      revisions.push(await mustWrite(one, { a: '1' }))
      revisions.push(await mustWrite(two, { b: '1' }))
      revisions.push(await mustWrite(one, { a: null }))
      assert.deepEqual(
        revisions,
        [...new Set(revisions)].sort((x, y) => x - y),
      )
      assert.equal(await revisionOf(two), revisions.at(-1))
    },
  },
  {
    name: 'a guard on a key holds only at the revision that was read',
    async run(storage) {
      const driver = await storage.open()
      const read = await mustWrite(driver, { a: '1' })
      const keys = new Map([['a', read]])
      const now = await mustWrite(driver, { a: '2' })
      assert.deepEqual(await driver.commit(guarded({ keys })), refused('conflict'))
      assert.equal(await isWritten(driver), false)
      assert.equal(await revisionOf(driver), now)
      const result = await driver.commit(guarded({ keys: new Map([['a', now]]) }))
      assert.deepEqual(result, { committed: true, revision: await revisionOf(driver) })
      assert.equal(await isWritten(driver), true)
    },
  },
  {
    name: 'a guard on absence fails when the key has come to be',
    async run(storage) {
      const driver = await storage.open()
      await mustWrite(driver, { a: '1' })
      assert.deepEqual(await driver.commit(guarded({ keys: new Map([['a', 0]]) })), refused('conflict'))
      assert.equal((await driver.commit(guarded({ keys: new Map([['b', 0]]) }))).committed, true)
    },
  },
  {
    name: 'a guard on presence fails when the key has been deleted, also when it was created anew',
    async run(storage) {
      const driver = await storage.open()
      const keys = new Map([['a', await mustWrite(driver, { a: '1' })]])
      await mustWrite(driver, { a: null })
      assert.deepEqual(await driver.commit(guarded({ keys })), refused('conflict'))
      await mustWrite(driver, { a: '1' })
      assert.deepEqual(await driver.commit(guarded({ keys })), refused('conflict'))
    },
  },
  {
    name: 'a commit with several writes is seen whole',
    async run(storage) {
      const driver = await storage.open()
      const first = await mustWrite(driver, { a: '1', b: '1', c: '1' })
      const second = await mustWrite(driver, { a: '2', b: null, d: '2' })
      const { entries } = await driver.read({ prefixes: [''] })
      assert.deepEqual(
        [...entries].map(([key, entry]) => `${key}=${entry.text}@${entry.revision}`),
        [`a=2@${second}`, `c=1@${first}`, `d=2@${second}`],
      )
    },
  },
  {
    name: 'of many commits with the same guard, from two drivers at once, exactly one succeeds',
    async run(storage) {
      const drivers = [await storage.open(), await storage.open()]
      const keys = new Map([['a', await mustWrite(drivers[0] as Driver, { a: '0' })]])
      const tries = Array.from({ length: 20 }, (_, i) =>
        (drivers[i % 2] as Driver).commit({ keys, prefixes: [], since: 1, writes: new Map([['a', String(i)]]) }),
      )
      const won = (await Promise.all(tries)).filter((result) => result.committed)
      assert.equal(won.length, 1)
    },
  },
]
