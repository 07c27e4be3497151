/** Producers, consumers and limits in the order that the tests of the original fix (its specification, 9.1). */
import { expect, it } from 'vitest'
import { claimable } from '../event/event.ts'
import { EventQueue } from '../queue/queue.ts'
import { Scheduler } from '../scheduler/scheduler.ts'
import { TurnLimiter } from '../sync/rate-limiter.ts'
import { FakeClock } from '../time/fake-clock.ts'
import { RoutineContainer } from './container.ts'

class Work extends claimable('producer')<{ producer: string }> {}
const work = (producer: string): Work => new Work({ producer })

function start(): { container: RoutineContainer; clock: FakeClock } {
  const queue = new EventQueue()
  queue.add({ name: 'work', priority: 1, match: Work.match(), limit: 5, total: 5 })
  const clock = new FakeClock()
  return { container: new RoutineContainer(new Scheduler({ queue, clock })), clock }
}

it.each([
  ['a consumer that waits', false, 'AAAAABABABABABABBBBB'],
  ['a consumer that comes later', true, 'AAAAACBABABABABABBBBB'],
])('a queue of five, ten events: %s', async (_, isLate, expected) => {
  const { container } = start()
  let said = ''
  const consumer = container.start(async (r) => {
    if (isLate) await r.doEvents()
    for (let n = 0; n < 10; n++) {
      ;(await r.wait(Work.match({ producer: 'a' }))).claim()
      said += 'B'
    }
  })
  container.start(async (r) => {
    for (let n = 0; n < 10; n++) {
      await r.send(work('a'))
      said += 'A'
    }
  })
  if (isLate)
    container.start(async (r) => {
      await r.doEvents()
      said += 'C'
    })
  await consumer.result
  expect(said).toBe(expected)
})

it('an event there and an event back, ten times', async () => {
  const { container } = start()
  let said = ''
  container.start(async (r) => {
    for (;;) {
      ;(await r.wait(Work.match({ producer: 'a' }))).claim()
      said += 'B'
      await r.send(work('b'))
    }
  })
  const producer = container.start(async (r) => {
    for (let n = 0; n < 10; n++) {
      await r.send(work('a'))
      said += 'A'
      ;(await r.wait(Work.match({ producer: 'b' }))).claim()
    }
  })
  await producer.result
  await container.close()
  expect(said).toBe('AB'.repeat(10))
})

it('timers', async () => {
  const { container, clock } = start()
  let said = ''
  for (const [ms, name] of [
    [100, 'B'],
    [500, 'D'],
    [0, 'A'],
    [200, 'C'],
  ] as const)
    container.start(async (r) => {
      await r.waitWithTimeout(ms, [])
      said += name
    })
  await clock.advance(500)
  expect(said).toBe('ABCD')
})

const ones = (count: number): number[] => Array<number>(count).fill(1)

/** Requests of each turn, by their units, and what is let in in each turn: how many requests, and how many units. */
const table: readonly [limit: number, requests: number[][], expected: [number, number][]][] = [
  [5, [ones(4)], [[4, 4]]],
  [5, [ones(5)], [[5, 5]]],
  [
    5,
    [ones(6)],
    [
      [5, 5],
      [1, 1],
    ],
  ],
  [
    5,
    [ones(9)],
    [
      [5, 5],
      [4, 4],
    ],
  ],
  [
    5,
    [ones(10)],
    [
      [5, 5],
      [5, 5],
    ],
  ],
  [
    5,
    [ones(11)],
    [
      [5, 5],
      [5, 5],
      [1, 1],
    ],
  ],
  [1, [ones(10)], Array<[number, number]>(10).fill([1, 1])],
  [
    5,
    [ones(4), ones(4), ones(4)],
    [
      [4, 4],
      [4, 4],
      [4, 4],
    ],
  ],
  [
    5,
    [ones(4), ones(6), ones(5)],
    [
      [4, 4],
      [5, 5],
      [5, 5],
      [1, 1],
    ],
  ],
  [
    5,
    [ones(4), ones(6), ones(3), ones(5), ones(5)],
    [
      [4, 4],
      [5, 5],
      [4, 4],
      [5, 5],
      [5, 5],
    ],
  ],
  [
    5,
    [ones(6), [], ones(5)],
    [
      [5, 5],
      [1, 1],
      [5, 5],
    ],
  ],
  [
    5,
    [ones(6), [], ones(6), ones(4), ones(4)],
    [
      [5, 5],
      [1, 1],
      [5, 5],
      [5, 5],
      [4, 4],
    ],
  ],
  [5, [[4]], [[1, 4]]],
  [5, [[5]], [[1, 5]]],
  [5, [[6]], [[1, 6]]],
  [5, [[3, 3]], [[2, 6]]],
  [
    5,
    [[3, 3, 3]],
    [
      [2, 6],
      [1, 3],
    ],
  ],
  [
    5,
    [[1, 3, 1, 3]],
    [
      [3, 5],
      [1, 3],
    ],
  ],
  [
    5,
    [[3, 1, 3, 1]],
    [
      [3, 7],
      [1, 1],
    ],
  ],
  [
    5,
    [[3, 1, 3, 1, 3, 1, 3, 1, 3, 1]],
    [
      [3, 7],
      [2, 4],
      [2, 4],
      [3, 5],
    ],
  ],
  [
    5,
    [
      [3, 1],
      [3, 1, 1, 3],
      [3, 4, 1],
    ],
    [
      [2, 4],
      [3, 5],
      [2, 6],
      [1, 4],
      [1, 1],
    ],
  ],
  [
    5,
    [Array<number>(10).fill(4)],
    [
      [2, 8],
      [1, 4],
      [1, 4],
      [1, 4],
      [2, 8],
      [1, 4],
      [1, 4],
      [1, 4],
    ],
  ],
]

it.each(table)('%i units in each turn: %j', async (limit, requests, expected) => {
  const limiter = new TurnLimiter(limit)
  let [count, units] = [0, 0]
  const result: [number, number][] = []
  const begin = (turn: number): void => {
    for (const use of requests[turn] ?? [])
      void limiter.limit(use).then(() => {
        count += 1
        units += use
      })
  }
  // In each turn: what came is noted, the limiter goes on, new requests come.
  const noted = new Promise<void>((resolve) => {
    const note = (): void => {
      if (count === 0) return resolve()
      result.push([count, units])
      count = units = 0
      setImmediate(note)
    }
    setImmediate(note)
  })
  const come = (turn: number): void => {
    begin(turn)
    if (turn < requests.length) setImmediate(() => come(turn + 1))
  }
  come(0)
  await noted
  expect(result).toEqual(expected)
})
