/** `emit` tells the same receivers in the same order as `post` does, or it posts. */
import { expect, it } from 'vitest'
import { claimable, event, Event, extend } from '../event/event.ts'
import type { Matcher } from '../event/matcher.ts'
import { Scheduler } from './scheduler.ts'

class Port extends event('dpid', 'port')<{ dpid: string; port: number }> {}
class Up extends extend(Port, 'reason')<{ reason: string }> {}
class Job extends claimable('id')<{ id: number }> {}

const up = new Up({ dpid: 'a', port: 1, reason: 'link' })
const port = (n: number): Port => new Port({ dpid: 'a', port: n })

it.each<[string, Matcher<Event>[], number[]]>([
  ['one', [Up.match({ dpid: 'a', port: 1, reason: 'link' })], [0]],
  ['one by a prefix', [Up.match({ dpid: 'a' })], [0]],
  ['one by its parent', [Port.match({ dpid: 'a', port: 1 })], [0]],
  ['one who asked for everything', [Event.match()], [0]],
  ['two at one place', [Port.match({ dpid: 'a' }), Port.match({ dpid: 'a' })], [0, 1]],
  ['two at one place behind wildcards', [Up.match(), Up.match()], [0, 1]],
  ['one above the other', [Port.match(), Port.match({ dpid: 'a' }), Up.match({ reason: 'link' })], [1, 2, 0]],
  ['one beside the other', [Port.match({ port: 1 }), Port.match({ dpid: 'a' })], [1, 0]],
  ['a wildcard beside an exact one', [Port.match({ port: 1 }), Port.match({ dpid: 'a', port: 1 })], [1, 0]],
  ['one with a predicate', [Port.match({ dpid: 'a' }, () => false)], []],
  ['two with predicates', [Up.match({}, () => false), Up.match({ dpid: 'a' }, () => false)], []],
  ['one with a predicate that holds', [Up.match({}, ({ reason }) => reason === 'link')], [0]],
  ['nobody', [Up.match({ dpid: 'b' }), Job.match()], []],
])('tells %s', async (_, matchers, expected) => {
  const told = async (send: (scheduler: Scheduler) => void): Promise<number[]> => {
    const scheduler = new Scheduler()
    const seen: number[] = []
    for (const [at, matcher] of matchers.entries()) scheduler.on(matcher, () => seen.push(at))
    send(scheduler)
    if (seen.length === 0) await scheduler.settled()
    return seen
  }
  expect(await told((scheduler) => scheduler.post(up))).toEqual(expected)
  expect(await told((scheduler) => scheduler.emit(up))).toEqual(expected)
})

it('is over before it returns', () => {
  const scheduler = new Scheduler()
  let count = 0
  scheduler.on(Port.match({ port: 1 }), () => count++)
  scheduler.emit(up)
  expect([count, scheduler.queue.length]).toEqual([1, 0])
})

it('waits behind what is stalled', async () => {
  const scheduler = new Scheduler()
  const seen: number[] = []
  scheduler.on(Port.match(), (one) => seen.push(one.port))
  const two = scheduler.subscribe(Port.match({ port: 2 }), { limit: 1 })
  for (const n of [2, 2]) scheduler.post(port(n))
  await scheduler.settled()
  scheduler.emit(port(3))
  expect(seen).toEqual([2])
  two.take()
  await scheduler.settled()
  expect(seen).toEqual([2, 2, 3])
})

it('waits for those who have yet to come to rest', async () => {
  const scheduler = new Scheduler()
  const seen: number[] = []
  void scheduler.wait(Port.match({ port: 1 })).then(() => scheduler.emit(port(2)))
  const loop = (async () => {
    while (seen.length < 2) {
      seen.push((await scheduler.wait(Port.match())).port)
      for (let n = 0; n < 10; n++) await Promise.resolve()
    }
  })()
  scheduler.post(port(1))
  await loop
  expect(seen).toEqual([1, 2])
})

it('waits for a wait, and for room in a subscription', async () => {
  const scheduler = new Scheduler()
  const waiting = scheduler.wait(Port.match({ port: 1 }))
  scheduler.emit(port(1))
  expect(scheduler.queue.length).toBe(1)
  expect((await waiting).port).toBe(1)
  await scheduler.settled()
  const full = scheduler.subscribe(Port.match({ port: 2 }), { limit: 1 })
  for (const n of [2, 2]) scheduler.emit(port(n))
  await scheduler.settled()
  expect([full.length, scheduler.queue.length]).toEqual([1, 1])
})

it('keeps what has to be claimed', async () => {
  const scheduler = new Scheduler()
  scheduler.on(Job.match(), () => {})
  scheduler.emit(new Job({ id: 1 }))
  await scheduler.settled()
  expect(scheduler.metrics().unclaimed).toBe(1)
})

it.each(['post', 'emit'] as const)('who leaves because of an event is not told of it any more: %s', async (way) => {
  const scheduler = new Scheduler()
  const seen: string[] = []
  scheduler.on(Port.match({ dpid: 'a' }), () => {
    seen.push('first')
    second.close()
  })
  const second = scheduler.on(Port.match(), () => seen.push('second'))
  scheduler[way](port(1))
  await scheduler.settled()
  expect(seen).toEqual(['first'])
})
