// The learning switches under load, in turns; one generator loads them all.
import { fileURLToPath } from 'node:url'
import { median } from '../../rounds.mjs'
import { endChildren, pinning, start } from './children.mjs'
import { allPeers, startPeer } from './peers.mjs'
import { report } from './report.mjs'

const SWITCHES = 16
/** A measurement takes a second; one that is not over after this never will be. */
const ORDER_MS = 30_000

const versionNames = { 1: 'OpenFlow 1.0', 4: 'OpenFlow 1.3' }

function startGenerator() {
  const file = fileURLToPath(new URL('generator.mjs', import.meta.url))
  const { child, ended } = start('generator', [process.execPath, file], { ipc: true })
  return (order) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle({ error: `no result within ${ORDER_MS} ms` }), ORDER_MS)
      const settle = ({ result, error }) => {
        clearTimeout(timer)
        child.off('message', settle)
        if (error === undefined) resolve(result)
        else reject(new Error(error))
      }
      child.on('message', settle)
      void ended.then((reason) => settle({ error: `the generator ${reason}` }))
      child.send(order, (error) => error && settle({ error: String(error) }))
    })
}

/** The medians of what was measured; `samples` keeps the answers per second of every round. */
function summary(results) {
  const middle = (key) => median(results.map((result) => result[key]))
  return {
    perSecond: middle('perSecond'),
    samples: results.map((result) => Math.round(result.perSecond)),
    lost: results.reduce((sum, result) => sum + result.lost, 0),
    generatorBusy: middle('generatorBusy'),
    peerBusy: middle('peerBusy'),
  }
}

/** Every peer that answers rightly, in turns; one that does not is left out of this setting and makes the bench fail. */
async function compare(generate, peers, setting, rounds) {
  const results = peers.map(() => [])
  const failures = peers.map(() => undefined)
  for (let round = 0; round <= rounds; round++)
    for (const [i, peer] of peers.entries()) {
      if (failures[i] !== undefined) continue
      try {
        const result = await generate({ ...setting, port: peer.port, pid: peer.pid, switches: SWITCHES })
        // The first round warms up and is not counted.
        if (round > 0) results[i].push(result)
      } catch (error) {
        failures[i] = error.message
        process.exitCode = 1
      }
    }
  const rows = peers.map((peer, i) => ({ peer: peer.name, failure: failures[i], ...summary(results[i]) }))
  return {
    rows: rows.filter((row) => row.failure === undefined),
    failed: rows.filter((row) => row.failure !== undefined),
  }
}

/** Starts those that are there. One that is there and does not start makes the bench fail. */
async function startPeers() {
  const peers = []
  const skipped = []
  for (const peer of allPeers()) {
    if (peer.missing !== undefined) skipped.push({ name: peer.name, missing: peer.missing })
    else
      await startPeer(peer).then(
        (started) => peers.push(started),
        (error) => {
          process.exitCode = 1
          skipped.push({ name: peer.name, missing: error.message })
        },
      )
  }
  return { peers, skipped }
}

const settings = (window, bufferings) =>
  [1, 4].flatMap((version) =>
    [window, 1].flatMap((limit) => bufferings.map((buffered) => ({ version, limit, buffered }))),
  )

/** @param {{ json: boolean, quick: boolean, window: number, bufferings: readonly boolean[] }} options */
export async function runResponder({ json, quick, window, bufferings }) {
  const rounds = quick ? 3 : 5
  const times = { warmUpMs: 200, measureMs: 500 }
  try {
    const { peers, skipped } = await startPeers()
    if (!json) for (const { name, missing } of skipped) console.log(`Left out: ${name}: ${missing}.`)
    const generate = startGenerator()
    const tables = []
    for (const { version, limit, buffered } of settings(window, bufferings)) {
      const compared = await compare(generate, peers, { version, limit, buffered, ...times }, rounds)
      tables.push({
        version: versionNames[version],
        mode: limit === 1 ? 'latency' : 'throughput',
        packets: buffered ? 'buffered' : 'whole',
        limit,
        ...compared,
      })
    }
    report({ json, switches: SWITCHES, rounds, window, pinning, tables, skipped })
  } finally {
    endChildren()
  }
}
