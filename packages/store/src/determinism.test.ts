import { beforeEach, describe, expect, test } from 'vitest'
import { openMemory } from './drivers/memory.ts'
import { Store } from './store.ts'
import { Network, Port } from './test-classes.suite.ts'

let store: Store
/** What a function remembers from run to run. */
let runs: number

beforeEach(async () => {
  runs = 0
  store = new Store(openMemory(), { checkDeterminism: true })
  await store.transact((tx) => tx.put(Port, { id: 'p', network: 'n', mac: 'm' }))
})

describe('a store that checks its transactions', () => {
  test('takes one that does the same again, and writes it once', async () => {
    const { value } = await store.transact(async (tx) => {
      runs++
      const [now, port] = await Promise.all([tx.now(), tx.find(Port, 'mac', ['n', 'm'])])
      await tx.list(Network)
      tx.put(Network, { id: `${port?.id}`, mtu: 68 + (now % 1000) })
      return tx.get(Network, 'p')
    })
    expect(runs).toBe(2)
    expect((await store.read((reader) => reader.list(Network))).value).toEqual([value])
  })

  test.each([
    ['written differently', 'test.network.n', () => ({ id: 'n', mtu: 68 + runs })],
    ['another one', 'test.network.n1', () => ({ id: `n${runs}` })],
  ])('refuses an object that is %s, and names it', async (_, key, make) => {
    const writing = store.transact((tx) => {
      runs++
      tx.put(Network, { id: 'always' })
      tx.put(Network, make())
    })
    await expect(writing).rejects.toMatchObject({ code: 'invalid', key })
    await expect(writing).rejects.toThrow('the transaction is not deterministic: ')
    expect((await store.read((reader) => reader.list(Network))).value).toEqual([])
  })

  test('refuses one that deletes in one run only', async () => {
    const writing = store.transact((tx) => (++runs === 1 ? tx.delete(Port, 'p') : undefined))
    await expect(writing).rejects.toThrow(
      'test.port.p: the transaction is not deterministic: deleted in its first run, not written in its second',
    )
  })

  test.each([
    ['another key', 'test.network.1', 'first'],
    ['one more prefix', 'test.port.*', 'second'],
  ])('refuses one that reads %s', async (what, key, run) => {
    const reading = store.read(async (reader) => {
      runs++
      if (what === 'another key') await reader.get(Network, String(runs))
      else if (runs === 2) await reader.list(Port)
    })
    await expect(reading).rejects.toThrow(`${key}: the transaction is not deterministic: read in its ${run} run only`)
  })

  test('refuses one whose second run throws, with what it has thrown', async () => {
    const cause = new Error('tired')
    const writing = store.transact(() => {
      if (++runs === 2) throw cause
    })
    await expect(writing).rejects.toMatchObject({ code: 'invalid', cause })
  })

  test('passes on what the function throws, and starts again at a conflict', async () => {
    await expect(store.transact(() => Promise.reject(new Error('own')))).rejects.toThrow('own')
    let disturbed = false
    await store.transact(async (tx) => {
      const network = await tx.get(Network, 'n')
      if (!disturbed) {
        disturbed = true
        await store.transact((each) => each.put(Network, { id: 'n', mtu: 1000 }))
      }
      tx.put(Network, { id: 'n', mtu: (network?.mtu ?? 68) + 1 })
    })
    expect((await store.read((reader) => reader.get(Network, 'n'))).value?.mtu).toBe(1001)
  })
})
