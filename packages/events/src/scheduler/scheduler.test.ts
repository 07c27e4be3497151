import { afterEach, describe, expect, it } from 'vitest'
import { claimable, event, Event, extend } from '../event/event.ts'
import { EventQueue } from '../queue/queue.ts'
import { byRank, perKey } from '../queue/order.ts'
import { FakeClock } from '../time/fake-clock.ts'
import { Scheduler } from './scheduler.ts'

class Note extends event('type')<{ type: number; text?: string }> {}
class Job extends claimable('id')<{ id: number; group?: string }> {}

const errors: Error[] = []
const onError = (error: Error): void => void errors.push(error)
afterEach(() => errors.splice(0))
const note = (type: number): Note => new Note({ type })
const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

describe('callbacks', () => {
  it('get what they asked for, the most specific first, until closed', async () => {
    const scheduler = new Scheduler()
    const seen: string[] = []
    scheduler.on(Event.match(), ({ constructor }) => seen.push(`any ${constructor.name}`))
    const one = scheduler.on(Note.match({ type: 1 }), ({ type }) => seen.push(`one ${type}`))
    for (const n of [1, 2]) scheduler.post(note(n))
    await scheduler.settled()
    one.close()
    scheduler.post(note(1))
    await scheduler.settled()
    expect(seen).toEqual(['one 1', 'any Note', 'any Note', 'any Note'])
  })

  it('send without recursion', async () => {
    const scheduler = new Scheduler({ eventsPerTurn: 100 })
    let last = 0
    scheduler.on(Note.match(), ({ type }) => {
      last = type
      if (type < 20_000) scheduler.post(note(type + 1))
    })
    scheduler.post(note(0))
    await scheduler.settled()
    expect(last).toBe(20_000)
  })

  it('name themselves when they fail, and nothing stops', async () => {
    const scheduler = new Scheduler({ onError })
    const seen: number[] = []
    scheduler.on(Note.match(), function first() {
      throw new TypeError('sync')
    })
    scheduler.on(Note.match(), () => Promise.reject(new Error('async')), { name: 'second' })
    scheduler.on(
      Note.match({}, () => JSON.parse('{') as boolean),
      () => {},
    )
    scheduler.on(Note.match(), ({ type }) => seen.push(type))
    for (const n of [1, 2]) scheduler.post(note(n))
    await scheduler.settled()
    expect(seen).toEqual([1, 2])
    expect(errors.map(({ message }) => message.replace(/failed: Expected.*/, 'failed: bad JSON')).toSorted()).toEqual([
      'callback first failed: sync',
      'callback first failed: sync',
      'callback second failed: async',
      'callback second failed: async',
      'the predicate of a matcher for Note failed: bad JSON',
      'the predicate of a matcher for Note failed: bad JSON',
    ])
    const sync = errors.find(({ message }) => message.includes('sync'))
    expect(sync?.stack).toContain('scheduler.test.ts')
    expect(sync?.cause).toBeInstanceOf(TypeError)
  })

  it('are not stopped by a queue whose functions fail', async () => {
    const broken = (): never => {
      throw new Error('oops')
    }
    const queue = new EventQueue()
    queue.add({ name: 'keys', match: Note.match({ type: 1 }), limit: 2, order: perKey(broken) })
    queue.add({ name: 'ranks', match: Note.match({ type: 2 }), order: byRank(broken) })
    queue.add({ name: 'predicate', priority: 9, match: Note.match({}, broken) })
    const scheduler = new Scheduler({ queue, onError })
    const seen: number[] = []
    scheduler.on(Note.match(), ({ type }) => seen.push(type))
    await Promise.all([1, 2, 1, 2, 1, 1].map((type) => scheduler.send(note(type))))
    await scheduler.settled()
    expect(seen.toSorted((a, b) => a - b)).toEqual([1, 1, 1, 1, 2, 2])
    expect(new Set(errors.map(({ message }) => message))).toEqual(
      new Set([
        'the predicate of a queue in events for Note failed: oops',
        'the key of queue keys for Note failed: oops',
        'the rank of queue ranks for Note failed: oops',
      ]),
    )
  })

  it('leave with a signal', async () => {
    const scheduler = new Scheduler()
    const abort = new AbortController()
    let count = 0
    scheduler.on(Note.match(), () => count++, { signal: abort.signal })
    scheduler.post(note(1))
    await scheduler.settled()
    abort.abort()
    scheduler.post(note(1))
    await scheduler.settled()
    expect(count).toBe(1)
  })
})

describe('emitted events', () => {
  it('are delivered at once, unless that would make a difference', async () => {
    const scheduler = new Scheduler()
    const seen: number[] = []
    scheduler.on(Note.match(), ({ type }) => {
      seen.push(type)
      if (type === 1) scheduler.emit(note(2))
      if (type === 1) expect(seen).toEqual([1])
    })
    scheduler.emit(note(1))
    expect(seen).toEqual([1])
    await scheduler.settled()
    expect(seen).toEqual([1, 2])
    scheduler.post(note(3))
    scheduler.emit(note(4))
    expect(seen).toEqual([1, 2])
    await scheduler.settled()
    expect(seen).toEqual([1, 2, 3, 4])
  })

  it('are not lost by a routine that loops over waits, nor by a full subscription', async () => {
    const scheduler = new Scheduler()
    const seen: number[] = []
    const loop = (async () => {
      while (seen.length < 100) seen.push((await scheduler.wait(Note.match())).type)
    })()
    const notes = scheduler.subscribe(Note.match(), { limit: 3 })
    const emitting = (async () => {
      for (const n of range(100)) {
        scheduler.emit(note(n))
        if (n % 3 === 0) await Promise.resolve()
      }
    })()
    const read: number[] = []
    for await (const { type } of notes) if (read.push(type) === 100) break
    await Promise.all([loop, emitting])
    expect([seen, read]).toEqual([range(100), range(100)])
  })
})

describe('waits', () => {
  it('say which matcher it was, and fail by timeout or signal', async () => {
    const clock = new FakeClock()
    const scheduler = new Scheduler({ clock })
    const [one, two] = [Note.match({ type: 1 }), Note.match({ type: 2 })]
    const any = scheduler.waitAny([one, two])
    scheduler.post(note(2))
    expect((await any).matcher).toBe(two)
    const late = scheduler.wait(one, { timeoutMs: 100 })
    const settled = expect(late).rejects.toThrow('waiting for Note took longer than 100 ms')
    await clock.advance(100)
    await settled
    const abort = new AbortController()
    const aborted = expect(scheduler.wait(one, { signal: abort.signal })).rejects.toThrow('enough')
    abort.abort(new Error('enough'))
    await aborted
    await expect(scheduler.wait(one, { signal: abort.signal })).rejects.toThrow('enough')
    expect(scheduler.timers.size).toBe(0)
  })

  it('let sockets have their turn', async () => {
    const scheduler = new Scheduler({ eventsPerTurn: 10 })
    let turned = false
    scheduler.on(Note.match(), ({ type }) => {
      if (!turned) scheduler.post(note(type + 1))
    })
    scheduler.post(note(0))
    await new Promise((resolve) => setImmediate(resolve))
    turned = true
    await scheduler.settled()
    expect(scheduler.queue.length).toBe(0)
  })
})

describe('subscriptions', () => {
  it('lose nothing while the reader is busy', async () => {
    const scheduler = new Scheduler()
    const notes = scheduler.subscribe(Note.match(), { limit: 4 })
    const seen: number[] = []
    const read = (async () => {
      for await (const { type } of notes) {
        seen.push(type)
        if (type % 7 === 0) await new Promise((resolve) => setImmediate(resolve))
        if (type === 99) break
      }
    })()
    for (const n of range(103)) scheduler.post(note(n))
    await read
    expect([seen, notes.dropped, notes.length]).toEqual([range(100), 0, 0])
    scheduler.post(note(100))
    await scheduler.settled()
    expect(notes.length).toBe(0)
  })

  it('that are full hold their line only, and its senders wait', async () => {
    const queue = new EventQueue()
    queue.add({ name: 'notes', priority: 1, match: Note.match(), limit: 2 })
    const scheduler = new Scheduler({ queue })
    const notes = scheduler.subscribe(Note.match(), { limit: 2 })
    const jobs: number[] = []
    scheduler.on(Job.match(), (job) => job.claim() && jobs.push(job.id))
    const sent: number[] = []
    const sending = (async () => {
      for (const n of range(8)) await scheduler.send(note(n)).then(() => sent.push(n))
    })()
    await scheduler.settled()
    scheduler.post(new Job({ id: 1 }))
    await scheduler.settled()
    expect([sent, notes.length, jobs]).toEqual([[0, 1, 2, 3], 2, [1]])
    expect(queue.get('notes')?.metrics()).toMatchObject({ length: 2, stalledLines: 1, waitingSenders: 1 })
    const seen: number[] = []
    while (seen.length < 8) seen.push((await notes.next()).value?.type ?? -1)
    await sending
    expect(seen).toEqual(range(8))
  })

  it.each([
    ['drop-oldest', [3, 4]],
    ['drop-newest', [0, 1]],
  ] as const)('drop by choice: %s', async (overflow, kept) => {
    const scheduler = new Scheduler()
    const notes = scheduler.subscribe(Note.match(), { limit: 2, overflow })
    for (const n of range(5)) scheduler.post(note(n))
    await scheduler.settled()
    expect([notes.take()?.type, notes.take()?.type, notes.take()]).toEqual([...kept, undefined])
    expect(notes.dropped).toBe(3)
  })

  it('end by close, by signal and by break', async () => {
    const scheduler = new Scheduler()
    const closed = scheduler.subscribe(Note.match())
    const reading = closed.next()
    closed.close()
    expect(await reading).toEqual({ done: true, value: undefined })
    const abort = new AbortController()
    const aborted = scheduler.subscribe(Note.match(), { signal: abort.signal, limit: 1 })
    scheduler.post(note(1))
    scheduler.post(note(2))
    await scheduler.settled()
    expect(scheduler.queue.length).toBe(1)
    abort.abort(new Error('enough'))
    await scheduler.settled()
    expect([scheduler.queue.length, (await aborted.next()).value?.type]).toEqual([0, 1])
    await expect(aborted.next()).rejects.toThrow('enough')
    expect(() => scheduler.subscribe(Note.match(), { limit: 0 })).toThrow('limit is 0')
  })
})

describe('events that must not be lost', () => {
  const keyed = (): Scheduler => {
    const queue = new EventQueue()
    queue.add({ name: 'jobs', priority: 1, match: Job.match(), order: perKey((job: Job) => job.group, { each: 2 }) })
    return new Scheduler({ queue })
  }
  const job = (id: number, group: string): Job => new Job({ id, group })

  it('stall their own line until somebody comes and claims', async () => {
    const scheduler = keyed()
    const seen: string[] = []
    for (const one of [job(1, 'a'), job(2, 'a'), job(3, 'b')]) scheduler.post(one)
    const b = scheduler.on(
      Job.match({}, ({ group }) => group === 'b'),
      (one) => one.claim() && seen.push(`b${one.id}`),
    )
    await scheduler.settled()
    expect(seen).toEqual(['b3'])
    expect(scheduler.queue.metrics()).toMatchObject({ length: 2, children: [{ stalledLines: 1 }] })
    b.close()
    scheduler.on(Job.match(), (one) => one.claim() && seen.push(`all${one.id}`))
    await scheduler.settled()
    expect([seen, scheduler.queue.length]).toEqual([['b3', 'all1', 'all2'], 0])
  })

  it('are offered once to each, and claimed later', async () => {
    const scheduler = keyed()
    const offered: Job[] = []
    scheduler.on(Job.match(), (one) => offered.push(one))
    scheduler.post(job(1, 'a'))
    scheduler.post(job(2, 'a'))
    await scheduler.settled()
    scheduler.on(Job.match(), () => {})
    await scheduler.settled()
    expect(offered.map(({ id }) => id)).toEqual([1])
    expect([offered[0]?.claim(), offered[0]?.claim()]).toEqual([true, false])
    await scheduler.settled()
    expect(offered.map(({ id }) => id)).toEqual([1, 2])
  })

  it('come by waits and subscriptions too, and senders wait behind them', async () => {
    const scheduler = keyed()
    const sent = range(4).map((id) => scheduler.send(job(id, 'a')))
    const ids: number[] = []
    for (let n = 0; n < 2; n++) {
      const one = await scheduler.wait(Job.match())
      if (one.claim()) ids.push(one.id)
    }
    for await (const one of scheduler.subscribe(Job.match())) {
      if (one.claim()) ids.push(one.id)
      if (ids.length === 4) break
    }
    expect([ids, await Promise.all(sent)]).toEqual([range(4), [true, true, true, true]])
  })

  it('are dropped when obsolete, ignored or cleared', async () => {
    let open = true
    class Data extends extend(Job) {
      override isObsolete(): boolean {
        return !open
      }
    }
    const scheduler = keyed()
    for (const id of range(3)) scheduler.post(new Data({ id, group: 'a' }))
    await scheduler.settled()
    expect(scheduler.queue.length).toBe(3)
    open = false
    expect(scheduler.ignore(Data.match({ id: 0 }))).toBe(1)
    await scheduler.settled()
    expect(scheduler.queue.length).toBe(0)
    scheduler.post(job(7, 'a'))
    await scheduler.settled()
    scheduler.queue.get('jobs')?.clear()
    expect([scheduler.queue.length, scheduler.ignore(Job.match())]).toEqual([0, 0])
  })

  it('move with their queue when it is removed', async () => {
    const scheduler = keyed()
    for (const id of range(3)) scheduler.post(job(id, 'a'))
    await scheduler.settled()
    scheduler.queue.get('jobs')?.remove()
    const ids: number[] = []
    scheduler.on(Job.match(), (one) => one.claim() && ids.push(one.id))
    await scheduler.settled()
    expect(ids).toEqual(range(3))
  })
})

it('metrics tell the age of the head, and what else can fill up', async () => {
  const clock = new FakeClock()
  const scheduler = new Scheduler({ clock })
  scheduler.post(new Job({ id: 1 }))
  await clock.advance(1500)
  expect(scheduler.queue.metrics()).toMatchObject({ length: 1, headAgeMs: 1500, passed: 0 })
  const { length, ...options } = { name: 'slow', limit: 3, length: 0 }
  scheduler.subscribe(Note.match(), options)
  expect(scheduler.metrics()).toMatchObject({
    queue: { headAgeMs: 1500, stalledLines: 1 },
    subscriptions: [{ ...options, length, dropped: 0 }],
    unclaimed: 1,
    timers: 0,
  })
})

it('whenEmpty comes after the last event was delivered', async () => {
  const scheduler = new Scheduler()
  const order: string[] = []
  scheduler.on(Note.match(), () => order.push('event'))
  scheduler.post(note(1))
  await scheduler.queue.whenEmpty().then(() => order.push('empty'))
  expect(order).toEqual(['event', 'empty'])
})
