import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Driver } from './driver.ts'
import type { Mirror } from './mirror/mirror.ts'
import { UniqueError } from './errors.ts'
import { referenceLaws } from './objects/reference-laws.suite.ts'
import { Store } from './store.ts'
import { Network, Port } from './test-classes.suite.ts'

/** Opens drivers on one fresh storage and cleans up after `run`. */
export type WithDrivers = (run: (open: () => Promise<Driver>) => Promise<void>) => Promise<void>

const registers = ['a', 'b', 'c', 'd']
const macs = ['m1', 'm2', 'm3']

/** A transaction that reads some registers and then sets some: `mtu` serves as the register's content. */
const registerWork = fc.record({
  reads: fc.uniqueArray(fc.constantFrom(...registers), { maxLength: 3 }),
  list: fc.boolean(),
  writes: fc.uniqueArray(fc.constantFrom(...registers), { maxLength: 2 }),
  deletes: fc.boolean(),
})

/** A transaction on ports: every step puts or deletes one. */
const portWork = fc.array(
  fc.record({
    id: fc.constantFrom('p', 'q', 'r', 's'),
    network: fc.constantFrom('n1', 'n2'),
    mac: fc.option(fc.constantFrom(...macs), { nil: null }),
    deletes: fc.boolean(),
  }),
  { minLength: 1, maxLength: 3 },
)

type RegisterWork = typeof registerWork extends fc.Arbitrary<infer W> ? W : never
type PortWork = typeof portWork extends fc.Arbitrary<infer W> ? W : never

/** Register to content, undefined for absent. */
type Registers = Map<string, number | undefined>

interface Observation {
  readonly revision: number
  readonly seen: Registers
  readonly written: Registers
}

/** The laws every store obeys, whatever its driver. */
export function storeLaws(withDrivers: WithDrivers, numRuns: number): void {
  test('concurrent transactions are as if they had run in the order of their revisions', async () => {
    const property = fc.asyncProperty(fc.array(registerWork, { minLength: 2, maxLength: 12 }), async (works) => {
      await withDrivers(async (open) => {
        const stores = [new Store(await open()), new Store(await open())]
        const observations = await Promise.all(works.map((work, i) => observe(stores[i % 2] as Store, work, 100 + i)))
        checkSerial(observations)
      })
    })
    await fc.assert(property, { numRuns })
  }, 60_000)

  test('a unique value never has two holders, the indexes match the objects, the mirror matches a fresh read', async () => {
    const property = fc.asyncProperty(fc.array(portWork, { minLength: 2, maxLength: 12 }), async (works) => {
      await withDrivers(async (open) => {
        const drivers = [await open(), await open()]
        const stores = drivers.map((driver) => new Store(driver))
        const mirror = await (stores[0] as Store).openMirror([Port])
        const outcomes = await Promise.allSettled(works.map((work, i) => runPorts(stores[i % 2] as Store, work)))
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(UniqueError)
        }
        await checkIndexes(stores[1] as Store, drivers[1] as Driver, mirror)
      })
    })
    await fc.assert(property, { numRuns })
  }, 60_000)

  referenceLaws(withDrivers, numRuns)
}

async function observe(store: Store, work: RegisterWork, token: number): Promise<Observation> {
  const { value, revision } = await store.transact(async (tx) => {
    const seen: Registers = new Map()
    for (const id of work.reads) seen.set(id, (await tx.get(Network, id))?.mtu)
    if (work.list) {
      const listed = new Map((await tx.list(Network)).map(({ id, mtu }) => [id, mtu]))
      for (const id of registers) seen.set(id, listed.get(id))
    }
    const written: Registers = new Map()
    for (const id of work.writes) {
      if (work.deletes) tx.delete(Network, id)
      else tx.put(Network, { id, mtu: token })
      written.set(id, work.deletes ? undefined : token)
    }
    // Deleting what is absent would be no commit; with the mark every transaction that writes is one.
    if (written.size > 0) tx.put(Network, { id: `mark${token}` })
    return { seen, written }
  })
  return { ...value, revision }
}

/** Replays the commits in the order of their revisions; a transaction without writes stands behind its revision. */
function checkSerial(observations: readonly Observation[]): void {
  const commits = observations.filter(({ written }) => written.size > 0).sort((x, y) => x.revision - y.revision)
  expect(new Set(commits.map(({ revision }) => revision)).size).toBe(commits.length)
  for (const { revision, seen, written } of observations) {
    const earlier = commits.filter((commit) => commit.revision < revision + (written.size > 0 ? 0 : 1))
    const state: Registers = new Map(earlier.flatMap((commit) => [...commit.written]))
    for (const [id, content] of seen) expect(content, `${id} at ${revision}`).toBe(state.get(id))
  }
}

async function runPorts(store: Store, work: PortWork): Promise<void> {
  await store.transact((tx) => {
    for (const { deletes, ...port } of work) {
      if (deletes) tx.delete(Port, port.id)
      else tx.put(Port, port)
    }
  })
}

async function checkIndexes(store: Store, driver: Driver, mirror: Mirror): Promise<void> {
  const { value: ports, revision } = await store.read((reader) => reader.list(Port))
  const holders = ports.filter(({ mac }) => typeof mac === 'string').map(({ network, mac }) => `${network}.${mac}`)
  expect(new Set(holders).size).toBe(holders.length)
  const { entries } = await driver.read({ prefixes: ['indices.', 'multiindices.'] })
  const expected = [
    ...holders.map((values) => `indices.test++port.mac.${values}`),
    ...ports.map(({ id, network }) => `multiindices.test++port.network.${network}.${id}`),
  ]
  expect([...entries.keys()].sort()).toEqual(expected.sort())
  await mirror.waitFor(revision)
  expect([...mirror.all(Port).values()].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(ports)
}
