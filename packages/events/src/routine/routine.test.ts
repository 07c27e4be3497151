import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { event, type Event } from '../event/event.ts'
import { EventQueue } from '../queue/queue.ts'
import { Scheduler } from '../scheduler/scheduler.ts'
import type { Subscription } from '../scheduler/subscription.ts'
import { FakeClock } from '../time/fake-clock.ts'
import { RoutineContainer } from './container.ts'
import { InterruptedError } from './interrupted.ts'

class Note extends event('type')<{ type: number }> {}
const note = (type: number): Event => new Note({ type })

let clock: FakeClock
let scheduler: Scheduler
let container: RoutineContainer
let errors: Error[]
let seen: string[]
const say = (text: string): unknown => seen.push(text)

beforeEach(() => {
  clock = new FakeClock()
  errors = []
  seen = []
  scheduler = new Scheduler({ clock, onError: (error) => errors.push(error) })
  container = new RoutineContainer(scheduler, { name: 'main' })
})
afterEach(() => container.close())

describe('starting', () => {
  it('in the foreground runs to the first await, in the background later', async () => {
    container.start(() => say('background'), { mode: 'background' })
    container.start(async (r) => {
      say('first')
      await r.doEvents()
      say('last')
    })
    say('caller')
    await scheduler.settled()
    await scheduler.settled()
    expect(seen).toEqual(['first', 'caller', 'background', 'last'])
    expect(container.size).toBe(0)
  })

  it('names a routine that fails, with its own stack; who asks for the result gets the error itself', async () => {
    async function broken(): Promise<void> {
      await Promise.resolve()
      throw new RangeError('too far')
    }
    container.start(async function outer(r) {
      r.start(broken)
      await r.doEvents()
    })
    await expect(container.start(broken).result).rejects.toThrow(RangeError)
    await scheduler.settled()
    expect(errors.map(({ message }) => message)).toEqual(['routine main/outer/broken failed: too far'])
    expect(errors[0]?.stack).toMatch(/at broken .*routine\.test\.ts/)
  })
})

describe('waiting', () => {
  it('producer and consumer take turns over a small queue', async () => {
    const queue = new EventQueue({ limit: 2 })
    const own = new RoutineContainer(new Scheduler({ queue }))
    const producer = own.start(async (r) => {
      for (let n = 1; n <= 6; n++) {
        await r.send(note(n))
        say(`p${n}`)
      }
    })
    const consumer = own.start(async (r) => {
      for (let n = 1; n <= 6; n++) say(`c${((await r.wait(Note.match())) as Note).type}`)
    })
    await Promise.all([producer.result, consumer.result])
    expect(seen.join(' ')).toBe('p1 p2 c1 p3 c2 p4 c3 p5 c4 p6 c5 c6')
  })

  it('with a timeout, for all, for a promise, for empty', async () => {
    const run = container.start(async (r) => {
      say(`${(await r.waitWithTimeout(10, Note.match()))?.type}`)
      const [two, one] = [Note.match({ type: 2 }), Note.match({ type: 1 })]
      const all = await r.waitForAll([two, one])
      say(all.map((match) => match.event.type).join())
      say(await r.until(Promise.resolve('promise')))
      await r.send(note(3))
      await r.waitForEmpty(scheduler.queue)
      say('empty')
    })
    await clock.advance(10)
    for (const n of [1, 1, 2]) scheduler.post(note(n))
    await run.result
    expect(seen).toEqual(['undefined', '1,2', 'promise', 'empty'])
    expect([run.waits.size, scheduler.timers.size]).toEqual([0, 0])
  })

  it('for queues that are empty at the same time', async () => {
    const [a, b] = [new EventQueue(), new EventQueue()]
    for (const queue of [a, b]) queue.post(note(1))
    const waiting = container.start((r) => r.waitForEmpty(a, b).then(() => say('empty')))
    a.pop()
    a.post(note(2))
    b.pop()
    await scheduler.settled()
    expect(seen).toEqual([])
    a.pop()
    await waiting.result
    expect(seen).toEqual(['empty'])
  })

  it('in the order of the timers', async () => {
    for (const ms of [30, 10, 20, 10])
      container.start(async (r) => (await r.sleep(ms), say(`${ms} at ${clock.nowMs()}`)))
    await clock.advance(100)
    expect(seen).toEqual(['10 at 10', '10 at 10', '20 at 20', '30 at 30'])
  })
})

describe('ending', () => {
  it('throws at the wait, runs finally blocks, children first', async () => {
    const routine = container.start(async (r) => {
      r.start(async (child) => {
        try {
          await child.wait(Note.match())
        } finally {
          await Promise.resolve()
          say('child')
        }
      })
      try {
        await r.sleep(1000)
      } finally {
        say('parent')
      }
    })
    const { signal } = routine
    await routine.terminate('enough')
    expect([seen.toSorted(), container.size, scheduler.timers.size]).toEqual([['child', 'parent'], 0, 0])
    expect([signal.aborted, routine.done, errors]).toEqual([true, true, []])
    await expect(routine.result).rejects.toThrow('main/routine was terminated')
  })

  it('ends children when the body is over, and closes what it subscribed to', async () => {
    const notes = await container.scope<Subscription<Note>>(async (r) => {
      r.start(async (child) => {
        for await (const { type } of child.subscribe(Note.match())) say(`${type}`)
      })
      r.on(Note.match(), () => say('callback'))
      await r.send(note(1))
      await r.doEvents()
      return r.subscribe(Note.match())
    })
    scheduler.post(note(2))
    await scheduler.settled()
    expect([seen.toSorted(), notes.length]).toEqual([['1', 'callback'], 0])
    await expect(notes.next()).rejects.toThrow('was terminated')
  })

  it('leaves behind what does not end, and says so', async () => {
    container.start(async function stubborn(r) {
      for (;;) await r.sleep(10).catch(() => {})
    })
    container.start(() => new Promise(() => {}), { name: 'deaf' })
    const closing = container.close()
    await clock.advance(5000)
    await closing
    expect(errors.map(({ message }) => message)).toEqual([
      'main/stubborn did not end within 5000 ms of being terminated',
      'main/deaf did not end within 5000 ms of being terminated',
    ])
    await expect(container.start((r) => r.sleep(1)).result).rejects.toThrow('terminated')
  })
})

describe('several at a time', () => {
  const after =
    (ms: number, value: string, fail = false) =>
    async (r: RoutineContainer) => {
      try {
        await r.sleep(ms)
      } catch (error) {
        say(`${value} ended`)
        throw error
      }
      if (fail) throw new Error(value)
      return value
    }
  const run = async <T>(promise: Promise<T>): Promise<T | string> => {
    const caught = promise.catch((error: Error) => `${error.name}: ${error.message}`)
    await clock.advance(100)
    return caught
  }
  const bodies = [after(20, 'a'), after(10, 'b', true), after(30, 'c', true)]

  it('all: waits for all, throws one failure or all of several', async () => {
    expect(await run(container.executeAll([after(20, 'a'), after(10, 'b')]))).toEqual(['a', 'b'])
    expect(await run(container.executeAll(bodies.slice(0, 2)))).toBe('Error: b')
    expect(await run(container.executeAll(bodies))).toBe('AggregateError: 2 of 3 routines failed')
    expect(seen).toEqual([])
  })

  it('settled, fail-fast, race', async () => {
    expect(await run(container.executeAll(bodies.slice(0, 2), 'settled'))).toMatchObject([
      { value: 'a' },
      { status: 'rejected' },
    ])
    expect(await run(container.executeAll(bodies, 'fail-fast'))).toBe('Error: b')
    expect(await run(container.executeAll([after(20, 'x'), after(5, 'y')], 'race'))).toBe('y')
    expect(seen).toEqual(['a ended', 'c ended', 'x ended'])
    expect(errors).toEqual([])
  })

  it('under a timeout, an exception, a callback', async () => {
    expect(await run(container.withTimeout(5, after(10, 'slow')))).toMatch(/TimeoutError: .* took longer than 5 ms/)
    expect(await run(container.withTimeout(50, after(10, 'fast')))).toBe('fast')
    const interrupted = container.withException(after(10, 'disturbed'), Note.match({ type: 7 }))
    scheduler.post(note(7))
    await expect(interrupted).rejects.toMatchObject({ event: { type: 7 } })
    await expect(interrupted).rejects.toBeInstanceOf(InterruptedError)
    const called = container.withCallback(after(10, 'calm'), (one: Note) => say(`side ${one.type}`), Note.match())
    scheduler.post(note(8))
    expect(await run(called)).toBe('calm')
    const failing = container.withCallback(after(10, 'victim'), () => Promise.reject(new Error('no')), Note.match())
    scheduler.post(note(9))
    await expect(failing).rejects.toThrow('no')
    expect(seen).toEqual(['slow ended', 'disturbed ended', 'side 8', 'victim ended'])
  })
})
