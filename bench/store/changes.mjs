// From the beginning of a commit until the last of fifty subscribers, in five processes, has been called.
import { setTimeout as sleep } from 'node:timers/promises'
import { median } from '../rounds.mjs'
import { startChild } from './child.mjs'
import { keyOf, textOf } from './objects.mjs'
import { openBare, openDriver } from './storages.mjs'

const processes = 5
/** Between two changes, so that each finds everybody at rest. */
const restMs = 80
const warmUpRounds = 3
const patienceMs = 10_000

/** Resolves with the time of the last subscriber when all processes have heard of the round. */
function waitForAll(children, contender, round) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(new Error(`${contender}: round ${round} did not arrive`)), patienceMs)
    let waiting = children.length
    let last = 0n
    const settle = (error) => {
      clearTimeout(timer)
      for (const { child } of children) child.off('message', hear)
      if (error === undefined) resolve(last)
      else reject(error)
    }
    const hear = (message) => {
      if (message.contender !== contender || message.round !== round) return
      const at = BigInt(message.at)
      if (at > last) last = at
      if (--waiting === 0) settle()
    }
    for (const { child } of children) child.on('message', hear)
  })
}

function publishers(driver, bare) {
  const key = keyOf('change')
  return {
    ours: (round) =>
      driver.commit({ keys: new Map(), prefixes: [], since: 0, writes: new Map([[key, textOf(round)]]) }),
    bare: (round) => bare.publish(round),
  }
}

async function takeRounds(children, publish, rounds) {
  const samples = { ours: [], bare: [] }
  for (let round = 1; round <= warmUpRounds + rounds; round++)
    for (const contender of Object.keys(samples)) {
      await sleep(restMs)
      const arrived = waitForAll(children, contender, round)
      const start = process.hrtime.bigint()
      const [last] = await Promise.all([arrived, publish[contender](round)])
      if (round > warmUpRounds) samples[contender].push(Number(last - start) / 1e6)
    }
  return samples
}

/** @returns milliseconds and the ratio of the storage's own notification to ours */
export async function measureChanges(place, rounds) {
  const ours = { ...place, space: 'changes' }
  const driver = await openDriver(ours)
  const bare = await openBare(ours)
  const children = []
  try {
    for (let i = 0; i < processes; i++) children.push(startChild('subscribers.mjs', ours))
    const started = await Promise.all(children)
    const samples = await takeRounds(started, publishers(driver, bare), rounds)
    return {
      storage: place.storage,
      oursMs: median(samples.ours),
      boundMs: median(samples.bare),
      ratio: median(samples.ours.map((ms, round) => samples.bare[round] / ms)),
      samples,
    }
  } finally {
    for (const child of await Promise.allSettled(children)) await child.value?.end()
    await bare.close()
    await driver.close()
  }
}
