// node.fixture.ts NAME SEED ADDRESS: one controller of a fault test. Works on the bank until it reads the line `stop` on its
// standard input; on `finish REVISION` it waits until its mirror stands there, prints what it holds, and ends.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatCanonical } from '../canonical-json.ts'
import { StoreError } from '../errors.ts'
import { changeOf } from '../mirror/mirror.ts'
import { Store } from '../store.ts'
import { allocate, audit, bankClasses, Note, transfer } from './bank.suite.ts'
import type { Outcome } from './history.suite.ts'
import type { Line } from './node.suite.ts'
import { Random } from './random.suite.ts'
import { openStorage, type StorageAddress } from './storage.suite.ts'

const [name = '', seed = '', address = ''] = process.argv.slice(2)
/** Transactions of one node that are under way at the same time. */
const lanes = 2
const timeoutMs = 4000
const longestPauseMs = 30

const print = (line: Line): boolean => process.stdout.write(`${JSON.stringify(line)}\n`)
/** Of the machine, so that the times of all nodes compare. */
const now = (): number => Number(process.hrtime.bigint() / 1000n) / 1000

// The test has begun by opening the storage, so it is there; but it may be in trouble by now.
const store = new Store(await openStorage(JSON.parse(address) as StorageAddress))
const mirror = await store.openMirror(bankClasses)
print({ line: 'opened', revision: mirror.revision })
mirror.subscribe(({ revision, resync, changes }) => {
  const notes = changes.flatMap((change) => changeOf(Note, change)?.new ?? [])
  print({ line: 'fed', revision, resync, notes: notes as Note[] })
})
mirror.onStatus(({ state }) => print({ line: 'status', state }))

let stopped = false
const commands = createInterface({ input: process.stdin })
const stop = once(commands, 'line').then(() => {
  stopped = true
})

async function outcomeOf(op: string, random: Random): Promise<Outcome> {
  const begin = now()
  const end = (): { op: string; begin: number; end: number } => ({ op, begin, end: now() })
  try {
    if (random.below(8) === 0) {
      const { value: balances, revision } = await store.read(audit, { timeoutMs })
      return { ...end(), kind: 'audited', revision, balances }
    }
    const work = random.below(2) === 0 ? transfer : allocate
    const lot = random.below(2 ** 31)
    // Again from the same numbers when the transaction starts again.
    const { revision } = await store.transact((tx) => work(tx, op, new Random(lot)), { timeoutMs })
    return { ...end(), kind: 'committed', revision }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return { ...end(), kind: error.code === 'unavailable' ? 'unknown' : 'refused' }
  }
}

async function runLane(lane: number): Promise<void> {
  const random = new Random(Number(seed) * lanes + lane)
  for (let i = 0; !stopped; i++) {
    const op = `${name}-${lane}-${i}`
    print({ line: 'began', op })
    print({ line: 'ended', outcome: await outcomeOf(op, random) })
    await sleep(random.below(longestPauseMs))
  }
}

await Promise.all([stop, ...Array.from({ length: lanes }, (_, lane) => runLane(lane))])
print({ line: 'stopped' })
const [command] = (await once(commands, 'line')) as [string]
await mirror.waitFor(Number(command.split(' ')[1]), { timeoutMs: 30_000 })
const objects = bankClasses.map((cls) => [...mirror.all<object>(cls)].toSorted(([a], [b]) => (a < b ? -1 : 1)))
print({ line: 'holds', digest: createHash('sha256').update(formatCanonical(objects)).digest('hex') })
await store.close()
commands.close()
