/** The orders and wake-ups that the tests of the original fix (its specification, 9.1): the same queues, events and numbers. */
import { beforeEach, describe, expect, it } from 'vitest'
import { event, type Event } from '../event/event.ts'
import { byRank, perKey } from './order.ts'
import { EventQueue } from './queue.ts'

class Item extends event('type', 'bind', 'number')<{ type: string; bind: string; number: number; rank?: number }> {
  n = -1
}

let queue: EventQueue
let sent: Item[]
beforeEach(() => {
  sent = []
  queue = new EventQueue({ limit: 5 })
  const write = { type: 'WRITE' }
  const sub = (name: string, priority: number, match: object, options: object = {}): EventQueue =>
    queue.add({ name, priority, match: Item.match({ ...write, ...match }), limit: 15, ...options })
  sub('write', 1, {}, { total: 20 }).add({ name: '.4', match: Item.match({ bind: '.4' }), limit: 15 })
  sub('special', 1, { number: 19 }, { total: 20 })
  sub('ranked', 2, { bind: '.16', number: 11 }, { order: byRank((item: Item) => item.rank ?? 0) })
  const keyed = (each?: number): object => ({
    order: perKey((item: Item) => item.number, { preserve: 1, ...(each === undefined ? {} : { each }) }),
  })
  sub('keyed', 3, { bind: '.17' }, keyed())
  sub('keyed each', 4, { bind: '.18' }, keyed(5))
  queue.add({ name: 'keyed only each', priority: 4, match: Item.match({ ...write, bind: '.19' }), ...keyed(5) })
})

/** Events are numbered in the order they are sent. */
const make = (type: string, bind: string, number: number, rank?: number): Item => {
  const item = new Item({ type, bind, number, ...(rank === undefined ? {} : { rank }) })
  item.n = sent.push(item) - 1
  return item
}
const five = (type: string, bind: string, number: number): void => {
  for (let n = 0; n < 5; n++) expect(queue.trySend(make(type, bind, number))).toBe(true)
}
const fiveRanked = (rankOf: (n: number) => number): void => {
  for (let n = 0; n < 5; n++) expect(queue.trySend(make('WRITE', '.16', 11, rankOf((n * 2) % 5)))).toBe(true)
}
const popAll = (): number[] => {
  const out: number[] = []
  for (let item = queue.pop(); item instanceof Item; item = queue.pop()) out.push(item.n)
  return out
}
const pop = (): number => (queue.pop() as Item).n
/** The next one cannot go on. @returns what lets it. */
const block = (): { n: number; unblock: () => void } => {
  const line = queue.nextLine
  const head = line?.store.head as Item
  line?.stall()
  return { n: head.n, unblock: () => line?.resume(head) }
}
const from = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, n) => first + n)

it('priorities and round robin', () => {
  five('READ', '.4', 17)
  for (const [bind, number] of [
    ['.6', 17],
    ['.4', 17],
    ['.6', 19],
  ] as const)
    five('WRITE', bind, number)
  fiveRanked((step) => 10 - step)
  const ranked = [22, 24, 21, 23, 20]
  const turns = [5, 15, 10, 16, 6, 17, 11, 18, 7, 19, 12, 8, 13, 9, 14]
  expect(popAll()).toEqual([...ranked, ...turns, ...from(0, 4)])
})

describe('full queues', () => {
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

  it('let one in for each that leaves, at the place that refused', async () => {
    const log: number[] = []
    const send = (count: number, create: () => Item): void => {
      for (let n = 0; n < count; n++) {
        const item = create()
        void queue.send(item).then(() => log.push(item.n))
      }
    }
    // The own limit of `write` is 15, its total 20.
    send(20, () => make('WRITE', '.6', 17))
    await settle()
    expect(log.splice(0)).toEqual(from(0, 14))
    expect(pop()).toBe(0)
    await settle()
    expect(log.splice(0)).toEqual([15])
    send(20, () => make('WRITE', '.4', 17))
    await settle()
    expect(log.splice(0)).toEqual(from(20, 24))
    expect(pop()).toBe(20)
    await settle()
    expect(log.splice(0)).toEqual([25])
    send(20, () => make('WRITE', '.16', 11, sent.length % 21))
    await settle()
    expect(log.splice(0)).toEqual(from(40, 54))
    pop()
    await settle()
    expect(log).toEqual([55])
  })
})

describe('what is blocked', () => {
  it('stops its own line, and comes first when it goes on', () => {
    five('READ', '.4', 17)
    five('WRITE', '.6', 17)
    five('WRITE', '.4', 17)
    const first = block()
    expect([first.n, popAll()]).toEqual([5, [...from(10, 14), ...from(0, 4)]])
    first.unblock()
    expect(popAll()).toEqual(from(5, 9))
  })

  it('can be several, one after the other', () => {
    five('READ', '.4', 17)
    five('WRITE', '.6', 17)
    const blocked = [block(), block()]
    expect([blocked.map(({ n }) => n), popAll(), queue.length]).toEqual([[5, 0], [], 10])
    five('WRITE', '.6', 17)
    expect(popAll()).toEqual([])
    for (const { unblock } of blocked) unblock()
    expect(popAll()).toEqual([...from(5, 14), ...from(0, 4)])
  })

  it('in a queue by rank stops those behind it and nothing that goes before', () => {
    fiveRanked((step) => 10 - step)
    const first = block()
    expect([first.n, popAll()]).toEqual([2, []])
    fiveRanked((step) => 5 - step)
    const second = block()
    expect([second.n, popAll()]).toEqual([7, []])
    fiveRanked((step) => -step)
    expect(popAll()).toEqual([12, 14, 11, 13, 10])
    first.unblock()
    expect(popAll()).toEqual([])
    second.unblock()
    expect(popAll()).toEqual([7, 9, 6, 8, 5, 2, 4, 1, 3, 0])
  })

  it('goes when all is cleared', () => {
    five('READ', '.4', 17)
    fiveRanked((step) => 10 - step)
    block()
    queue.clear()
    expect([queue.length, popAll(), queue.metrics()]).toMatchObject([0, [], { stalledLines: 0 }])
    five('WRITE', '.16', 11)
    expect(popAll()).toEqual(from(10, 14))
  })
})

it('a queue that is removed, and one whose priority changes', () => {
  five('READ', '.4', 17)
  five('WRITE', '.6', 17)
  queue.get('write')?.remove()
  expect(popAll()).toEqual(from(0, 9))
  const special = queue.get('special')
  queue.add({ name: 'write', priority: 1, match: Item.match({ type: 'WRITE' }) })
  five('READ', '.4', 17)
  five('WRITE', '.6', 17)
  five('WRITE', '.6', 19)
  if (special !== undefined) special.priority = 3
  expect(popAll()).toEqual([...from(20, 24), ...from(15, 19), ...from(10, 14)])
})

describe('a line for each key', () => {
  /** How many of 20 are let in. */
  const push = (bind: string, number: number): number => {
    for (let n = 0; n < 20; n++) if (!queue.trySend(make('WRITE', bind, number))) return n
    return 20
  }
  const one = (bind: string, number: number): boolean => queue.trySend(make('WRITE', bind, number))
  /** Of which keys one more would be let in. */
  const room = (bind: string, ...numbers: number[]): number[] =>
    numbers.filter((number) => {
      const item: Event = new Item({ type: 'WRITE', bind, number })
      return queue.classify(item).refuser(item, Infinity) === undefined
    })
  const keyOf = (n: number): number => sent[n]?.number ?? 0

  it('with a limit on the whole', () => {
    expect([push('.17', 10), push('.17', 20)]).toEqual([14, 1])
    expect([pop(), room('.17', 10, 20, 30)]).toEqual([0, [30]])
    expect([one('.17', 30), keyOf(pop()), room('.17', 10, 20, 30)]).toEqual([true, 30, []])
    expect([keyOf(pop()), room('.17', 10, 20, 30)]).toEqual([20, [20, 30]])
    expect([pop(), room('.17', 10, 20, 30)]).toEqual([1, [20, 30]])
    expect([pop(), room('.17', 10, 20, 30)]).toEqual([2, [10, 20, 30]])
    expect([push('.17', 20), one('.17', 30), room('.17', 10, 20, 30, 40)]).toEqual([2, true, [40]])
  })

  it('with a limit on each as well', () => {
    expect([push('.18', 10), push('.18', 20)]).toEqual([5, 5])
    expect([pop(), room('.18', 10, 20)]).toEqual([0, [10]])
    expect([push('.18', 30), keyOf(pop()), room('.18', 10, 20, 30)]).toEqual([5, 30, [10, 30]])
    // The last place is for a new key.
    expect([push('.18', 30), push('.18', 40), room('.18', 10, 20, 30, 40, 50)]).toEqual([1, 1, []])
    expect([keyOf(pop()), room('.18', 10, 20, 30, 40, 50)]).toEqual([40, [50]])
    expect([keyOf(pop()), room('.18', 10, 20, 30, 40)]).toEqual([20, [40]])
    queue.clear()
    expect(room('.18', 10, 20, 30, 40)).toEqual([10, 20, 30, 40])
  })

  it('with a limit on each only', () => {
    expect([push('.19', 10), push('.19', 20)]).toEqual([5, 5])
    expect([pop(), room('.19', 10, 20)]).toEqual([0, [10]])
    expect([push('.19', 30), keyOf(pop()), room('.19', 10, 20, 30)]).toEqual([5, 30, [10, 30]])
    expect([push('.19', 30), push('.19', 40), keyOf(pop())]).toEqual([1, 5, 40])
    expect([room('.19', 10, 20, 30, 40), push('.19', 40)]).toEqual([[10, 40], 1])
    expect([keyOf(pop()), room('.19', 10, 20, 30, 40)]).toEqual([20, [10, 20]])
    queue.clear()
    expect(room('.19', 10, 20, 30, 40)).toEqual([10, 20, 30, 40])
  })
})
