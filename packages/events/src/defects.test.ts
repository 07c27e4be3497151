/** The known defects of the library this one re-creates (its specification, 1 and 9.3), each with its number there if it has one. */
import { expect, it } from 'vitest'
import { claimable, event, Event, extend } from './event/event.ts'
import { EventIndex } from './event/event-index.ts'
import { byRank, perKey } from './queue/order.ts'
import { EventQueue } from './queue/queue.ts'
import { Scheduler } from './scheduler/scheduler.ts'
import { LockContext } from './sync/lock.ts'
import { FakeClock } from './time/fake-clock.ts'
import { systemClock } from './time/clock.ts'
import { Timers } from './time/timers.ts'

class Note extends event('type')<{ type: number }> {}
class Data extends claimable('connection', 'id')<{ connection: string; id: number }> {}
const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

/** A scheduler with a line for each connection, and events in it that nobody claims. */
function unclaimed(count: number): Scheduler {
  const queue = new EventQueue()
  queue.add({ name: 'data', match: Data.match(), order: perKey((data: Data) => data.connection) })
  const scheduler = new Scheduler({ queue })
  for (const id of range(count)) scheduler.post(new Data({ connection: `c${id}`, id }))
  return scheduler
}

it('D1: many unclaimed events can be dropped by a wildcard before a value', async () => {
  const scheduler = unclaimed(12)
  await scheduler.settled()
  expect(scheduler.metrics().unclaimed).toBe(12)
  expect([5, 5, 99].map((id) => scheduler.ignore(Data.match({ id })))).toEqual([1, 0, 0])
  expect(scheduler.ignore(Event.match())).toBe(11)
  expect(scheduler.metrics()).toMatchObject({ unclaimed: 0, queue: { length: 0 } })
})

it('D1: events of an index can be taken out while they are gone through', () => {
  const index = new EventIndex()
  const all = range(12).map((id) => new Data({ connection: `c${id % 3}`, id }))
  for (const one of all) index.add(one)
  for (const one of index.find(Data.match({ id: 5 }))) index.delete(one)
  expect(index.find(Data.match({ id: 5 }))).toEqual([])
  for (const one of index.find(Data.match())) index.delete(one)
  expect(index.find(Event.match())).toEqual([])
})

it('D2: a predicate holds for many unclaimed events too', async () => {
  const scheduler = unclaimed(12)
  await scheduler.settled()
  expect(scheduler.ignore(Data.match({}, ({ id }) => id === 7))).toBe(1)
  const claimed: number[] = []
  scheduler.on(
    Data.match({}, ({ id }) => id > 9),
    (data) => data.claim() && claimed.push(data.id),
  )
  await scheduler.settled()
  expect([claimed, scheduler.metrics().unclaimed]).toEqual([[10, 11], 9])
})

it('D3: equal ranks leave in the order they came, without a rank last', () => {
  class Item extends event('name')<{ name: string; rank?: number }> {}
  const queue = new EventQueue({ order: byRank((item: Item) => item.rank as number) })
  for (const [name, rank] of Object.entries({ a: 2, b: 1, c: 2, d: NaN, e: 1, f: undefined, g: 'x' as never }))
    queue.post(new Item({ name, ...(rank === undefined ? {} : { rank }) }))
  let order = ''
  for (let item = queue.pop(); item instanceof Item; item = queue.pop()) order += item.name
  expect(order).toBe('beacdfg')
})

it('D4: equal keys of different contexts do not exclude each other', () => {
  const [one, two] = [new LockContext(), new LockContext()]
  expect([one.lock('a').tryLock(), one.lock('b').tryLock(), two.lock('a').tryLock()]).toEqual([true, true, true])
  expect([one.lock('a').tryLock(), two.lock('a').tryLock()]).toEqual([false, false])
})

it('D5: a timer never fires early, whatever else is going on', async () => {
  const timers = new Timers(systemClock, () => {})
  const early: number[] = []
  await Promise.all(
    range(60).map((n) => {
      const [start, ms] = [performance.now(), n / 3]
      return new Promise<void>((resolve) => {
        timers.after(ms, () => {
          if (performance.now() - start < ms) early.push(ms)
          resolve()
        })
      })
    }),
  )
  expect([early, timers.size]).toEqual([[], 0])
})

it('D6: a routine that loops over waits loses nothing, however deep its helpers are', async () => {
  const scheduler = new Scheduler()
  const deep = async (n: number): Promise<void> => (n === 0 ? undefined : deep(n - 1))
  const seen: number[] = []
  const done = (async () => {
    for (let n = 0; n < 500; n++) {
      const { type } = await scheduler.wait(Note.match())
      await deep(n % 40)
      seen.push(type)
    }
  })()
  for (const type of range(500)) scheduler.post(new Note({ type }))
  await done
  expect(seen).toEqual(range(500))
})

it('D6: a reader that waits for something else in between loses nothing', async () => {
  const scheduler = new Scheduler()
  const notes = scheduler.subscribe(Note.match(), { limit: 2 })
  const seen: number[] = []
  const done = (async () => {
    for await (const { type } of notes) {
      seen.push(type)
      await new Promise((resolve) => setImmediate(resolve))
      if (type === 2) break
    }
  })()
  for (const type of range(3)) scheduler.post(new Note({ type }))
  await done
  expect(seen).toEqual(range(3))
})

it('D7: whoever waits for room is woken, whichever queue of a tree it is that gets room', async () => {
  const queue = new EventQueue({ total: 2 })
  const outer = queue.add({ name: 'outer', match: Data.match(), total: 1 })
  outer.add({ name: 'inner', match: Data.match({ connection: 'c' }), limit: 1 })
  const order: string[] = []
  const send = (one: Event, name: string): Promise<unknown> => queue.send(one).then(() => order.push(name))
  const sending = Promise.all([
    send(new Data({ connection: 'c', id: 1 }), 'inner 1'),
    send(new Data({ connection: 'c', id: 2 }), 'inner 2'),
    send(new Data({ connection: 'd', id: 3 }), 'outer'),
    send(new Note({ type: 4 }), 'root 1'),
    send(new Note({ type: 5 }), 'root 2'),
  ])
  const left: Event[] = []
  while (left.length < 5) {
    await new Promise((resolve) => setImmediate(resolve))
    const one = queue.pop()
    if (one !== undefined) left.push(one)
  }
  await sending
  expect(order.slice(0, 2)).toEqual(['inner 1', 'root 1'])
  expect(order.filter((name) => !name.startsWith('root'))).toEqual(['inner 1', 'inner 2', 'outer'])
  expect([queue.length, queue.metrics().waitingSenders]).toEqual([0, 0])
})

it('what was handled is claimed by one only, and nobody has to remember to say so (1.6)', async () => {
  const scheduler = unclaimed(1)
  const claims: boolean[] = []
  for (let n = 0; n < 3; n++) scheduler.on(Data.match(), (data) => claims.push(data.claim()))
  await scheduler.settled()
  expect([claims, scheduler.queue.length]).toEqual([[true, false, false], 0])
})

it('what nobody needs any more leaves when somebody comes for what stands behind it (1.6)', async () => {
  let open = true
  class Chunk extends extend(Data) {
    override isObsolete(): boolean {
      return !open
    }
  }
  const scheduler = new Scheduler()
  for (const id of range(3)) scheduler.post(new Chunk({ connection: 'c', id }))
  await scheduler.settled()
  open = false
  scheduler.post(new Note({ type: 1 }))
  scheduler.on(Data.match(), () => {})
  await scheduler.settled()
  expect(scheduler.metrics()).toMatchObject({ unclaimed: 0, queue: { length: 0 } })
})

it('waiting for empty goes on when what left last comes back (1.5)', async () => {
  const scheduler = unclaimed(1)
  let isEmpty = false
  void scheduler.queue.whenEmpty().then(() => (isEmpty = true))
  await scheduler.settled()
  expect(isEmpty).toBe(false)
  scheduler.on(Data.match(), (data) => data.claim())
  await scheduler.settled()
  expect(isEmpty).toBe(true)
})

it('a change of the system time does not reach timers (1.7)', async () => {
  const clock = new FakeClock()
  const scheduler = new Scheduler({ clock })
  const fired: number[] = []
  scheduler.timers.every(10, () => fired.push(clock.nowMs()))
  await clock.advance(30)
  expect(fired).toEqual([10, 20, 30])
})
