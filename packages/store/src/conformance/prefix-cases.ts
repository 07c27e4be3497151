import assert from 'node:assert/strict'
import type { Driver } from '../driver.ts'
import { guarded, isWritten, mustWrite, refused, type ConformanceCase, type TestStorage } from './storage.ts'

const disturbances: [string, Record<string, string | null>][] = [
  ['created', { 'p.new': '1' }],
  ['changed', { 'p.a': '2' }],
  ['deleted', { 'p.a': null }],
]

/** Prefix guards must see what commits of the same group have written. */
const samePrefixGuard: ConformanceCase = {
  name: 'of many commits with the same guard on a prefix they write to, exactly one succeeds',
  async run(storage) {
    const drivers = [await storage.open(), await storage.open()]
    const since = await mustWrite(drivers[0] as Driver, { 'p.a': '0' })
    const tries = Array.from({ length: 20 }, (_, i) => {
      const writes = new Map([[`p.${i}`, '1']])
      return (drivers[i % 2] as Driver).commit({ keys: new Map(), prefixes: ['p.'], since, writes })
    })
    assert.equal((await Promise.all(tries)).filter((result) => result.committed).length, 1)
  },
}

export const prefixCases: readonly ConformanceCase[] = [
  samePrefixGuard,
  ...disturbances.map(([what, writes]) => ({
    name: `a guard on a prefix fails when a key under it has been ${what}`,
    async run(storage: TestStorage) {
      const driver = await storage.open()
      const since = await mustWrite(driver, { 'p.a': '1' })
      // As the contract has it, what a read of the prefix found stands among the keys too.
      const keys = new Map([['p.a', since]])
      await mustWrite(driver, writes)
      assert.deepEqual(await driver.commit(guarded({ keys, prefixes: ['p.'], since })), refused('conflict'))
      assert.equal(await isWritten(driver), false)
    },
  })),
  {
    name: 'a guard on a prefix does not mind changes elsewhere',
    async run(storage) {
      const driver = await storage.open()
      const since = await mustWrite(driver, { 'p.a': '1' })
      await mustWrite(driver, { 'q.a': '1', pz: '1' })
      assert.equal((await driver.commit(guarded({ prefixes: ['p.'], since }))).committed, true)
    },
  },
]
