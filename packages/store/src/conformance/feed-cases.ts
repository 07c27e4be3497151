import assert from 'node:assert/strict'
import { describeItem, mustWrite, takeFeed, type ConformanceCase } from './storage.ts'

export const feedCases: readonly ConformanceCase[] = [
  {
    name: 'the feed yields every commit once and in order, its own and those of others',
    async run(storage) {
      const [one, two] = [await storage.open(), await storage.open()]
      const following = takeFeed(one, 0, 3)
      await mustWrite(one, { a: '1' })
      await mustWrite(two, { a: null, b: '2' })
      await mustWrite(one, { c: '3' })
      assert.deepEqual((await following).map(describeItem), ['1 a=1', '2 a- b=2', '3 c=3'])
    },
  },
  {
    name: 'the feed resumes after any revision',
    async run(storage) {
      const driver = await storage.open()
      for (let i = 1; i <= 5; i++) await mustWrite(driver, { a: String(i) })
      for (let after = 0; after < 5; after++) {
        const items = await takeFeed(driver, after, 5 - after)
        assert.deepEqual(
          items.map((item) => item.kind === 'commit' && item.revision),
          [1, 2, 3, 4, 5].slice(after),
        )
      }
    },
  },
  {
    name: 'a read and the feed after its revision together miss nothing',
    async run(storage) {
      const [writer, reader] = [await storage.open(), await storage.open()]
      const writing = (async () => {
        for (let i = 0; i < 60; i++) await mustWrite(writer, { [`k${i % 7}`]: String(i) })
      })()
      const { entries, revision } = await reader.read({ prefixes: ['k'] })
      const state = new Map([...entries].map(([key, { text }]) => [key, text]))
      for (const item of await takeFeed(reader, revision, 60 - revision)) {
        assert.equal(item.kind, 'commit')
        if (item.kind === 'commit') for (const { key, text } of item.changes) state.set(key, text ?? '')
      }
      await writing
      const final = await reader.read({ prefixes: ['k'] })
      assert.deepEqual(Object.fromEntries(state), Object.fromEntries([...final.entries].map(([k, e]) => [k, e.text])))
    },
  },
  {
    name: 'a feed that asks for what is no longer kept gets a gap, not a hole',
    retainCommits: 3,
    async run(storage) {
      const driver = await storage.open()
      for (let i = 1; i <= 10; i++) await mustWrite(driver, { a: String(i) })
      assert.deepEqual((await takeFeed(driver, 2, 100)).map(describeItem), ['gap'])
      assert.deepEqual((await takeFeed(driver, 9, 1)).map(describeItem), ['10 a=10'])
    },
  },
  {
    name: 'a feed after a revision of the future gets a gap',
    async run(storage) {
      const driver = await storage.open()
      await mustWrite(driver, { a: '1' })
      assert.deepEqual((await takeFeed(driver, 7, 100)).map(describeItem), ['gap'])
    },
  },
  {
    name: 'a feed ends when its signal is aborted and when the driver closes',
    async run(storage) {
      const driver = await storage.open()
      const abort = new AbortController()
      const ends = [abort.signal, new AbortController().signal].map(async (signal) => {
        for await (const item of driver.feed(0, signal)) assert.fail(describeItem(item))
      })
      abort.abort()
      await ends[0]
      await driver.close()
      await ends[1]
    },
  },
  {
    name: 'a closed driver refuses to read and write, and may be closed again',
    async run(storage) {
      const driver = await storage.open()
      await driver.close()
      await driver.close()
      await assert.rejects(driver.read({ keys: ['a'] }), { code: 'closed' })
      await assert.rejects(mustWrite(driver, { a: '1' }), { code: 'closed' })
      assert.equal((await driver.health()).state, 'failed')
    },
  },
  {
    name: 'closing one driver leaves the others of the storage alone',
    async run(storage) {
      const [one, two] = [await storage.open(), await storage.open()]
      await mustWrite(one, { a: '1' })
      await one.close()
      assert.equal(await mustWrite(two, { a: '2' }), 2)
      assert.equal((await two.read({ keys: ['a'] })).entries.get('a')?.text, '2')
    },
  },
]
