// What was measured, as ratios and beside the goals.
import { median } from '../../rounds.mjs'

const BARE = 'bare'
const TEST_CONTROLLER = 'ovs-testcontroller'

/** The goals of "ours", by mode: against whom, and at least how much. */
const goals = {
  throughput: [
    [TEST_CONTROLLER, 4],
    [BARE, 0.6],
  ],
  latency: [[BARE, 0.8]],
}

/** The median of the ratios in each round, because other work on the machine comes and goes. */
function ratio(rows, row, to) {
  const base = rows.find((other) => other.peer === to)
  return base && median(row.samples.map((perSecond, round) => perSecond / base.samples[round]))
}

/** What one processor would answer if nobody else took its time; of use on a shared machine. */
const perBusySecond = (row) => row.perSecond / Math.max(row.peerBusy, 0.01)

const twoDigits = (number) => (number === undefined ? '–' : number.toFixed(2))
const percent = (number) => `${Math.round(number * 100)} %`
const range = (list) => `${Math.round(Math.min(...list) / 1000)}–${Math.round(Math.max(...list) / 1000)}`

function printRows({ version, mode, packets, rows }) {
  for (const row of rows) {
    const cells = [
      version,
      mode,
      packets,
      row.peer,
      (row.perSecond / 1000).toFixed(1),
      range(row.samples),
      (perBusySecond(row) / 1000).toFixed(1),
      twoDigits(ratio(rows, row, BARE)),
      twoDigits(ratio(rows, row, TEST_CONTROLLER)),
      percent(row.peerBusy),
      percent(row.generatorBusy),
      row.lost,
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
}

function printFailures({ version, mode, packets, failed }) {
  for (const { peer, failure } of failed) console.log(`\nFailed: ${version}, ${mode}, ${packets}, ${peer}: ${failure}`)
}

function printGoals({ version, mode, packets, rows }) {
  const own = rows.find((row) => row.peer === 'ours')
  for (const [to, least] of goals[mode]) {
    const reached = own === undefined ? undefined : ratio(rows, own, to)
    const verdict = reached === undefined ? 'not measured' : `${twoDigits(reached)}, ${reached >= least ? 'yes' : 'no'}`
    console.log(`  ${version} ${mode}, packets ${packets}: ours ≥ ${least} × ${to}: ${verdict}`)
  }
}

/** A bound is only one if the generator could have done more. */
function printBottlenecks(tables) {
  const bound = tables.flatMap(({ version, mode, packets, rows }) =>
    rows
      .filter((row) => row.generatorBusy > 0.95 && row.peerBusy < 0.95)
      .map((row) => `${version} ${mode} ${packets} ${row.peer}`),
  )
  if (bound.length > 0) console.log(`\nHere the generator was the slower side: ${bound.join('; ')}`)
}

/**
 * On two processors of their own one side is busy all the time in throughput mode, and most of it in latency mode, where 16
 * switches take turns. Less than this means that others were served first.
 */
const leastBusy = { throughput: 0.8, latency: 0.6 }

function printDisturbance(tables) {
  const disturbed = tables.some(({ mode, rows }) =>
    rows.some((row) => Math.max(row.generatorBusy, row.peerBusy) < leastBusy[mode]),
  )
  if (disturbed) console.log('\nOther work took much of the processors: repeat this on a quiet machine.')
}

export function report(outcome) {
  const { json, switches, rounds, window, pinning, tables } = outcome
  if (json) {
    console.log(JSON.stringify({ part: 'responder', node: process.version, ...outcome }, null, 2))
    return
  }
  console.log(
    `\nResponder: ${switches} simulated switches, ${window} or 1 packet-ins outstanding on each; packets are whole in the packet-in,\n` +
      `as Open vSwitch sends them, or buffered at the switch. Node ${process.version},` +
      ` median of ${rounds} rounds;\n${pinning}\n`,
  )
  console.log(
    '| version | mode | packets | responder | 1 000/s | rounds | 1 000 per busy second | to bare | to testcontroller | busy | generator busy | lost |',
  )
  console.log('| --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |')
  for (const table of tables) printRows(table)
  for (const table of tables) printFailures(table)
  console.log('\nGoals:')
  for (const table of tables) printGoals(table)
  printBottlenecks(tables)
  printDisturbance(tables)
}
