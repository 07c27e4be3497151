// npm run bench -- events [--json] [--quick]: events delivered by index and locks handed over, every contender in one process, in
// turns.
import { deepStrictEqual } from 'node:assert'
import { EventEmitter } from 'node:events'
import { event, LockContext, Scheduler } from '@vlcp/events'
import { all, createSignal, each, run, sleep, spawn } from 'effection'
import { filter, firstValueFrom, Subject } from 'rxjs'
import { median } from '../rounds.mjs'
import { moduleCalls } from './module-calls.mjs'

const json = process.argv.includes('--json')
const rounds = process.argv.includes('--quick') ? 3 : 9

class Note extends event('key') {}

/** Events for `waiters` keys in turns; each contender counts what each waiter got. */
const eventsFor = (waiters) => Array.from({ length: waiters }, (_, at) => new Note({ key: `key ${at}`, at }))
const idle = () => new Promise((resolve) => setImmediate(resolve))

/** The least an event can be: the same fields, of a class. */
class Plain {
  constructor({ key, at }) {
    this.key = key
    this.at = at
  }
}

/** The work of the rows below with the making of each event in it. */
const makers = {
  'EventEmitter, each event made': (waiters) => {
    const emitter = new EventEmitter()
    const counts = new Uint32Array(waiters)
    const notes = eventsFor(waiters)
    for (const { key } of notes) emitter.on(key, (event) => void (counts[event.at] += 1))
    return {
      counts,
      deliver: async (count) => {
        for (let n = 0; n < count; n++) {
          const event = new Plain({ key: notes[n % waiters].key, at: n % waiters })
          emitter.emit(event.key, event)
        }
      },
    }
  },
  '@vlcp/events callbacks, emitted, each event made': (waiters) => {
    const scheduler = new Scheduler()
    const counts = new Uint32Array(waiters)
    const notes = eventsFor(waiters)
    for (const { key } of notes) scheduler.on(Note.match({ key }), (event) => void (counts[event.at] += 1))
    return {
      counts,
      deliver: async (count) => {
        for (let n = 0; n < count; n++) scheduler.emit(new Note({ key: notes[n % waiters].key, at: n % waiters }))
      },
    }
  },
}

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

/** How many events in a round, so that each takes some tenths of a second at most. */
const PER_ROUND = {
  100: { default: 200_000, 'rxjs filter': 20_000, 'effection each': 1_000 },
  10_000: { default: 200_000, 'rxjs filter': 300, 'effection each': 3 },
}

/** Contenders on one lock: (count) → the order they had it in. Each holds it for a turn of the microtask queue. */
const lockers = {
  EventEmitter: async (count) => {
    const emitter = new EventEmitter()
    const order = []
    const contend = async (turn) => {
      if (turn > 0) await new Promise((resolve) => emitter.once(turn, resolve))
      order.push(turn)
      await Promise.resolve()
      emitter.emit(turn + 1)
    }
    await Promise.all(Array.from({ length: count }, (_, turn) => contend(turn)))
    return order
  },
  '@vlcp/events': async (count) => {
    const context = new LockContext()
    const order = []
    const contend = async (turn) => {
      const lock = context.lock('key')
      await lock.lock()
      order.push(turn)
      await Promise.resolve()
      lock.unlock()
    }
    await Promise.all(Array.from({ length: count }, (_, turn) => contend(turn)))
    return order
  },
  'rxjs filter': async (count) => {
    const subject = new Subject()
    const order = []
    const contend = async (turn) => {
      if (turn > 0) await firstValueFrom(subject.pipe(filter((next) => next === turn)))
      order.push(turn)
      await Promise.resolve()
      subject.next(turn + 1)
    }
    await Promise.all(Array.from({ length: count }, (_, turn) => contend(turn)))
    return order
  },
  'effection each': async (count) => {
    const signal = createSignal()
    const order = []
    const contend = function* (turn) {
      // Until the others listen.
      if (turn === 0) yield* sleep(0)
      else
        for (const next of yield* each(signal)) {
          if (next === turn) break
          yield* each.next()
        }
      order.push(turn)
      signal.send(turn + 1)
    }
    await run(() => all(Array.from({ length: count }, (_, turn) => contend(turn))))
    return order
  },
}

/** The more contenders, the longer a filtering library takes for each; effection gets fewer, since it is slowest. */
const CONTENDERS = { default: 10_000, 'effection each': 100 }

/** Runs contenders in turns. @param prepared each with `count` and `run`, the first of which is the bound. */
async function takeRounds(title, prepared) {
  const samples = prepared.map(() => [])
  for (let round = 0; round < rounds; round++)
    for (const [at, one] of prepared.entries()) {
      const start = process.hrtime.bigint()
      await one.run(one.count)
      samples[at].push((one.count * 1e9) / Number(process.hrtime.bigint() - start))
    }
  const perRound = (at) => median(samples[at].map((rate, round) => rate / samples[0][round]))
  return prepared.map(({ name }, at) => ({
    case: title,
    contender: name,
    perSecond: Math.round(median(samples[at])),
    ratioToEmitter: Number(perRound(at).toPrecision(3)),
  }))
}

async function measure(waiters, of, title = `${waiters} waiters`) {
  const sizes = PER_ROUND[waiters]
  const prepared = Object.entries(of).map(([name, create]) => ({
    name,
    count: sizes[name] ?? sizes.default,
    ...create(waiters),
  }))
  for (const one of prepared) {
    await one.deliver(one.count)
    const expected = Uint32Array.from({ length: waiters }, (_, key) => Math.floor((one.count - key - 1) / waiters) + 1)
    deepStrictEqual(one.counts, expected, `${one.name} delivers each event once to whom it is for`)
  }
  return takeRounds(
    title,
    prepared.map(({ name, count, deliver }) => ({ name, count, run: deliver })),
  )
}

async function locks() {
  const prepared = Object.entries(lockers).map(([name, run]) => ({
    name,
    count: CONTENDERS[name] ?? CONTENDERS.default,
    run,
  }))
  for (const { name, count, run } of prepared)
    deepStrictEqual(await run(count), [...Array(count).keys()], `${name} hands the lock over in order`)
  return takeRounds('10 000 contenders on a lock', prepared)
}

const results = [
  ...(await measure(100, contenders)),
  ...(await measure(100, makers, '100 waiters, each event made')),
  ...(await measure(10_000, contenders)),
  ...(await locks()),
  ...(await moduleCalls(rounds)),
]
if (json) console.log(JSON.stringify({ node: process.version, rounds, results }, null, 2))
else {
  console.log(
    `Node ${process.version}, median of ${rounds} rounds; ratio 1 = the bare EventEmitter in the same round\n`,
  )
  console.log('| case | contender | M/s | ratio |\n| --- | --- | ---: | ---: |')
  for (const row of results)
    console.log(
      `| ${row.case} | ${row.contender} | ${Number((row.perSecond / 1e6).toPrecision(3))} | ${row.ratioToEmitter} |`,
    )
}
process.exit()
