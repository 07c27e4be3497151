// A mirror of many objects: how long it takes to load and what it holds, beside reading the same values and parsing them.
import { median } from '../rounds.mjs'
import { startChild } from './child.mjs'
import { keyOf, textOf } from './objects.mjs'
import { openDriver } from './storages.mjs'

export const objectCount = 100_000
const commitsAtATime = 16
/** etcd takes 128 operations at a time by default. */
const objectsPerCommit = { etcd: 100 }

async function fill(place) {
  const driver = await openDriver(place)
  const piece = objectsPerCommit[place.storage] ?? 1000
  let next = 0
  const write = async () => {
    while (next < objectCount) {
      const first = next
      next += piece
      const writes = new Map(Array.from({ length: piece }, (_, i) => [keyOf(`object-${first + i}`), textOf(first + i)]))
      const { committed } = await driver.commit({ keys: new Map(), prefixes: [], since: 0, writes })
      if (!committed) throw new Error('a commit without guards was refused')
    }
  }
  await Promise.all(Array.from({ length: commitsAtATime }, write))
  await driver.close()
}

export async function measureMirrorLoad(place, rounds) {
  const ours = { ...place, space: 'load' }
  await fill(ours)
  const loader = await startChild('loader.mjs', ours, ['--expose-gc'])
  const ask = (order) => {
    loader.send(order)
    return loader.receive()
  }
  try {
    await ask({ expected: objectCount })
    const samples = { ours: [], bare: [] }
    for (let round = 0; round < rounds; round++)
      for (const contender of Object.keys(samples)) samples[contender].push(await ask({ contender }))
    const middle = (contender, figure) => median(samples[contender].map((sample) => sample[figure]))
    const ratio = (figure) => median(samples.ours.map((sample, round) => samples.bare[round][figure] / sample[figure]))
    return {
      storage: place.storage,
      oursMs: middle('ours', 'ms'),
      boundMs: middle('bare', 'ms'),
      timeRatio: ratio('ms'),
      oursBytes: middle('ours', 'bytes'),
      boundBytes: middle('bare', 'bytes'),
      heapRatio: ratio('bytes'),
      samples,
    }
  } finally {
    await loader.end()
  }
}
