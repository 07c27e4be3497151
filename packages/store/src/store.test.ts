import { beforeEach, describe, expect, test } from 'vitest'
import { MemorySpace } from './drivers/memory-space.ts'
import { openMemory } from './drivers/memory.ts'
import { StoreError, UniqueError } from './errors.ts'
import type { StoreProblem } from './problems.ts'
import { Store } from './store.ts'
import { Network, Port } from './test-classes.suite.ts'

let space: MemorySpace
let problems: StoreProblem[]
let store: Store

beforeEach(() => {
  space = new MemorySpace()
  problems = []
  store = new Store(openMemory(space), { onProblem: (problem) => problems.push(problem) })
})

const keysInSpace = (): string[] => [...space.entries.keys()].sort()

describe('a transaction', () => {
  test('writes all it has put, with undeclared attributes, under the keys of the reference', async () => {
    const { revision } = await store.transact((tx) => {
      tx.put(Network, Object.assign({ id: 'n.1' }, { colour: 'red' }))
      tx.put(Port, { id: 'p', network: 'n.1', mac: '02:00:00:00:00:01' })
    })
    expect(revision).toBe(1)
    expect(keysInSpace()).toEqual([
      'indices.test++port.mac.n++1.02:00:00:00:00:01',
      'multiindices.test++port.network.n++1.p',
      'test.network.n++1',
      'test.port.p',
    ])
    expect(space.entries.get('test.network.n++1')?.text).toBe('{"colour":"red"}')
    const { value } = await store.read((reader) => reader.get(Network, 'n.1'))
    expect(value).toEqual({ id: 'n.1', colour: 'red' })
  })

  test('reads what it has written itself, through indexes too', async () => {
    await store.transact((tx) => {
      tx.put(Port, { id: 'a', network: 'n', mac: 'm1' })
      tx.put(Port, { id: 'b', network: 'n', mac: 'm2' })
    })
    await store.transact(async (tx) => {
      tx.put(Port, { id: 'a', network: 'other', mac: 'm1' })
      tx.delete(Port, 'b')
      tx.put(Port, { id: 'c', network: 'n', mac: 'm2' })
      expect(await tx.get(Port, 'b')).toBeUndefined()
      expect((await tx.list(Port)).map(({ id }) => id)).toEqual(['a', 'c'])
      expect((await tx.where(Port, 'network', ['n'])).map(({ id }) => id)).toEqual(['c'])
      expect(await tx.keysWhere(Port, 'network', ['other'])).toEqual(['test.port.a'])
      expect((await tx.find(Port, 'mac', ['n', 'm2']))?.id).toBe('c')
      expect(await tx.find(Port, 'mac', ['n', 'm1'])).toBeUndefined()
      expect((await tx.find(Port, 'mac', ['other', 'm1']))?.id).toBe('a')
    })
  })

  test('that throws writes nothing', async () => {
    const failing = store.transact((tx) => {
      tx.put(Network, { id: 'n' })
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(keysInSpace()).toEqual([])
  })

  test('that changes nothing makes no commit', async () => {
    await store.transact((tx) => tx.put(Port, { id: 'p', network: 'n', mac: 'm' }))
    const again = await store.transact((tx) => tx.put(Port, { mac: 'm', network: 'n', id: 'p' }))
    const empty = await store.transact((tx) => tx.delete(Port, 'other'))
    expect([again.revision, empty.revision, space.revision]).toEqual([1, 1, 1])
  })

  test('runs again when a key it has read was changed, and sees the new value', async () => {
    const seen: unknown[] = []
    await store.transact(async (tx) => {
      seen.push((await tx.get(Network, 'n'))?.mtu)
      if (seen.length === 1) await store.transact((other) => other.put(Network, { id: 'n', mtu: 1500 }))
      tx.put(Network, { id: 'm', mtu: 1400 })
    })
    expect(seen).toEqual([undefined, 1500])
  })

  test('ends an attempt at the first read that would not fit the earlier ones', async () => {
    await store.transact((tx) => tx.put(Network, { id: 'a', mtu: 1 + 99 }))
    const pairs: string[] = []
    const { value } = await store.transact(async (tx) => {
      const a = await tx.get(Network, 'a')
      if (pairs.length === 0) {
        pairs.push('disturbed')
        await store.transact((other) => {
          other.put(Network, { id: 'a', mtu: 200 })
          other.put(Network, { id: 'b', mtu: 200 })
        })
      }
      const b = await tx.get(Network, 'b')
      pairs.push(`${a?.mtu} ${b?.mtu}`)
      return pairs.at(-1)
    })
    expect(value).toBe('200 200')
    expect(pairs).toEqual(['disturbed', '200 200'])
  })

  test('does not mind changes of what it has not read', async () => {
    let runs = 0
    await store.transact(async (tx) => {
      runs++
      await tx.get(Network, 'a')
      await store.transact((other) => other.put(Network, { id: `other${runs}` }))
      expect(await tx.get(Network, 'b')).toBeUndefined()
      tx.put(Network, { id: 'a' })
    })
    expect(runs).toBe(1)
  })

  test('gives up after its time with contention', async () => {
    const fight = store.transact(
      async (tx) => {
        const n = await tx.get(Network, 'n')
        await store.transact((other) => other.put(Network, { id: 'n', mtu: (n?.mtu ?? 100) + 1 }))
        tx.put(Network, { id: 'n', mtu: 68 })
      },
      { timeoutMs: 50 },
    )
    await expect(fight).rejects.toMatchObject({ code: 'contention' })
  })

  test('starts no further attempt after its signal', async () => {
    const abort = new AbortController()
    const fight = store.transact(
      async (tx) => {
        await tx.get(Network, 'n')
        await store.transact((other) => other.put(Network, { id: 'n', mtu: 1500 }))
        abort.abort()
        tx.put(Network, { id: 'n', mtu: 68 })
      },
      { signal: abort.signal },
    )
    await expect(fight).rejects.toMatchObject({ code: 'aborted' })
  })

  test('cannot be used after its function has returned', async () => {
    const { value: escaped } = await store.transact((tx) => ({ tx }))
    expect(() => escaped.tx.put(Network, { id: 'n' })).toThrow('the transaction is over')
    await expect(escaped.tx.get(Network, 'n')).rejects.toMatchObject({ code: 'closed' })
  })

  test('returns frozen objects that do not share anything with what was put', async () => {
    const tags = ['a']
    const { value } = await store.transact(async (tx) => {
      tx.put(Port, { id: 'p', network: 'n', tags })
      tags.push('b')
      return tx.get(Port, 'p')
    })
    expect(value?.tags).toEqual(['a'])
    expect(Object.isFrozen(value) && Object.isFrozen(value?.tags)).toBe(true)
  })
})

describe('a unique index', () => {
  beforeEach(() => store.transact((tx) => tx.put(Port, { id: 'a', network: 'n', mac: 'm' })))

  test('refuses a second object and names both', async () => {
    const doubled = store.transact((tx) => tx.put(Port, { id: 'b', network: 'n', mac: 'm' }))
    await expect(doubled).rejects.toBeInstanceOf(UniqueError)
    await expect(doubled).rejects.toMatchObject({ key: 'test.port.b', holder: 'test.port.a', index: 'mac' })
    const twice = store.transact((tx) => {
      tx.put(Port, { id: 'c', network: 'n', mac: 'x' })
      tx.put(Port, { id: 'd', network: 'n', mac: 'x' })
    })
    await expect(twice).rejects.toMatchObject({ key: 'test.port.d', holder: 'test.port.c' })
  })

  test('lets two objects exchange their values, and a deleted one leave its value to another', async () => {
    await store.transact((tx) => tx.put(Port, { id: 'b', network: 'n', mac: 'm2' }))
    await store.transact((tx) => {
      tx.put(Port, { id: 'a', network: 'n', mac: 'm2' })
      tx.put(Port, { id: 'b', network: 'n', mac: 'm' })
    })
    await store.transact((tx) => {
      tx.put(Port, { id: 'c', network: 'n', mac: 'm2' })
      tx.delete(Port, 'a')
    })
    const { value } = await store.read((reader) =>
      Promise.all(['m', 'm2'].map(async (mac) => (await reader.find(Port, 'mac', ['n', mac]))?.id)),
    )
    expect(value).toEqual(['b', 'c'])
  })

  test('does not cover objects that lack an attribute or hold null', async () => {
    await store.transact((tx) => {
      for (const id of ['x', 'y']) tx.put(Port, { id, network: 'n', mac: null })
      for (const id of ['z', 'w']) tx.put(Port, { id, network: 'n' })
    })
    expect(keysInSpace().filter((key) => key.startsWith('indices.'))).toHaveLength(1)
  })
})

describe('hostile input', () => {
  test('an object that does not fit its class is refused with the field', async () => {
    const put = (mtu: number): Promise<unknown> => store.transact((tx) => tx.put(Network, { id: 'n', mtu }))
    await expect(put(3)).rejects.toMatchObject({ code: 'invalid', message: 'test.network.n: mtu must be >= 68' })
    await expect(put(Number.NaN)).rejects.toMatchObject({ code: 'invalid' })
  })

  test('a damaged value names its key, and the others are still listed', async () => {
    await store.transact((tx) => tx.put(Network, { id: 'good' }))
    for (const [key, text] of [
      ['test.network.a', '{"mtu":'],
      ['test.network.b', '{"mtu":1}'],
      ['test.network.c', '[]'],
      ['test.network.d', '['.repeat(100_000)],
      ['test.network.e', `{"x":${'['.repeat(200)}${']'.repeat(200)}}`],
    ] as const) {
      space.apply(new Map([[key, text]]))
    }
    const { value } = await store.read((reader) => reader.list(Network))
    expect(value).toEqual([{ id: 'good' }])
    expect(problems.map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd', 'e'].map((id) => `test.network.${id}`))
    await expect(store.read((reader) => reader.get(Network, 'b'))).rejects.toMatchObject({
      code: 'corrupt',
      key: 'test.network.b',
      message: 'test.network.b: stored value is damaged: mtu must be >= 68',
    })
  })

  test('keys that cannot exist are absent when read and refused when written', async () => {
    for (const id of ['x'.repeat(5000), '\ud800']) {
      const { value } = await store.read((reader) => reader.get(Network, id))
      expect(value).toBeUndefined()
      await expect(store.transact((tx) => tx.put(Network, { id }))).rejects.toBeInstanceOf(StoreError)
    }
    expect(keysInSpace()).toEqual([])
  })

  test('too large values and transactions are refused before they are sent', async () => {
    const big = store.transact((tx) => tx.put(Port, { id: 'p', network: 'n', tags: ['x'.repeat(2 << 20)] }))
    await expect(big).rejects.toMatchObject({ code: 'too_large', key: 'test.port.p' })
    const many = store.transact((tx) => {
      for (let i = 0; i < 20; i++) tx.put(Port, { id: `p${i}`, network: 'n', tags: ['x'.repeat(1_000_000)] })
    })
    await expect(many).rejects.toMatchObject({ code: 'too_large' })
  })

  test('a transaction counts its index entries and leases, and the refusal names its largest object', async () => {
    const driver = openMemory(space)
    const put = async (commitBytes: number): Promise<unknown> => {
      const narrow = new Store({ ...driver, limits: { ...driver.limits, commitBytes } })
      const lease = await narrow.lease({ ttlMs: 60_000 })
      return narrow.transact((tx) => {
        tx.put(Port, { id: 'a', network: 'n', mac: 'm' }, { lease })
        tx.put(Port, { id: 'large', network: 'n', mac: 'm2', tags: ['x'.repeat(50)] }, { lease })
      })
    }
    await put(1000)
    const used = [...space.entries].reduce((sum, [key, { text }]) => sum + key.length + text.length, 0)
    space.apply(new Map([...space.entries.keys()].map((key) => [key, null])))
    await expect(put(used - 1)).rejects.toMatchObject({ code: 'too_large', key: 'test.port.large' })
    await expect(put(used - 1)).rejects.toThrow(/the largest is test\.port\.large with \d+$/)
    await put(used)
  })
})

test('gets that are asked for together travel together', async () => {
  const driver = openMemory(space)
  let reads = 0
  const counting = new Store({ ...driver, read: (request) => (reads++, driver.read(request)) })
  await counting.read((reader) => Promise.all(['a', 'b', 'c'].map((id) => reader.get(Network, id))))
  expect(reads).toBe(1)
})

test('a closed store refuses work', async () => {
  await store.close()
  await expect(store.transact(() => 1)).rejects.toMatchObject({ code: 'closed' })
})
