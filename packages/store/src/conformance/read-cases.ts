import assert from 'node:assert/strict'
import type { KeyChange } from '../driver.ts'
import { mustWrite, revisionOf, takeFeed, textsUnder, type ConformanceCase } from './storage.ts'

export const readCases: readonly ConformanceCase[] = [
  {
    name: 'an empty storage holds nothing, and its health tells where it stands',
    async run(storage) {
      const driver = await storage.open()
      const { revision, entries } = await driver.read({ keys: ['a'], prefixes: [''] })
      assert.equal(entries.size, 0)
      assert.deepEqual(await driver.health(), { state: 'ok', revision })
      const written = await mustWrite(driver, { a: '1' })
      assert.ok(written > revision)
      assert.deepEqual(await driver.health(), { state: 'ok', revision: written })
    },
  },
  {
    name: 'keys and prefixes are read together, with the revision of each key',
    async run(storage) {
      const driver = await storage.open()
      const first = await mustWrite(driver, { 'p.a': '1', 'q.a': '1' })
      const second = await mustWrite(driver, { 'p.b': '2', 'pp.c': '2' })
      const result = await driver.read({ keys: ['q.a', 'q.b'], prefixes: ['p.'] })
      assert.equal(result.revision, second)
      assert.deepEqual(Object.fromEntries(result.entries), {
        'q.a': { text: '1', revision: first },
        'p.a': { text: '1', revision: first },
        'p.b': { text: '2', revision: second },
      })
      assert.equal(result.entries.has('q.b'), false)
    },
  },
  {
    name: 'a prefix yields its keys in the order of their UTF-8 bytes',
    async run(storage) {
      const driver = await storage.open()
      // U+FFFD sorts after U+1F600 in UTF-16 and before it in UTF-8.
      await mustWrite(driver, { 'p\u{1f600}': '1', 'p\ufffd': '1', pa: '1', 'p\u00e4': '1', pB: '1', p: '1' })
      const { entries } = await driver.read({ prefixes: ['p'] })
      assert.deepEqual([...entries.keys()], ['p', 'pB', 'pa', 'p\u00e4', 'p\ufffd', 'p\u{1f600}'])
    },
  },
  {
    name: 'texts survive unchanged, the empty one and the longest too',
    async run(storage) {
      const driver = await storage.open()
      const texts = { empty: '', unicode: 'ä\u0000\n\u{1f600}', long: 'x'.repeat(driver.limits.valueBytes) }
      await mustWrite(driver, texts)
      const { entries } = await driver.read({ keys: Object.keys(texts) })
      for (const [key, text] of Object.entries(texts)) assert.ok(entries.get(key)?.text === text, key)
    },
  },
  {
    name: 'keys of any characters can be written, read, found by their prefix and deleted',
    async run(storage) {
      const driver = await storage.open()
      const before = await revisionOf(driver)
      const keys = oddTexts.map((text) => `odd.${text}`)
      await mustWrite(driver, Object.fromEntries(keys.map((key, i) => [key, oddTexts[i] ?? ''])))
      for (const [i, key] of keys.entries()) {
        const { entries } = await driver.read({ keys: [key], prefixes: [key] })
        assert.deepEqual([entries.size, entries.get(key)?.text], [1, oddTexts[i]], JSON.stringify(key))
      }
      assert.deepEqual(Object.keys(await textsUnder(driver, 'odd.')).sort(), keys.toSorted())
      await mustWrite(driver, Object.fromEntries(keys.map((key) => [key, null])))
      assert.deepEqual(await textsUnder(driver, ''), {})
      const changes = (await takeFeed(driver, before, 2)).map((item) => item.kind === 'commit' && item.changes)
      const byKey = (list: false | readonly KeyChange[] | undefined): Map<string, string | null> =>
        new Map((list || []).map(({ key, text }) => [key, text]))
      assert.deepEqual(byKey(changes[0]), new Map(keys.map((key, i) => [key, oddTexts[i] ?? ''])))
      assert.deepEqual(byKey(changes[1]), new Map(keys.map((key) => [key, null])))
    },
  },
  {
    name: 'the longest key can be written, read and found by its prefix',
    async run(storage) {
      const driver = await storage.open()
      const key = 'k'.repeat(driver.limits.keyBytes)
      await mustWrite(driver, { [key]: '1' })
      const { entries } = await driver.read({ keys: [key], prefixes: ['kk'] })
      assert.deepEqual([...entries.keys()], [key])
    },
  },
  {
    name: 'a later read tells which keys changed since an earlier one, or answers as of that',
    async run(storage) {
      const driver = await storage.open()
      const since = await mustWrite(driver, { a: '1', b: '1', c: '1' })
      await mustWrite(driver, { a: '2' })
      await mustWrite(driver, { b: null })
      const later = await driver.read({ keys: ['a', 'b', 'c'], since })
      if (later.revision === since) {
        assert.equal(later.entries.get('a')?.text, '1')
        assert.equal(later.entries.get('b')?.text, '1')
      } else {
        assert.ok(later.changed !== 'unknown')
        assert.deepEqual(later.changed.toSorted(), ['a', 'b'])
        assert.equal(later.entries.get('a')?.text, '2')
        assert.equal(later.entries.has('b'), false)
      }
      assert.equal(later.entries.get('c')?.text, '1')
    },
  },
  {
    name: 'when too much changed since, a read says so instead of naming too little',
    needs: 'forget',
    async run(storage) {
      const driver = await storage.open()
      const since = await mustWrite(driver, { a: '1' })
      for (let i = 0; i < 6; i++) await mustWrite(driver, { [`b${i}`]: '1' })
      await storage.forget?.()
      const later = await driver.read({ keys: ['a'], since })
      assert.ok(later.revision === since || later.changed === 'unknown')
    },
  },
]

/** None is the beginning of another. Glob characters, hash tags, ends of lines and texts, what looks like binary. */
const oddTexts: readonly string[] = [
  ' ',
  '*',
  '?[a-z]',
  '{tag}',
  '\\',
  '\'"`$(x)',
  '%s%00',
  '\r\n',
  '\u0000\u0001\u007f',
  '\u0080\u009f\u00ff',
  '\u2028\ufeff',
  '\ue000\uffff',
  '\u{10ffff}',
  'a\u0308',
  '\u00e4',
  '\u{1f468}\u200d\u{1f469}',
  'x/../y',
]
