// What was measured, as ratios and beside the goals.
import { objectCount } from './mirror-load.mjs'

const ownContenders = ['transaction', 'contended transaction', 'commit']
const leastRatio = 0.5
const leastGrouping = 4
/** More of the processors' time than this in other hands makes the figures doubtful. */
const mostOthers = 0.2

const digits = (number, count = 3) => (number === undefined ? '–' : String(Number(number.toPrecision(count))))
const ratioText = (number) => (number === undefined ? '–' : number.toFixed(2))
const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(1)

function printTable(head, align, rows) {
  if (rows.length === 0) return
  console.log(`\n| ${head.join(' | ')} |\n| ${align.join(' | ')} |`)
  for (const row of rows) console.log(`| ${row.join(' | ')} |`)
}

function printTransactions(rows) {
  const head = ['storage', 'keys', 'writers', 'what', 'per second', 'p50 ms', 'p99 ms', 'ratio']
  const cells = rows.map((row) => [
    row.storage,
    row.keys,
    row.writers,
    row.contender,
    Math.round(row.perSecond),
    digits(row.p50Ms),
    digits(row.p99Ms),
    ratioText(row.ratio),
  ])
  printTable(head, ['---', '---:', '---:', '---', '---:', '---:', '---:', '---:'], cells)
}

function printChanges(rows) {
  const head = ['storage', '50 mirrors, ms', "storage's own notification, ms", 'ratio']
  const cells = rows.map((row) => [row.storage, digits(row.oursMs), digits(row.boundMs), ratioText(row.ratio)])
  printTable(head, ['---', '---:', '---:', '---:'], cells)
}

function printLoads(rows) {
  const title = `mirror of ${objectCount} objects, ms`
  const head = ['storage', title, 'reading and parsing, ms', 'ratio', 'heap, MiB', 'parsed values, MiB', 'ratio']
  const cells = rows.map((row) => [
    row.storage,
    digits(row.oursMs),
    digits(row.boundMs),
    ratioText(row.timeRatio),
    megabytes(row.oursBytes),
    megabytes(row.boundBytes),
    ratioText(row.heapRatio),
  ])
  printTable(head, ['---', '---:', '---:', '---:', '---:', '---:', '---:'], cells)
}

/** @returns what was to be reached, and what was */
function goalsOf({ transactions, changes, mirrorLoads }) {
  const held = transactions.filter(({ contender, ratio }) => ratio !== undefined && ownContenders.includes(contender))
  const goals = held.map(({ storage, keys, writers, contender, ratio }) => ({
    what: `${storage}, ${contender} of ${keys}, ${writers} writers`,
    reached: ratio,
    least: leastRatio,
  }))
  for (const { storage, ratio } of changes)
    goals.push({ what: `${storage}, change to 50 subscribers`, reached: ratio, least: leastRatio })
  for (const { storage, timeRatio, heapRatio } of mirrorLoads) {
    goals.push({ what: `${storage}, time to load a mirror`, reached: timeRatio, least: leastRatio })
    goals.push({ what: `${storage}, heap of a mirror`, reached: heapRatio, least: leastRatio })
  }
  return [...goals, ...groupingGoals(transactions)]
}

function groupingGoals(transactions) {
  const embedded = transactions.filter(
    ({ storage, contender }) => storage === 'embedded' && contender === 'transaction',
  )
  return embedded
    .filter(({ writers }) => writers > 1)
    .map(({ keys, writers, perSecond }) => ({
      what: `embedded, transaction of ${keys}, ${writers} writers against one`,
      reached: perSecond / embedded.find((row) => row.keys === keys && row.writers === 1).perSecond,
      least: leastGrouping,
    }))
}

function printGoals(goals) {
  console.log('\nGoals:')
  for (const { what, reached, least } of goals)
    console.log(`  ${what}: at least ${least}: ${ratioText(reached)}, ${reached >= least ? 'yes' : 'no'}`)
}

export function report({ json, ...outcome }) {
  const goals = goalsOf(outcome)
  if (json) {
    console.log(JSON.stringify({ node: process.version, ...outcome, goals }, null, 2))
    return
  }
  console.log(
    `Node ${process.version}, median of ${outcome.rounds} rounds; ratio 1 = the bound in the same round, more is better.\n` +
      'A transaction is a read and a commit. Contended: keys from 16, for which all writers compete.',
  )
  printTransactions(outcome.transactions)
  printChanges(outcome.changes)
  printLoads(outcome.mirrorLoads)
  printGoals(goals)
  const { others } = outcome
  if (others > mostOthers)
    console.log(`\nOther work took ${Math.round(others * 100)} % of the processors: repeat this on a quiet machine.`)
}
