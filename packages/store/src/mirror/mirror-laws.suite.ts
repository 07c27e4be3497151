import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { WithDrivers } from '../store-properties.suite.ts'
import type { ChangeSet, Mirror } from './mirror.ts'
import { Store } from '../store.ts'
import { Network } from '../test-classes.suite.ts'
import { withCable } from './cable.suite.ts'

const ids = ['a', 'b', 'c', 'd', 'e']
/** What happens while the mirror follows, or is cut off: commits, each of some puts and deletes. */
const commits = fc.array(
  fc.dictionary(fc.constantFrom(...ids), fc.option(fc.integer({ min: 68, max: 70 })), { noNullPrototype: true }),
  { maxLength: 8 },
)
const phases = fc.array(
  fc.record({ followed: commits, missed: commits, mode: fc.constantFrom('noticed' as const, 'unnoticed' as const) }),
  { minLength: 1, maxLength: 3 },
)

/** @param withDrivers Its storage keeps few commits, so that a mirror that was cut off has to compare. */
export function mirrorLaws(withDrivers: WithDrivers, numRuns: number): void {
  test('a mirror that is cut off again and again tells exactly what differs, each time when it is back', async () => {
    let resyncs = 0
    const property = fc.asyncProperty(phases, async (script) => {
      await withDrivers(async (open) => {
        const writer = new Store(await open())
        const cable = withCable(await open())
        const mirror = await new Store(cable.driver).openMirror([Network], { pulseMs: 20 })
        const seen = new Map<string, string>()
        mirror.subscribe((set) => {
          followSet(seen, set)
          if (set.resync) resyncs++
        })
        for (const { followed, missed, mode } of script) {
          await mirror.waitFor(await write(writer, followed))
          cable.pull(mode)
          await until(mirror, 'stale')
          const revision = await write(writer, missed)
          expect(mirror.staleMs).toBeGreaterThan(0)
          cable.plug()
          await mirror.waitFor(revision)
          await until(mirror, 'live')
          expect(mirror.staleMs).toBe(0)
          const stored = (await writer.read((reader) => reader.list(Network))).value.map((each) => JSON.stringify(each))
          expect([...seen.values()].sort()).toEqual(stored.sort())
          expect([...mirror.all(Network).values()].map((each) => JSON.stringify(each)).sort()).toEqual(stored)
        }
        await mirror.close()
      })
    })
    await fc.assert(property, { numRuns })
    expect(resyncs).toBeGreaterThan(0)
  }, 120_000)
}

async function until(mirror: Mirror, state: string): Promise<void> {
  if (mirror.status.state === state) return
  await new Promise<void>((resolve) => {
    const stop = mirror.onStatus((status) => {
      if (status.state !== state) return
      stop()
      resolve()
    })
  })
}

/** The revision of the last commit. */
async function write(store: Store, list: readonly Record<string, number | null>[]): Promise<number> {
  let last = 0
  for (const commit of list) {
    const { revision } = await store.transact((tx) => {
      for (const [id, mtu] of Object.entries(commit)) {
        if (mtu === null) tx.delete(Network, id)
        else tx.put(Network, { id, mtu })
      }
    })
    last = Math.max(last, revision)
  }
  return last
}

/** Applies what a subscriber was told to what it knew; it must fit, and change something. */
function followSet(seen: Map<string, string>, { changes }: ChangeSet): void {
  expect(changes.length).toBeGreaterThan(0)
  expect(new Set(changes.map(({ key }) => key)).size).toBe(changes.length)
  for (const { key, old, new: now } of changes) {
    expect(old === undefined ? undefined : JSON.stringify(old)).toBe(seen.get(key))
    expect(JSON.stringify(old)).not.toBe(JSON.stringify(now))
    if (now === undefined) seen.delete(key)
    else seen.set(key, JSON.stringify(now))
  }
}
