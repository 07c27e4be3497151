// npm run bench -- struct [--json] [--quick]: decoding and encoding, every contender in one process, in turns.
import { deepStrictEqual } from 'node:assert'
import { median, takeTurns } from '../rounds.mjs'
import { binaryParser } from './binary-parser.mjs'
import { cases } from './cases.mjs'
import { handBuffer, handKeptView, handView } from './hand.mjs'
import { microPacked } from './micro-packed.mjs'
import { ours } from './ours.mjs'
import { restructure } from './restructure.mjs'
import { typedBinary } from './typed-binary.mjs'

const json = process.argv.includes('--json')
const rounds = process.argv.includes('--quick') ? 5 : 15
const contenders = [ours, handView, handKeptView, handBuffer, binaryParser, restructure, typedBinary, microPacked]

const same = (value) => value

/** What one contender does with one case, checked against the reference before anything is timed. */
function prepare(contender, { name, value }, reference) {
  const { decode, encode, from = same, to = same } = contender[name]
  const native = to(value)
  // In the middle of a larger buffer, as a message lies in a chunk from a socket; typed-binary needs an end.
  const chunk = new Uint8Array(reference.length + 16)
  chunk.set(reference, 16)
  const bytes = Buffer.from(chunk.buffer, 16, reference.length)
  deepStrictEqual({ ...from(decode(bytes)) }, value, `${contender.name} decodes ${name}`)
  if (encode !== undefined)
    deepStrictEqual(Buffer.from(encode(native)), Buffer.from(reference), `${contender.name} encodes ${name}`)
  return { decode: () => decode(bytes), encode: encode === undefined ? undefined : () => encode(native) }
}

function compare(tasks) {
  const samples = takeTurns(tasks, { rounds })
  return tasks.map((task, i) => ({ contender: task.contender, nanoseconds: median(samples[i]), samples: samples[i] }))
}

function ratios(rows, pick) {
  const hand = Math.min(...rows.filter((row) => row.contender.startsWith('hand')).map(pick))
  return rows.map((row) => hand / pick(row))
}

const results = []
for (const one of cases) {
  const reference = ours[one.name].encode(one.value)
  const prepared = contenders.map((contender) => ({ contender: contender.name, ...prepare(contender, one, reference) }))
  for (const direction of ['decode', 'encode']) {
    const tasks = prepared
      .filter((task) => task[direction] !== undefined)
      .map((task) => ({ contender: task.contender, run: task[direction] }))
    const rows = compare(tasks)
    // The yardstick of a round is the fastest of the hand-written versions in that round.
    const perRound = Array.from({ length: rounds }, (_, i) => ratios(rows, (row) => row.samples[i]))
    rows.forEach((row, i) => {
      results.push({
        case: one.name,
        bytes: reference.length,
        direction,
        contender: row.contender,
        nanoseconds: Math.round(row.nanoseconds * 10) / 10,
        perSecond: Math.round(1e9 / row.nanoseconds),
        ratioToHandWritten: Math.round(median(perRound.map((r) => r[i])) * 1000) / 1000,
      })
    })
  }
}

if (json) console.log(JSON.stringify({ node: process.version, rounds, results }, null, 2))
else {
  console.log(
    `Node ${process.version}, median of ${rounds} rounds; ratio 1 = the fastest of three hand-written versions\n`,
  )
  console.log('| case | direction | contender | ns | M/s | ratio |\n| --- | --- | --- | ---: | ---: | ---: |')
  for (const row of results) {
    const speed = (row.perSecond / 1e6).toFixed(2)
    console.log(
      `| ${row.case} | ${row.direction} | ${row.contender} | ${row.nanoseconds.toFixed(0)} | ${speed} | ${row.ratioToHandWritten.toFixed(2)} |`,
    )
  }
}
const own = results.filter((row) => row.contender === '@vlcp/struct')
const slow = own.filter((row) => row.ratioToHandWritten < 0.8)
if (!json)
  console.log(`\n${own.length - slow.length} of ${own.length} rows of @vlcp/struct reach 0.8 of hand-written code`)
