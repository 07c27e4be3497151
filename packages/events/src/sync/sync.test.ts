import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RoutineContainer } from '../routine/container.ts'
import { Scheduler } from '../scheduler/scheduler.ts'
import { FakeClock } from '../time/fake-clock.ts'
import { nextTurn } from '../time/turn.ts'
import { Future } from './future.ts'
import { LockContext } from './lock.ts'
import { RateLimiter } from './rate-limiter.ts'
import { Semaphore } from './semaphore.ts'

let clock: FakeClock
let scheduler: Scheduler
let container: RoutineContainer
beforeEach(() => {
  clock = new FakeClock()
  scheduler = new Scheduler({ clock })
  container = new RoutineContainer(scheduler)
})
afterEach(() => container.close())

describe('a future', () => {
  it('is set once and awaited any number of times, before and after', async () => {
    const future = new Future<number>()
    const waiting = [future.wait(), (async () => await future)()]
    expect([future.done, future.result]).toEqual([false, undefined])
    future.set(7)
    expect([await Promise.all(waiting), await future, future.result]).toEqual([[7, 7], 7, 7])
    expect(() => future.set(8)).toThrow('the future is set already')
    expect(() => future.fail(new Error('late'))).toThrow('the future is set already')
  })

  it('fails, and says so to whoever asks', async () => {
    const future = new Future<number>()
    future.fail(new Error('broken'))
    await nextTurn()
    await expect(future.wait()).rejects.toThrow('broken')
    expect(() => future.result).toThrow('broken')
  })

  it('is waited for with a timeout, and by a routine', async () => {
    const future = new Future<number>()
    const late = expect(future.wait({ by: container, timeoutMs: 5 })).rejects.toThrow('a future took longer than 5 ms')
    await clock.advance(5)
    await late
    const ended = expect(future.wait({ by: container })).rejects.toThrow('was terminated')
    await container.close()
    await ended
    expect(future.done).toBe(false)
  })

  it('is set for sure', async () => {
    const [returned, set, unset, thrown] = [
      new Future<number>(),
      new Future<number>(),
      new Future<number>(),
      new Future<number>(),
    ]
    await returned.ensure(() => 1)
    await set.ensure((future) => future.set(2))
    await unset.ensure(() => {})
    const failing = thrown.ensure(() => Promise.reject(new Error('broken')))
    await expect(failing).rejects.toThrow('broken')
    expect([returned.result, set.result]).toEqual([1, 2])
    expect(() => unset.result).toThrow('nobody set the future')
    expect(() => thrown.result).toThrow('broken')
  })
})

describe('a lock', () => {
  it('is held by one at a time, in the order they came', async () => {
    const context = new LockContext()
    const order: number[] = []
    let holders = 0
    await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        context.lock('key').hold(async () => {
          expect(++holders).toBe(1)
          await nextTurn()
          holders -= 1
          order.push(n)
        }),
      ),
    )
    expect([order, context.size]).toEqual([[0, 1, 2, 3, 4, 5, 6, 7], 0])
  })

  it('is not counted, can be begun, and left', async () => {
    const context = new LockContext()
    const [first, second, third] = [context.lock(1), context.lock(1), context.lock(1)]
    await first.lock()
    await first.lock()
    second.beginLock()
    third.beginLock()
    const left = expect(second.lock()).rejects.toThrow('lock 1: unlocked while waiting')
    second.unlock()
    await left
    expect([third.tryLock(), third.isHeld]).toEqual([false, false])
    first.unlock()
    expect(third.tryLock()).toBe(true)
    third.unlock()
    third.unlock()
    expect(context.size).toBe(0)
  })

  it('is not left held by a wait that ended', async () => {
    const context = new LockContext()
    const holder = context.lock(1)
    holder.tryLock()
    const routine = container.start((r) => context.lock(1).hold(() => {}, { by: r }))
    const abort = new AbortController()
    const aborted = expect(context.lock(1).lock({ signal: abort.signal })).rejects.toThrow('enough')
    const late = expect(context.lock(1).lock({ by: container, timeoutMs: 1 })).rejects.toThrow('lock 1 took longer')
    await routine.terminate()
    abort.abort(new Error('enough'))
    await clock.advance(1)
    await Promise.all([aborted, late])
    holder.unlock()
    expect(context.size).toBe(0)
  })
})

it('a semaphore lets so many in', async () => {
  const semaphore = new Semaphore(2)
  let [now, most] = [0, 0]
  const work = async (): Promise<void> => {
    most = Math.max(most, ++now)
    await nextTurn()
    now -= 1
  }
  await Promise.all(Array.from({ length: 7 }, () => semaphore.hold(work)))
  expect([most, semaphore.available, semaphore.waiting]).toEqual([2, 2, 0])
  expect(() => semaphore.release()).toThrow('semaphore was released more often than acquired')
  expect(() => new Semaphore(0)).toThrow('size is 0')
})

describe('a rate limiter', () => {
  it('per second', async () => {
    const limiter = new RateLimiter(scheduler, { perSecond: 10, burst: 2 })
    const times: number[] = []
    for (const use of [1, 1, 1, 5, 1]) void limiter.limit(use).then(() => times.push(clock.nowMs()))
    await clock.advance(2000)
    expect(times.map((ms) => Math.round(ms))).toEqual([0, 0, 100, 300, 700])
    expect(scheduler.timers.size).toBe(0)
    const fair = new RateLimiter(scheduler, { perSecond: 10, burst: 2 })
    const order: number[] = []
    for (const use of [2, 2]) void fair.limit(use).then(() => order.push(use))
    await clock.advance(150)
    // There is one unit, but somebody waits for two.
    void fair.limit(1).then(() => order.push(1))
    await clock.advance(500)
    expect(order).toEqual([2, 2, 1])
    expect(() => new RateLimiter(scheduler, { perSecond: 0 })).toThrow('perSecond is 0')
  })
})
