import assert from 'node:assert/strict'
import { describeItem, mustWrite, revisionOf, takeFeed, textsUnder, type ConformanceCase } from './storage.ts'

/** More than a driver reads at a time. */
const farBack = 600

export const feedCases: readonly ConformanceCase[] = [
  {
    name: 'the feed yields every commit once and in order, its own and those of others',
    async run(storage) {
      const [one, two] = [await storage.open(), await storage.open()]
      const following = takeFeed(one, await revisionOf(one), 3)
      const first = await mustWrite(one, { a: '1' })
      const second = await mustWrite(two, { a: null, b: '2' })
      const third = await mustWrite(one, { c: '3' })
      assert.deepEqual((await following).map(describeItem), [`${first} a=1`, `${second} a- b=2`, `${third} c=3`])
    },
  },
  {
    name: 'the feed resumes after any revision',
    async run(storage) {
      const driver = await storage.open()
      const revisions = [await revisionOf(driver)]
      for (let i = 1; i <= 5; i++) revisions.push(await mustWrite(driver, { a: String(i) }))
      for (const [i, after] of revisions.slice(0, -1).entries()) {
        const items = await takeFeed(driver, after, 5 - i)
        assert.deepEqual(
          items.map((item) => item.kind === 'commit' && item.revision),
          revisions.slice(i + 1),
        )
      }
    },
  },
  {
    name: 'a feed that begins far back yields everything, then what comes next',
    async run(storage) {
      const driver = await storage.open()
      const after = await revisionOf(driver)
      const written: string[] = []
      const put = async (i: number): Promise<void> => {
        written.push(`${await mustWrite(driver, { [`k${i % 10}`]: String(i) })} k${i % 10}=${i}`)
      }
      for (let i = 0; i < farBack; i++) await put(i)
      const following = takeFeed(driver, after, farBack + 1)
      await put(farBack)
      assert.deepEqual((await following).map(describeItem), written)
    },
  },
  {
    name: 'a read and the feed after its revision together miss nothing',
    async run(storage) {
      const [writer, reader] = [await storage.open(), await storage.open()]
      const writing = (async () => {
        for (let i = 0; i < 60; i++) await mustWrite(writer, { [`k${i % 7}`]: String(i) })
        await mustWrite(writer, { last: '' })
      })()
      const { entries, revision } = await reader.read({ prefixes: ['k'] })
      const state = new Map([...entries].map(([key, { text }]) => [key, text]))
      for await (const item of reader.feed(revision, new AbortController().signal)) {
        if (item.kind === 'gap') assert.fail('gap')
        if (item.changes[0]?.key === 'last') break
        for (const { key, text } of item.changes) state.set(key, text ?? '')
      }
      await writing
      assert.deepEqual(Object.fromEntries(state), await textsUnder(reader, 'k'))
    },
  },
  {
    name: 'a feed that asks for what is no longer kept gets a gap, not a hole',
    needs: 'forget',
    async run(storage) {
      const driver = await storage.open()
      const first = await mustWrite(driver, { a: '0' })
      for (let i = 1; i <= 10; i++) await mustWrite(driver, { a: String(i) })
      await storage.forget?.()
      assert.deepEqual((await takeFeed(driver, first, 100)).map(describeItem), ['gap'])
      const after = await revisionOf(driver)
      const last = await mustWrite(driver, { b: '1' })
      assert.deepEqual((await takeFeed(driver, after, 1)).map(describeItem), [`${last} b=1`])
    },
  },
  {
    name: 'a feed that is under way goes on when the history is dropped',
    needs: 'forget',
    async run(storage) {
      const driver = await storage.open()
      const abort = new AbortController()
      const feed = driver.feed(await revisionOf(driver), abort.signal)[Symbol.asyncIterator]()
      const next = async (): Promise<string> => {
        const { value, done } = await feed.next()
        return done === true ? 'end' : describeItem(value)
      }
      const first = await mustWrite(driver, { a: '1' })
      assert.equal(await next(), `${first} a=1`)
      await storage.forget?.()
      await mustWrite(driver, { b: '1' })
      let seen = await next()
      while (seen.includes('forget.')) seen = await next()
      assert.match(seen, / b=1$/)
      abort.abort()
      assert.equal(await next(), 'end')
    },
  },
  {
    name: 'a feed after a revision of the future gets a gap',
    async run(storage) {
      const driver = await storage.open()
      const revision = await mustWrite(driver, { a: '1' })
      assert.deepEqual((await takeFeed(driver, revision + 1000, 100)).map(describeItem), ['gap'])
    },
  },
  {
    name: 'a feed ends when its signal is aborted and when the driver closes',
    async run(storage) {
      const driver = await storage.open()
      const abort = new AbortController()
      const after = await revisionOf(driver)
      const ends = [abort.signal, new AbortController().signal].map(async (signal) => {
        for await (const item of driver.feed(after, signal)) assert.fail(describeItem(item))
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
      await assert.rejects(driver.grant(10_000), { code: 'closed' })
      await assert.rejects(driver.clock(), { code: 'closed' })
      assert.equal((await driver.health()).state, 'failed')
    },
  },
  {
    name: 'closing one driver leaves the others of the storage alone',
    async run(storage) {
      const [one, two] = [await storage.open(), await storage.open()]
      const before = await mustWrite(one, { a: '1' })
      await one.close()
      assert.ok((await mustWrite(two, { a: '2' })) > before)
      assert.equal((await two.read({ keys: ['a'] })).entries.get('a')?.text, '2')
    },
  },
]
