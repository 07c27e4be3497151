// npm run bench -- events [--json] [--quick]: events delivered by index, every contender in one process, in turns.
import { deepStrictEqual } from 'node:assert'
import { EventEmitter } from 'node:events'
import { event, LockContext, Scheduler } from '@vlcp/events'
import { createSignal, each, run, spawn } from 'effection'
import { filter, Subject } from 'rxjs'
import { median } from '../rounds.mjs'
import { moduleCalls } from './module-calls.mjs'

const json = process.argv.includes('--json')
const rounds = process.argv.includes('--quick') ? 3 : 9

class Note extends event('key') {}

/** Events for `waiters` keys in turns; each contender counts what each waiter got. */
const eventsFor = (waiters) => Array.from({ length: waiters }, (_, at) => new Note({ key: `key ${at}`, at }))
const idle = () => new Promise((resolve) => setImmediate(resolve))

// Each contender: (waiters) → { counts, deliver(count) }. `deliver` resolves when all have been received.
const contenders = {
  EventEmitter: (waiters) => {
    const emitter = new EventEmitter()
    const counts = new Uint32Array(waiters)
    const notes = eventsFor(waiters)
    for (const { key, at } of notes) emitter.on(key, () => void (counts[at] += 1))
    return {
      counts,
      deliver: async (count) => {
        for (let n = 0; n < count; n++) emitter.emit(notes[n % waiters].key, notes[n % waiters])
      },
    }
  },
  '@vlcp/events callbacks, emitted': (waiters) => {
    const scheduler = new Scheduler()
    const counts = new Uint32Array(waiters)
    const notes = eventsFor(waiters)
    for (const { key, at } of notes) scheduler.on(Note.match({ key }), () => void (counts[at] += 1))
    return {
      counts,
      deliver: async (count) => {
        for (let n = 0; n < count; n++) scheduler.emit(notes[n % waiters])
      },
    }
  },
  '@vlcp/events callbacks, queued': (waiters) => {
    const scheduler = new Scheduler()
    const counts = new Uint32Array(waiters)
    const notes = eventsFor(waiters)
    for (const { key, at } of notes) scheduler.on(Note.match({ key }), () => void (counts[at] += 1))
    return {
      counts,
      deliver: async (count) => {
        for (let n = 0; n < count;) {
          for (const end = Math.min(count, n + 5000); n < end; n++) scheduler.post(notes[n % waiters])
          await scheduler.queue.whenEmpty()
        }
      },
    }
  },
  '@vlcp/events subscriptions': (waiters) => {
    const scheduler = new Scheduler()
    const counts = new Uint32Array(waiters)
    const notes = eventsFor(waiters)
    let received = 0
    let onAll
    let target = 0
    for (const { key } of notes) {
      const subscription = scheduler.subscribe(Note.match({ key }))
      void (async () => {
        for await (const note of subscription) {
          counts[note.at] += 1
          if (++received === target) onAll()
        }
      })()
    }
    return {
      counts,
      deliver: async (count) => {
        const all = new Promise((resolve) => (onAll = resolve))
        target = received + count
        for (let n = 0; n < count;) {
          for (const end = Math.min(count, n + 5000); n < end; n++) scheduler.post(notes[n % waiters])
          await scheduler.queue.whenEmpty()
        }
        await all
      },
    }
  },
  '@vlcp/events waits': (waiters) => {
    const scheduler = new Scheduler()
    const counts = new Uint32Array(waiters)
    const notes = eventsFor(waiters)
    for (const { key } of notes) {
      const matcher = Note.match({ key })
      void (async () => {
        for (;;) counts[(await scheduler.wait(matcher)).at] += 1
      })()
    }
    return {
      counts,
      deliver: async (count) => {
        for (let n = 0; n < count;) {
          for (const end = Math.min(count, n + 5000); n < end; n++) scheduler.post(notes[n % waiters])
          await scheduler.queue.whenEmpty()
        }
        await idle()
      },
    }
  },
  'rxjs filter': (waiters) => {
    const subject = new Subject()
    const counts = new Uint32Array(waiters)
    const notes = eventsFor(waiters)
    for (const { key, at } of notes)
      subject.pipe(filter((note) => note.key === key)).subscribe(() => void (counts[at] += 1))
    return {
      counts,
      deliver: async (count) => {
        for (let n = 0; n < count; n++) subject.next(notes[n % waiters])
      },
    }
  },
  'effection each': (waiters) => {
    const signal = createSignal()
    const counts = new Uint32Array(waiters)
    const notes = eventsFor(waiters)
    let received = 0
    let target = 0
    let onAll
    void run(function* () {
      for (const { key, at } of notes)
        void (yield* spawn(function* () {
          for (const note of yield* each(signal)) {
            if (note.key === key) {
              counts[at] += 1
              if (++received === target) onAll()
            }
            yield* each.next()
          }
        }))
      void (yield* each(createSignal()))
    })
    return {
      counts,
      deliver: async (count) => {
        await idle()
        const all = new Promise((resolve) => (onAll = resolve))
        target = received + count
        for (let n = 0; n < count; n++) signal.send(notes[n % waiters])
        await all
      },
    }
  },
}

const PER_ROUND = {
  100: { default: 200_000, 'rxjs filter': 20_000, 'effection each': 1_000 },
  10_000: { default: 200_000, 'rxjs filter': 300 },
}

async function measure(waiters) {
  const sizes = PER_ROUND[waiters]
  const names = Object.keys(contenders).filter((name) => waiters === 100 || name !== 'effection each')
  const prepared = names.map((name) => ({ name, count: sizes[name] ?? sizes.default, ...contenders[name](waiters) }))
  for (const one of prepared) {
    await one.deliver(one.count)
    const expected = Uint32Array.from({ length: waiters }, (_, key) => Math.floor((one.count - key - 1) / waiters) + 1)
    deepStrictEqual(one.counts, expected, `${one.name} delivers each event once to whom it is for`)
  }
  const samples = prepared.map(() => [])
  for (let round = 0; round < rounds; round++)
    for (const [at, one] of prepared.entries()) {
      const start = process.hrtime.bigint()
      await one.deliver(one.count)
      samples[at].push((one.count * 1e9) / Number(process.hrtime.bigint() - start))
    }
  const perRound = (at) => median(samples[at].map((rate, round) => rate / samples[0][round]))
  return prepared.map(({ name }, at) => ({
    case: `${waiters} waiters`,
    contender: name,
    perSecond: Math.round(median(samples[at])),
    ratioToEmitter: Math.round(perRound(at) * 1e5) / 1e5,
  }))
}

async function locks() {
  const context = new LockContext()
  const rates = []
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint()
    await Promise.all(Array.from({ length: 10_000 }, () => context.lock('key').hold(() => {})))
    rates.push((10_000 * 1e9) / Number(process.hrtime.bigint() - start))
  }
  return {
    case: '10 000 contenders on a lock',
    contender: '@vlcp/events hand-overs',
    perSecond: Math.round(median(rates)),
  }
}

const results = [...(await measure(100)), ...(await measure(10_000)), await locks(), ...(await moduleCalls(rounds))]
if (json) console.log(JSON.stringify({ node: process.version, rounds, results }, null, 2))
else {
  console.log(
    `Node ${process.version}, median of ${rounds} rounds; ratio 1 = the bare EventEmitter in the same round\n`,
  )
  console.log('| case | contender | M/s | ratio |\n| --- | --- | ---: | ---: |')
  for (const row of results)
    console.log(
      `| ${row.case} | ${row.contender} | ${(row.perSecond / 1e6).toFixed(4)} | ${row.ratioToEmitter ?? '–'} |`,
    )
}
process.exit()
