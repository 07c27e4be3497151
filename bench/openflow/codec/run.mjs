// Every kind of message, decoded and encoded by @vlcp/openflow and by hand, in turns.
import { deepStrictEqual } from 'node:assert'
import * as ours from '@vlcp/openflow'
import { median, takeTurns } from '../../rounds.mjs'
import * as hand from './hand/index.mjs'
import { messages } from './messages.mjs'

const GOAL = 0.8
/** Where messages lie in a chunk from a socket: not at its beginning. */
const OFFSET = 16

function inChunk(bytes) {
  const chunk = new Uint8Array(bytes.length + OFFSET)
  chunk.set(bytes, OFFSET)
  return Buffer.from(chunk.buffer, OFFSET, bytes.length)
}

/** Both do the same, or nothing is timed. */
function check(name, message, bytes) {
  for (const [who, contender] of Object.entries({ '@vlcp/openflow': ours, 'hand-written': hand })) {
    deepStrictEqual(contender.decodeMessage(bytes), message, `${who} decodes ${name}`)
    const encoded = Buffer.from(contender.encodeMessage(message))
    deepStrictEqual(encoded.toString('hex'), bytes.toString('hex'), `${who} encodes ${name}`)
  }
}

/** All kinds of messages in every round, as a controller meets them, and so that no burst of other work hits one kind alone. */
function compare(cases, rounds) {
  const rows = cases.flatMap(({ name, message, bytes }) => [
    {
      name,
      direction: 'decode',
      bytes,
      runs: [() => ours.decodeMessage(bytes), () => hand.decodeMessage(bytes)],
    },
    {
      name,
      direction: 'encode',
      bytes,
      runs: [() => ours.encodeMessage(message), () => hand.encodeMessage(message)],
    },
  ])
  const tasks = rows.flatMap(({ runs }) => runs.map((run) => ({ run })))
  const samples = takeTurns(tasks, { rounds, warmUpMs: 200, roundMs: 50 })
  return rows.map(({ name, direction, bytes }, i) => {
    const own = samples[2 * i]
    const byHand = samples[2 * i + 1]
    return {
      message: name,
      bytes: bytes.length,
      direction,
      nanoseconds: Math.round(median(own)),
      handWrittenNanoseconds: Math.round(median(byHand)),
      ratio: median(own.map((nanoseconds, round) => byHand[round] / nanoseconds)),
    }
  })
}

function print(results, rounds) {
  console.log(
    `Codec: Node ${process.version}, median of ${rounds} rounds; ratio 1 = as fast as the hand-written code\n\n` +
      '| message | bytes | direction | @vlcp/openflow, ns | hand-written, ns | ratio |\n| --- | ---: | --- | ---: | ---: | ---: |',
  )
  for (const row of results) {
    const { message, bytes, direction, nanoseconds, handWrittenNanoseconds, ratio } = row
    console.log(
      `| ${message} | ${bytes} | ${direction} | ${nanoseconds} | ${handWrittenNanoseconds} | ${ratio.toFixed(2)} |`,
    )
  }
  const reached = results.filter((row) => row.ratio >= GOAL)
  console.log(`\n${reached.length} of ${results.length} rows reach ${GOAL} of hand-written code\n`)
}

/** @param {{ json: boolean, quick: boolean }} options */
export function runCodec({ json, quick }) {
  const rounds = quick ? 5 : 11
  const cases = Object.entries(messages).map(([name, message]) => ({
    name,
    message,
    bytes: inChunk(ours.encodeMessage(message)),
  }))
  for (const { name, message, bytes } of cases) check(name, message, bytes)
  const results = compare(cases, rounds)
  if (json) console.log(JSON.stringify({ part: 'codec', node: process.version, rounds, results }, null, 2))
  else print(results, rounds)
}
