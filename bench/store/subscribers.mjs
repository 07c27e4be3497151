// A process with ten stores, each with a mirror, and ten bare subscribers. Tells when the last one of them has heard of a change.
import { changeOf, Store } from '@vlcp/store'
import { placeOfChild } from './child.mjs'
import { Counter } from './objects.mjs'
import { openBare, openDriver } from './storages.mjs'

export const subscribersPerProcess = 10

/** Every subscriber has to hear of every round, in order. */
function gather(contender) {
  const rounds = Array(subscribersPerProcess).fill(0)
  let arrived = 0
  return (subscriber) => (round) => {
    const at = process.hrtime.bigint()
    if (round !== rounds[subscriber] + 1) throw new Error(`${contender}: ${round} came after ${rounds[subscriber]}`)
    rounds[subscriber] = round
    if (++arrived < subscribersPerProcess) return
    arrived = 0
    process.send({ contender, round, at: String(at) })
  }
}

const place = placeOfChild()
const numbers = [...Array(subscribersPerProcess).keys()]
const tell = { ours: gather('ours'), bare: gather('bare') }

async function openMirror(subscriber) {
  const store = new Store(await openDriver(place))
  const mirror = await store.openMirror([Counter])
  const onRound = tell.ours(subscriber)
  mirror.subscribe(({ changes }) => {
    for (const change of changes) onRound(changeOf(Counter, change).new.count)
  })
}

for (const subscriber of numbers) await openMirror(subscriber)
for (const subscriber of numbers) (await openBare(place)).subscribe(tell.bare(subscriber))
process.send('ready')
