import { describe, expect, it } from 'vitest'
import { event, type Event } from '../event/event.ts'
import { byRank, perKey } from './order.ts'
import { EventQueue } from './queue.ts'

class Item extends event('kind')<{ kind: string; n?: number; key?: string }> {}
const item = (kind: string, n = 0, key = ''): Item => new Item({ kind, n, key })
const names = (queue: EventQueue, count = Infinity): string => {
  let text = ''
  for (let taken = 0; taken < count; taken++) {
    const one = queue.pop()
    if (!(one instanceof Item)) break
    text += one.kind + (one.n ?? '')
  }
  return text
}
const fill = (queue: EventQueue, kinds: string): void => {
  for (const [n, kind] of kinds.split('').entries()) queue.post(item(kind, n))
}
const sub = (queue: EventQueue, name: string, priority: number, options = {}): EventQueue =>
  queue.add({ name, priority, match: Item.match({ kind: name }), ...options })
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('the order events leave in', () => {
  it('is that of arrival', () => {
    const queue = new EventQueue()
    fill(queue, 'abca')
    expect([queue.length, names(queue), queue.length]).toEqual([4, 'a0b1c2a3', 0])
  })

  it('is priority first, turns within one', () => {
    const queue = new EventQueue()
    sub(queue, 'a', 10)
    sub(queue, 'b', 10)
    sub(queue, 'c', 20)
    fill(queue, 'xaaabbbcc')
    expect(names(queue)).toBe('c7c8a1b4a2b5a3b6x0')
  })

  it('lets who was served less go next', () => {
    const queue = new EventQueue()
    for (const name of 'abc') sub(queue, name, 10)
    fill(queue, 'aaaabbbb')
    expect(names(queue, 4)).toBe('a0b4a1b5')
    fill(queue, 'c')
    expect(names(queue, 2)).toBe('c0a2')
    expect(names(queue)).toBe('b6a3b7')
  })

  it('looks back over ten turns for each that had one, and ten more', () => {
    const queue = new EventQueue()
    for (const name of 'ab') sub(queue, name, 10)
    fill(queue, 'a'.repeat(15))
    names(queue)
    fill(queue, 'b'.repeat(10))
    names(queue)
    // b had 10 turns of 25, which is less than its half; of the last 20 it would be just that.
    fill(queue, 'aab')
    expect(names(queue)).toBe('b2a0a1')
  })

  it('forgets a queue that has gone', () => {
    const queue = new EventQueue()
    const a = sub(queue, 'a', 10)
    sub(queue, 'b', 10)
    fill(queue, 'aabb')
    a.remove()
    expect(names(queue)).toBe('b2b3a0a1')
    a.post(item('a', 9))
    expect(queue.isReady).toBe(false)
  })

  it('follows a change of priority', () => {
    const queue = new EventQueue()
    const a = sub(queue, 'a', 10)
    sub(queue, 'b', 20)
    fill(queue, 'aabb')
    a.priority = 30
    expect([a.priority, names(queue)]).toEqual([30, 'a0a1b2b3'])
  })

  it('goes to the most specific queue, and into queues of queues', () => {
    const queue = new EventQueue()
    const outer = queue.add({ name: 'items', priority: 5, match: Item.match() })
    const inner = outer.add({ name: 'a', priority: 1, match: Item.match({ kind: 'a' }) })
    sub(queue, 'b', 1)
    fill(queue, 'xab')
    expect([outer.length, inner.length, queue.length]).toEqual([2, 1, 3])
    expect(names(queue)).toBe('a1x0b2')
  })
})

describe('limits', () => {
  it('refuse, and let those who wait in one at a time, the first first', async () => {
    const queue = new EventQueue({ limit: 2 })
    const sent: number[] = []
    for (let n = 0; n < 5; n++) void queue.send(item('a', n)).then(() => sent.push(n))
    await settle()
    expect([sent, queue.metrics().waitingSenders, queue.trySend(item('z'))]).toEqual([[0, 1], 3, false])
    expect(names(queue, 1)).toBe('a0')
    await settle()
    expect(sent).toEqual([0, 1, 2])
    expect(names(queue)).toBe('a1a2a3a4')
  })

  it('hold for a queue with all its children', async () => {
    const queue = new EventQueue({ total: 3 })
    sub(queue, 'a', 1, { limit: 1 })
    fill(queue, 'a')
    void queue.send(item('a', 1))
    fill(queue, 'xy')
    void queue.send(item('z', 2))
    expect(queue.get('a')?.metrics().waitingSenders).toBe(1)
    expect(queue.metrics().waitingSenders).toBe(1)
    expect(names(queue, 1)).toBe('a0')
    // The root gave its place to who waited for it; then a1 waits there.
    expect([queue.length, queue.get('a')?.length, queue.metrics().waitingSenders]).toEqual([3, 0, 1])
    expect(names(queue)).toBe('x0a1y1z2')
  })

  it('do not hold for what is posted', () => {
    const queue = new EventQueue({ limit: 1 })
    fill(queue, 'abc')
    expect(queue.length).toBe(3)
  })

  it('end a wait by a signal or by a condition', async () => {
    const queue = new EventQueue({ limit: 1 })
    fill(queue, 'a')
    const abort = new AbortController()
    const aborted = queue.send(item('b'), { signal: abort.signal })
    let stop = false
    const until = queue.send(item('c'), { until: () => stop })
    const kept = queue.send(item('d'))
    abort.abort(new Error('enough'))
    stop = true
    await expect(aborted).rejects.toThrow('enough')
    expect(names(queue)).toBe('a0d0')
    expect([await until, await kept]).toEqual([false, true])
    expect(() => new EventQueue({ limit: 0 })).toThrow('queue events: limit is 0, not a positive whole number')
    await expect(queue.send(item('b'), { signal: abort.signal })).rejects.toThrow('enough')
  })

  it('wake when a queue is cleared or removed', async () => {
    const queue = new EventQueue()
    const a = sub(queue, 'a', 1, { limit: 1 })
    fill(queue, 'a')
    const waiting = [1, 2].map((n) => queue.send(item('a', n)))
    a.clear()
    expect(await waiting[0]).toBe(true)
    expect(a.length).toBe(1)
    a.remove()
    expect(await waiting[1]).toBe(true)
    expect([names(queue), queue.get('a')]).toEqual(['a1a2', undefined])
    sub(queue, 'a', 1)
    expect(() => sub(queue, 'a', 1)).toThrow('queue events has a child a already')
    expect(() => queue.remove()).toThrow('is the root')
  })

  it('are asked for once before the first try, and forget the signal of who was let in', async () => {
    const queue = new EventQueue({ limit: 1 })
    expect([await queue.send(item('a'), { until: () => true }), queue.length]).toEqual([false, 0])
    const abort = new AbortController()
    let listeners = 0
    abort.signal.addEventListener = () => void listeners++
    abort.signal.removeEventListener = () => void listeners--
    const sent = [1, 2].map((n) => queue.send(item('a', n), { signal: abort.signal }))
    expect(listeners).toBe(1)
    queue.pop()
    expect([await Promise.all(sent), listeners]).toEqual([[true, true], 0])
  })

  it('wake in the children of a queue that is cleared or removed, whose events go on', async () => {
    const queue = new EventQueue()
    const outer = queue.add({ name: 'items', match: Item.match() })
    const a = sub(outer, 'a', 1, { limit: 1 })
    fill(queue, 'ab')
    const waiting = [1, 2].map((n) => queue.send(item('a', n)))
    outer.clear()
    expect([await waiting[0], queue.length, a.length]).toEqual([true, 1, 1])
    outer.remove()
    expect([await waiting[1], names(queue)]).toEqual([true, 'a1a2'])
  })
})

describe('waiting for empty', () => {
  it('resolves when a queue is cleared or removed, and not while something has come back', async () => {
    const queue = new EventQueue()
    const order: string[] = []
    for (const name of 'ab') sub(queue, name, 1)
    fill(queue, 'ab')
    for (const name of 'ab')
      void queue
        .get(name)
        ?.whenEmpty()
        .then(() => order.push(name))
    void queue.whenEmpty().then(() => order.push('all'))
    queue.get('a')?.clear()
    await settle()
    expect(order).toEqual(['a'])
    queue.get('b')?.remove()
    await settle()
    expect([order, names(queue)]).toEqual([['a', 'b'], 'b1'])
    await settle()
    expect(order).toEqual(['a', 'b', 'all'])
    const one = new EventQueue({ limit: 1 })
    const sent = [1, 2].map((n) => one.send(item('a', n)))
    let isEmpty = false
    void one.whenEmpty().then(() => (isEmpty = true))
    one.pop()
    await Promise.all(sent)
    // The second came in when the first left.
    expect([isEmpty, one.length]).toEqual([false, 1])
  })
  it('resolves when the last has left, children included', async () => {
    const queue = new EventQueue()
    const a = sub(queue, 'a', 1)
    fill(queue, 'ax')
    const order: string[] = []
    void queue.whenEmpty().then(() => order.push('all'))
    void a.whenEmpty().then(() => order.push('a'))
    queue.pop()
    await settle()
    expect(order).toEqual(['a'])
    queue.pop()
    await settle()
    expect(order).toEqual(['a', 'all'])
    await queue.whenEmpty()
  })
})

describe('metrics', () => {
  it('tell of each line, and count what has left', () => {
    const queue = new EventQueue({ order: perKey((one: Item) => one.key) })
    let nowMs = 0
    queue.listener = { ready: () => {}, dropped: () => {}, failed: () => {}, nowMs: () => nowMs }
    for (const key of 'abb') {
      nowMs += 10
      queue.post(item(key, nowMs, key))
    }
    expect(queue.metrics(50)).toMatchObject({ length: 3, headAgeMs: 40, stalledLines: 0, passed: 0 })
    queue.nextLine?.stall()
    expect(queue.metrics(50)).toMatchObject({ headAgeMs: 40, stalledLines: 1 })
    expect(names(queue)).toBe('b20b30')
    expect(queue.metrics(50)).toMatchObject({ length: 1, headAgeMs: 40, passed: 2 })
    const plain = new EventQueue()
    plain.listener = queue.listener
    for (nowMs of [10, 20, 30]) plain.post(item('a'))
    plain.pop()
    expect(plain.metrics(50)).toMatchObject({ headAgeMs: 30 })
  })
})

describe('a queue per key', () => {
  const keyed = (options = {}, limit?: number): EventQueue =>
    new EventQueue({ order: perKey((one: Item) => one.key, options), ...(limit === undefined ? {} : { limit }) })
  const put = (queue: EventQueue, keys: string): string =>
    keys
      .split('')
      .map((key, n) => (queue.trySend(item(key, n, key)) ? key : '-'))
      .join('')

  it('takes turns between keys', () => {
    const queue = keyed()
    expect(put(queue, 'aaabbc')).toBe('aaabbc')
    expect(names(queue)).toBe('a0b3c5a1b4a2')
  })

  it('limits each key', async () => {
    const queue = keyed({ each: 2 })
    expect(put(queue, 'aaabbb')).toBe('aa-bb-')
    const waiting = [queue.send(item('a', 8, 'a')), queue.send(item('b', 9, 'b'))]
    expect(names(queue, 1)).toBe('a0')
    expect(await waiting[0]).toBe(true)
    expect(queue.metrics().waitingSenders).toBe(1)
    expect(names(queue)).toBe('b3a1b4a8b9')
  })

  it('preserves places for keys that are idle or new', () => {
    // L = 4, P = 1: a key in line may fill up to 3, the last place is for a new key.
    const queue = keyed({ preserve: 1 }, 4)
    expect(put(queue, 'aaaaab')).toBe('aaa--b')
    expect(names(queue)).toBe('a0b5a1a2')
    // Both were served lately, so a in line leaves a place to b as long as b is idle: T < 4 − 1 − 1.
    expect(put(queue, 'aaaabc')).toBe('aa--bc')
    expect(put(queue, 'abcd')).toBe('----')
  })

  it('keeps no place for a key that was served long ago', () => {
    const queue = keyed({ preserve: 1 }, 4)
    for (const key of `a${'b'.repeat(40)}`) {
      put(queue, key)
      queue.pop()
    }
    expect(put(queue, 'bbbb')).toBe('bbb-')
  })

  it('is stalled by key', () => {
    const queue = keyed()
    put(queue, 'aab')
    const line = queue.nextLine
    expect(line?.key).toBe('a')
    line?.stall()
    expect(names(queue)).toBe('b2')
    expect(queue.metrics()).toMatchObject({ length: 2, stalledLines: 1 })
    line?.resume()
    expect(names(queue)).toBe('a0a1')
  })
})

it('a stalled head by rank lets better ones pass', () => {
  const queue = new EventQueue({ order: byRank((one: Item) => one.n ?? 0) })
  const stall = (): void => {
    const line = queue.nextLine
    line?.stall()
  }
  queue.post(item('b', 2))
  queue.post(item('c', 3))
  const [b] = [queue.nextLine?.store.head as Event]
  const line = queue.nextLine
  stall()
  expect(queue.pop()).toBeUndefined()
  queue.post(item('a', 1))
  expect(names(queue)).toBe('a1')
  line?.discard(b)
  expect(names(queue)).toBe('c3')
})
