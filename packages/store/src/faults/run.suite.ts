import { expect } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import { Store } from '../store.ts'
import { Note, openAccounts } from './bank.suite.ts'
import { faultsOf, type NotedCommit } from './history.suite.ts'
import { Node } from './node.suite.ts'
import { Random } from './random.suite.ts'
import { openStorage, type StorageAddress } from './storage.suite.ts'

/** Something bad, done once; it is over when it resolves. */
export type Trouble = (random: Random) => Promise<void>

export interface FaultRun {
  /** As the nodes reach it. */
  readonly address: StorageAddress
  /** As the test itself does. */
  readonly own: StorageAddress
  /** One of these after the other, until the time is over. */
  readonly troubles: readonly Trouble[]
  readonly forMs: number
  readonly seed: number
  /** Nodes are killed, too, and new ones take their place. */
  readonly killNodes?: boolean
}

/** How the operations ended, and how often a mirror was seen as stale: so that a test can tell that there was trouble. */
export interface Seen {
  readonly committed: number
  readonly unknown: number
  readonly stale: number
}

const nodeCount = 8
const longestPeaceMs = 600

/**
 * Eight processes work on one storage while it is in trouble; afterwards everything they saw and were told has to fit.
 * Prints the seed when it does not.
 */
export async function runFaults(run: FaultRun): Promise<Seen> {
  const store = new Store(await openStorage(run.own))
  await store.transact(openAccounts)
  const nodes: Node[] = []
  const random = new Random(run.seed)
  const begin = (): Node => {
    const node = new Node(`n${nodes.length}`, run.seed * 100 + nodes.length, run.address)
    nodes.push(node)
    return node
  }
  let living = Array.from({ length: nodeCount }, begin)
  try {
    await Promise.all(living.map((node) => node.told('opened')))
    const deadline = performance.now() + run.forMs
    while (performance.now() < deadline) {
      await sleep(random.below(longestPeaceMs))
      if (run.killNodes === true) living = await replaceOne(living, begin, random)
      await random.sample(run.troubles, 1)[0]?.(random)
    }
    await finish(store, living)
    return await judge(store, nodes, living, run.seed)
  } finally {
    await Promise.all(nodes.map((node) => node.kill()))
    await store.close()
  }
}

async function replaceOne(living: readonly Node[], begin: () => Node, random: Random): Promise<Node[]> {
  const victim = living[random.below(living.length)] as Node
  await victim.kill()
  const successor = begin()
  await successor.told('opened')
  return [...living.filter((node) => node !== victim), successor]
}

/** No new work; then everybody goes to the end of the feed. */
async function finish(store: Store, living: readonly Node[]): Promise<void> {
  for (const node of living) node.order('stop')
  await Promise.all(living.map((node) => node.told('stopped')))
  const { revision } = await store.read((reader) => reader.list(Note))
  for (const node of living) node.order(`finish ${revision}`)
  await Promise.all(living.map((node) => node.told('holds')))
}

async function judge(store: Store, nodes: readonly Node[], living: readonly Node[], seed: number): Promise<Seen> {
  const where = `seed ${seed}`
  const commits = joinFeeds(nodes)
  for (const { name, fed, openedAt, resyncs, errors } of nodes) {
    expect(errors, `${name}, ${where}`).toBe('')
    expect(resyncs, `resyncs of ${name}, ${where}`).toEqual([])
    const last = fed.at(-1)?.revision ?? openedAt
    const meanwhile = commits.filter(({ revision }) => revision > openedAt && revision <= last)
    expect(fed, `feed of ${name}, ${where}`).toEqual(meanwhile)
  }
  const { value: notes } = await store.read((reader) => reader.list(Note))
  const told = commits.flatMap((commit) => commit.notes.map(({ op }) => op))
  expect(told.toSorted(), where).toEqual(notes.map(({ op }) => op).toSorted())
  const outcomes = nodes.flatMap((node) => node.outcomes)
  expect(faultsOf(commits, outcomes), where).toEqual([])
  expect(new Set(living.map(({ digest }) => digest)).size, where).toBe(1)
  expect(living[0]?.digest, where).toMatch(/^[\da-f]{64}$/)
  const count = (kind: string): number => outcomes.filter((outcome) => outcome.kind === kind).length
  return {
    committed: count('committed'),
    unknown: count('unknown'),
    stale: nodes.reduce((sum, { staleness }) => sum + staleness, 0),
  }
}

/** All commits that any feed told, by their revisions. */
function joinFeeds(nodes: readonly Node[]): NotedCommit[] {
  const commits = new Map(nodes.flatMap(({ fed }) => fed.map((commit) => [commit.revision, commit])))
  return [...commits.values()].toSorted((a, b) => a.revision - b.revision)
}
