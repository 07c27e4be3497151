// Transactions that read objects and write them again, and bare commits, by several writers of one process.
import { deepStrictEqual, strictEqual } from 'node:assert'
import { Store } from '@vlcp/store'
import { openRedisBenchmark } from './bare/redis-benchmark.mjs'
import { allIds, Counter, hotIds, keyOf, mostKeys, mostWriters, newCounter, ownIds, textOf } from './objects.mjs'
import { median } from '../rounds.mjs'
import { openBare, openDriver } from './storages.mjs'

export const loads = [1, mostKeys].flatMap((keys) => [1, mostWriters].map((writers) => ({ keys, writers })))

/** Writers that each begin anew as soon as they have an answer. */
async function measureLoop(work, { keys, writers, ms }, idsFor = ownIds) {
  const latencies = []
  const start = performance.now()
  const end = start + ms
  const write = async (writer) => {
    for (let begun = performance.now(); begun < end;) {
      await work(writer, idsFor(writer, keys))
      const now = performance.now()
      latencies.push(now - begun)
      begun = now
    }
  }
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
  const perSecond = (latencies.length * 1000) / (performance.now() - start)
  latencies.sort((a, b) => a - b)
  return {
    perSecond,
    p50Ms: latencies[latencies.length >> 1],
    p99Ms: latencies[Math.floor(latencies.length * 0.99)],
    count: latencies.length,
  }
}

function transactOn(store) {
  return (_writer, ids) =>
    store.transact(async (tx) => {
      for (const { id, count } of await tx.getMany(Counter, ids)) tx.put(Counter, newCounter(id, count + 1))
    })
}

/** Commits of the driver, each guarded by the revisions the one before has brought about. */
function commitOn(driver) {
  const revisions = new Map()
  return async (_writer, ids) => {
    const blind = ids.map((id) => keyOf(`blind-${id}`))
    const keys = new Map(blind.map((key) => [key, revisions.get(key) ?? 0]))
    const writes = new Map(blind.map((key) => [key, textOf(1)]))
    const result = await driver.commit({ keys, prefixes: [], since: Math.max(...keys.values()), writes })
    if (!result.committed) throw new Error('a commit met a conflict')
    for (const key of blind) revisions.set(key, result.revision)
  }
}

async function readSum(store) {
  const { value } = await store.read((reader) => reader.getMany(Counter, allIds))
  return value.reduce((sum, { count }) => sum + count, 0)
}

/** Both sides have to count right before they are timed, the keys contended for included. */
async function checkCounts(store, bare, isShared) {
  const load = { keys: mostKeys, writers: mostWriters, ms: 50 }
  const before = await readSum(store)
  const own = await measureLoop(transactOn(store), load)
  const hot = await measureLoop(transactOn(store), load, hotIds)
  strictEqual(await readSum(store), before + (own.count + hot.count) * mostKeys, 'every transaction counts once')
  if (bare === undefined) return
  const read = isShared ? () => readSum(store) : () => bare.sum()
  const start = await read()
  const bareOwn = await measureLoop(bare.transact, load)
  const bareHot = await measureLoop(bare.transact, load, hotIds)
  strictEqual(await read(), start + (bareOwn.count + bareHot.count) * mostKeys, `${bare.name} counts, too`)
}

/** What takes turns under one load: name to a function that measures. */
function contendersOf({ store, driver, bare, benchmark }, load) {
  const transact = transactOn(store)
  const contenders = { transaction: () => measureLoop(transact, load) }
  const isContended = load.writers > 1
  if (isContended) contenders['contended transaction'] = () => measureLoop(transact, load, hotIds)
  if (bare === undefined) return contenders
  if (isContended) contenders['bound contended transaction'] = () => measureLoop(bare.transact, load, hotIds)
  const commit = commitOn(driver)
  contenders.commit = () => measureLoop(commit, load)
  const bareTransaction = () => measureLoop(bare.transact, load)
  if (benchmark === undefined) {
    contenders['bound transaction'] = bareTransaction
    contenders['bound commit'] = () => measureLoop(bare.commit, load)
  } else {
    contenders['bound transaction'] = () => benchmark.transaction(load)
    contenders['bound commit'] = () => benchmark.commit(load)
    contenders[bare.name] = bareTransaction
  }
  return contenders
}

/** The keys that `commitOn` guards are new in each load. */
async function forgetBlind(driver) {
  const { entries } = await driver.read({ prefixes: [keyOf('blind-')] })
  if (entries.size === 0) return
  const keys = new Map([...entries].map(([key, { revision }]) => [key, revision]))
  const writes = new Map([...entries.keys()].map((key) => [key, null]))
  const { committed } = await driver.commit({ keys, prefixes: [], since: Math.max(...keys.values()), writes })
  deepStrictEqual(committed, true)
}

async function measureLoad(opened, load, rounds) {
  await forgetBlind(opened.driver)
  const contenders = contendersOf(opened, load)
  const samples = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round++)
    for (const [name, measure] of Object.entries(contenders)) {
      const result = await measure()
      if (round > 0) samples[name].push(result)
    }
  return samples
}

function rowOf(storage, load, name, samples) {
  const middle = (figure) => median(samples[name].map((sample) => sample[figure]))
  const bound = samples[name.startsWith('bound ') ? name : `bound ${name}`] ?? samples['bound transaction']
  return {
    storage,
    ...load,
    contender: name,
    perSecond: middle('perSecond'),
    p50Ms: middle('p50Ms'),
    p99Ms: middle('p99Ms'),
    ratio: bound && median(samples[name].map(({ perSecond }, round) => perSecond / bound[round].perSecond)),
    samples: samples[name].map(({ perSecond }) => Math.round(perSecond)),
  }
}

/** @returns a row for each load and contender */
export async function measureTransactions(place, { rounds, ms }) {
  const ours = { ...place, space: 'transactions' }
  const driver = await openDriver(ours)
  const store = new Store(driver)
  const isRedis = place.storage === 'redis'
  const bare = place.storage === 'memory' ? undefined : await openBare(ours)
  await store.transact((tx) => allIds.forEach((id) => tx.put(Counter, newCounter(id))))
  const benchmark = isRedis ? await openRedisBenchmark(ours, driver) : undefined
  try {
    await checkCounts(store, bare, isRedis)
    const rows = []
    for (const load of loads) {
      const samples = await measureLoad({ store, driver, bare, benchmark }, { ...load, ms }, rounds)
      rows.push(...Object.keys(samples).map((name) => rowOf(place.storage, load, name, samples)))
    }
    return rows
  } finally {
    await benchmark?.close()
    await bare?.close()
    await store.close()
  }
}
