import { EventEmitter } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { event } from '../event/event.ts'
import { RoutineContainer } from '../routine/container.ts'
import { Scheduler } from '../scheduler/scheduler.ts'
import { fromEmitter } from './emitter.ts'
import { closeOnSignal, SignalEvent, watchSignals } from './signals.ts'
import { WorkerPool } from './worker-pool.ts'

const module = `data:text/javascript,${encodeURIComponent(`
export const double = (n) => n * 2
export const fail = () => { throw new RangeError('too far') }
export const steps = function* (n) { for (let i = 0; i < n; i++) yield i; return 'done' }
export const spin = () => { for (;;); }
export const die = () => process.exit(3)
export const odd = () => { throw () => {} }
`)}`

describe('a worker pool', () => {
  const pool = new WorkerPool({ size: 2, limit: 10 })
  afterEach(() => expect(pool.load).toEqual({ running: 0, waiting: 0 }))

  it('runs functions and generators', async () => {
    const seen: unknown[] = []
    const doubled = Promise.all([1, 2, 3, 4, 5].map((n) => pool.run({ module, name: 'double', args: [n] })))
    const stepped = pool.run({ module, name: 'steps', args: [3] }, { onProgress: (value) => seen.push(value) })
    expect([await doubled, await stepped, seen]).toEqual([[2, 4, 6, 8, 10], 'done', [0, 1, 2]])
  })

  it('passes failures on', async () => {
    const failing = pool.run({ module, name: 'fail' })
    await expect(failing).rejects.toThrow(RangeError)
    await expect(failing).rejects.toMatchObject({
      message: 'too far',
      stack: expect.stringContaining('fail') as string,
    })
    await expect(pool.run({ module, name: 'nothing' })).rejects.toThrow('exports no function nothing')
    await expect(pool.run({ module, name: 'odd' })).rejects.toThrow('() => {}')
    await expect(pool.run({ module, name: 'double', args: [() => {}] })).rejects.toThrow('could not be cloned')
    await expect(pool.run({ module, name: 'die' })).rejects.toThrow('the thread of task die died')
  })

  it('a function told of progress that throws ends its task with its error', async () => {
    const failing = pool.run(
      { module, name: 'steps', args: [1e9] },
      {
        onProgress: function told() {
          throw new RangeError('oops')
        },
      },
    )
    await expect(failing).rejects.toMatchObject({ message: 'oops', stack: expect.stringContaining('told') as string })
    expect(await pool.run({ module, name: 'double', args: [1] })).toBe(2)
  })

  it('ends what nobody waits for any more, and goes on', async () => {
    const abort = new AbortController()
    const spinning = [1, 2].map(() => pool.run({ module, name: 'spin' }, { signal: abort.signal }))
    const waiting = pool.run({ module, name: 'double', args: [4] })
    const late = expect(pool.run({ module, name: 'double' }, { timeoutMs: 1 })).rejects.toThrow(
      'task double took longer',
    )
    await late
    abort.abort(new Error('enough'))
    for (const one of spinning) await expect(one).rejects.toThrow('enough')
    expect(await waiting).toBe(8)
  })

  it('refuses too many, and closes', async () => {
    const small = new WorkerPool({ size: 1, limit: 1 })
    const running = [1, 2].map(() => small.run({ module, name: 'spin' }))
    const ended = running.map((one) => expect(one).rejects.toThrow('the worker pool was closed'))
    await expect(small.run({ module, name: 'double' })).rejects.toThrow('1 tasks wait already')
    await small.close()
    await Promise.all(ended)
    await expect(small.run({ module })).rejects.toThrow('the worker pool is closed')
    await pool.close()
  })
})

describe('signals', () => {
  it('are events, and close a container', async () => {
    const scheduler = new Scheduler()
    const stop = watchSignals(scheduler, ['SIGUSR2'])
    const waiting = scheduler.wait(SignalEvent.match({ signal: 'SIGUSR2' }))
    process.kill(process.pid, 'SIGUSR2')
    expect((await waiting).signal).toBe('SIGUSR2')
    stop()
    expect(process.listenerCount('SIGUSR2')).toBe(0)

    const container = new RoutineContainer(scheduler)
    let cleaned = false
    container.start(async (r) => {
      try {
        await r.waitAny([])
      } finally {
        cleaned = true
      }
    })
    const closed = closeOnSignal(container, ['SIGUSR2', 'SIGHUP'])
    process.kill(process.pid, 'SIGHUP')
    expect([await closed, cleaned, process.listenerCount('SIGHUP')]).toEqual(['SIGHUP', true, 0])
  })
})

it('an emitter sends events', async () => {
  class Data extends event('bytes')<{ bytes: number }> {}
  const scheduler = new Scheduler()
  const emitter = new EventEmitter()
  const stop = fromEmitter(scheduler, emitter, 'data', (chunk: Uint8Array) => new Data({ bytes: chunk.length }))
  const data = scheduler.subscribe(Data.match())
  emitter.emit('data', Buffer.from('four'))
  stop()
  emitter.emit('data', Buffer.from('lost'))
  await scheduler.settled()
  expect([data.take()?.bytes, data.length]).toEqual([4, 0])
})

it('what cannot be made of what an emitter says is reported, and the emitter goes on', async () => {
  class Data extends event('bytes')<{ bytes: number }> {}
  const errors: Error[] = []
  const scheduler = new Scheduler({ onError: (error) => errors.push(error) })
  const emitter = new EventEmitter()
  fromEmitter(scheduler, emitter, 'data', (text: string) => new Data(JSON.parse(text) as { bytes: number }))
  const data = scheduler.subscribe(Data.match())
  for (const text of ['{"bytes":1}', '{', '{}', '{"bytes":2}']) emitter.emit('data', text)
  await scheduler.settled()
  expect([data.take()?.bytes, data.take()?.bytes, data.length]).toEqual([1, 2, 0])
  expect(errors.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^making an event of data failed: .*JSON/) as string,
    'making an event of data failed: Data: index bytes is undefined',
  ])
})

it('what nobody takes goes to stderr, also when onError fails itself', async () => {
  const written: string[] = []
  const write = process.stderr.write.bind(process.stderr)
  process.stderr.write = (text: string | Uint8Array): boolean => written.push(String(text)) > 0
  try {
    const plain = new Scheduler()
    plain.report(new Error('plain'))
    const broken = new Scheduler({
      onError: () => {
        throw new RangeError('handler')
      },
    })
    let ticks = 0
    broken.timers.after(0, () => {
      throw new Error('tick')
    })
    broken.timers.after(0, () => (ticks += 1))
    while (ticks === 0) await new Promise((resolve) => setImmediate(resolve))
  } finally {
    process.stderr.write = write
  }
  expect(written.map((text) => text.split('\n')[0])).toEqual([
    'Error: plain',
    expect.stringContaining('a timer failed: tick') as string,
    expect.stringContaining('onError failed: handler') as string,
  ])
})
