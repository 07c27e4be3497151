/** Whatever fails in a user's code: nothing else stops, and somebody is told what it was by name, with a stack that leads there. */
import { beforeEach, describe, expect, it } from 'vitest'
import { claimable, ClaimableEvent, event, Event, extend } from './event/event.ts'
import { byRank, perKey } from './queue/order.ts'
import { EventQueue } from './queue/queue.ts'
import { RoutineContainer } from './routine/container.ts'
import { Scheduler } from './scheduler/scheduler.ts'
import { Future } from './sync/future.ts'
import { LockContext } from './sync/lock.ts'
import { Semaphore } from './sync/semaphore.ts'
import { FakeClock } from './time/fake-clock.ts'

class Note extends event('type')<{ type: number }> {}
class Job extends claimable('id')<{ id: number }> {}
class Stale extends extend(Job) {
  override isObsolete(): boolean {
    return oops()
  }
}
/** An index that cannot be read. */
class Torn extends Event {
  static override readonly indices = ['part'] as const
  get part(): string {
    return oops()
  }
}
class TornJob extends ClaimableEvent {
  static override readonly indices = ['part'] as const
  get part(): string {
    return oops()
  }
}

function oops(): never {
  throw new RangeError('oops')
}
const nothing = (): void => {}

let clock: FakeClock
let queue: EventQueue
let scheduler: Scheduler
let container: RoutineContainer
let errors: Error[]
beforeEach(() => {
  clock = new FakeClock()
  errors = []
  queue = new EventQueue()
  // Of its own, since what nobody claims stalls its line.
  queue.add({ name: 'jobs', match: Job.match() })
  scheduler = new Scheduler({ clock, queue, onError: (error) => errors.push(error) })
  container = new RoutineContainer(scheduler, { name: 'main' })
})

type Case = readonly [what: string, message: string, fail: () => unknown]
const cases: readonly Case[] = [
  ['a callback', 'callback listen failed: oops', () => scheduler.on(Note.match(), oops, { name: 'listen' })],
  [
    'an async callback',
    'callback listen failed: oops',
    () => scheduler.on(Note.match(), () => Promise.resolve().then(oops), { name: 'listen' }),
  ],
  [
    'a callback of a routine',
    'callback main/worker/listen failed: oops',
    () => {
      const routine = container.start((r) => r.sleep(1e6), { name: 'worker' })
      routine.on(Note.match(), function listen() {
        oops()
      })
    },
  ],
  [
    'a predicate',
    'the predicate of a matcher for Note failed: oops',
    () => scheduler.on(Note.match({}, oops), nothing),
  ],
  [
    'a predicate of a queue',
    'the predicate of a queue in events for Note failed: oops',
    () => queue.add({ name: 'notes', match: Note.match({}, oops) }),
  ],
  [
    'a rank',
    'the rank of queue notes for Note failed: oops',
    () => queue.add({ name: 'notes', match: Note.match(), order: byRank(oops) }),
  ],
  [
    'a key',
    'the key of queue notes for Note failed: oops',
    () => queue.add({ name: 'notes', match: Note.match(), order: perKey(oops) }),
  ],
  [
    'an index',
    'reading the indices of Torn failed: oops',
    () => {
      scheduler.on(Torn.match({ part: 'x' }), nothing)
      scheduler.post(new Torn())
    },
  ],
  ['an index of a claimable event', 'reading the indices of TornJob failed: oops', () => scheduler.post(new TornJob())],
  ['isObsolete', 'isObsolete of Stale failed: oops', () => scheduler.post(new Stale({ id: 1 }))],
  ['a routine', 'routine main/worker failed: oops', () => container.start(oops, { name: 'worker' })],
  [
    'a routine that waited',
    'routine main/worker failed: oops',
    () => container.start(async (r) => (await r.wait(Note.match()), oops()), { name: 'worker' }),
  ],
  [
    'a finally block',
    'routine main/worker failed: oops',
    () => {
      const routine = container.start(
        async (r) => {
          try {
            await r.sleep(1e6)
          } finally {
            oops()
          }
        },
        { name: 'worker' },
      )
      void routine.terminate()
    },
  ],
  ['a timer', 'a timer failed: oops', () => scheduler.timers.after(1, oops)],
  ['a timer that repeats', 'a timer failed: oops', () => scheduler.timers.every(1, oops)],
]

it.each(cases)('%s that throws is reported, and the others go on', async (_, message, fail) => {
  const seen: number[] = []
  const ticks: number[] = []
  fail()
  scheduler.on(Note.match(), ({ type }) => seen.push(type))
  const looping = container.start(async (r) => {
    for (const type of [1, 2, 3]) expect((await r.wait(Note.match())).type).toBe(type)
    return 'has seen all'
  })
  for (const ms of [1, 2]) scheduler.timers.after(ms, () => ticks.push(ms))
  for (const type of [1, 2, 3]) scheduler.post(new Note({ type }))
  await clock.advance(2)
  await scheduler.settled()
  expect([seen, ticks, await looping.result]).toEqual([[1, 2, 3], [1, 2], 'has seen all'])
  expect(new Set(errors.map((error) => error.message))).toEqual(new Set([message]))
  for (const error of errors) {
    expect(error.stack).toMatch(/at .*oops .*user-code\.test\.ts/)
    expect(error.cause).toBeInstanceOf(RangeError)
  }
  expect(scheduler.metrics().queue.length).toBe(scheduler.metrics().unclaimed)
})

describe('what somebody waits for fails for him', () => {
  it.each<readonly [string, () => Promise<unknown>]>([
    ['the condition of a send', () => limited().send(new Note({ type: 1 }), { until: untilSecond() })],
    ['the body of a lock', () => new LockContext().lock('a').hold(oops)],
    ['the body of a semaphore', () => new Semaphore(1).hold(oops)],
    ['the body of ensure', () => new Future().ensure(oops)],
    ['a routine whose result is asked for', () => container.start(oops).result],
    ['a scope', () => container.scope(oops)],
    ['one of several', () => container.executeAll<number>([oops, () => 1])],
    ['the fastest', () => container.executeAll<void, 'race'>([oops, (r) => r.sleep(1e6)], 'race')],
    [
      'a side callback',
      () => container.withCallback((r) => (scheduler.post(new Note({ type: 1 })), r.sleep(1e6)), oops, Note.match()),
    ],
    ['a body with a timeout', () => container.withTimeout(1e6, oops)],
  ])('%s', async (_, run) => {
    const failing = run()
    const error: unknown = await failing.catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'RangeError', message: 'oops' })
    expect((error as Error).stack).toMatch(/at .*oops .*user-code\.test\.ts/)
    expect([errors, scheduler.timers.size]).toEqual([[], 0])
  })

  /** A full queue of which one place is freed a moment later. */
  const limited = (): EventQueue => {
    const full = new EventQueue({ limit: 1 })
    full.post(new Note({ type: 0 }))
    setImmediate(() => full.pop())
    return full
  }
  const untilSecond = (): (() => boolean) => {
    let asked = 0
    return () => asked++ > 0 && oops()
  }
})

it('a key that is another one each time, or none, loses nobody who waits', async () => {
  let asked = 0
  const order = perKey(() => (asked++ % 3 === 0 ? oops() : asked % 2), { each: 2 })
  queue.add({ name: 'notes', match: Note.match(), limit: 6, order })
  const seen: number[] = []
  scheduler.on(Note.match(), ({ type }) => seen.push(type))
  const types = Array.from({ length: 50 }, (_, type) => type)
  await Promise.all(types.map((type) => scheduler.send(new Note({ type }))))
  await scheduler.settled()
  expect(seen.toSorted((a, b) => a - b)).toEqual(types)
})

it('what is thrown may be anything', async () => {
  const things: unknown[] = [undefined, 'text', Symbol('sign'), Object.create(null)]
  scheduler.on(
    Note.match(),
    ({ type }) => {
      throw things[type]
    },
    { name: 'odd' },
  )
  for (const type of things.keys()) scheduler.post(new Note({ type }))
  await scheduler.settled()
  expect(errors.map(({ message }) => message)).toEqual([
    'callback odd failed: undefined',
    'callback odd failed: text',
    'callback odd failed: Symbol(sign)',
    'callback odd failed: something that cannot be shown was thrown',
  ])
})
