import assert from 'node:assert/strict'
import { mustWrite, type ConformanceCase } from './storage.ts'

export const readCases: readonly ConformanceCase[] = [
  {
    name: 'an empty storage stands at revision 0 and holds nothing',
    async run(storage) {
      const driver = await storage.open()
      const result = await driver.read({ keys: ['a'], prefixes: [''] })
      assert.equal(result.revision, 0)
      assert.equal(result.entries.size, 0)
      assert.deepEqual(await driver.health(), { state: 'ok', revision: 0 })
    },
  },
  {
    name: 'keys and prefixes are read together, with the revision of each key',
    async run(storage) {
      const driver = await storage.open()
      await mustWrite(driver, { 'p.a': '1', 'q.a': '1' })
      await mustWrite(driver, { 'p.b': '2', 'pp.c': '2' })
      const result = await driver.read({ keys: ['q.a', 'q.b'], prefixes: ['p.'] })
      assert.equal(result.revision, 2)
      assert.deepEqual(Object.fromEntries(result.entries), {
        'q.a': { text: '1', revision: 1 },
        'p.a': { text: '1', revision: 1 },
        'p.b': { text: '2', revision: 2 },
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
    retainCommits: 3,
    async run(storage) {
      const driver = await storage.open()
      const since = await mustWrite(driver, { a: '1' })
      for (let i = 0; i < 6; i++) await mustWrite(driver, { [`b${i}`]: '1' })
      const later = await driver.read({ keys: ['a'], since })
      assert.ok(later.revision === since || later.changed === 'unknown')
    },
  },
]
