import { FakeClock, Scheduler } from '@vlcp/events'
import Type from 'typebox'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLogging } from '../logging/logging.ts'
import { operation } from '../operation.ts'
import type { ValuesOf } from './module-class.ts'
import { ModuleHost } from './module-host.ts'
import { Module } from './module.ts'
import { defineProxy } from './proxy.ts'
import { ModuleNotification } from './state.ts'

const anything = Type.Object({}, { additionalProperties: false })

/** Calls that wait until the test lets them go on. */
class Waiting extends Module {
  static override readonly settings = {}
  readonly begun: AbortSignal[] = []
  readonly release: (() => void)[] = []
  override readonly operations = [
    operation({
      name: 'wait',
      summary: 'Waits',
      params: anything,
      mutates: true,
      run: (_, { signal }) => {
        this.begun.push(signal)
        return new Promise<string>((resolve) => this.release.push(() => resolve('done')))
      },
    }),
    operation({
      name: 'double',
      summary: 'Doubles',
      params: Type.Object({ n: Type.Integer() }, { additionalProperties: false }),
      mutates: false,
      public: true,
      run: ({ n }) => n * 2,
    }),
    operation({
      name: 'fail',
      summary: 'Fails',
      params: anything,
      mutates: false,
      run: () => Promise.reject(failure),
    }),
  ]
}

class Caller extends Module {
  ask(n: number): Promise<number> {
    return this.call(Waiting, 'double', { n })
  }
  waitFor(signal?: AbortSignal): Promise<string> {
    return this.call(Waiting, 'wait', {}, { signal, timeoutMs: 1000 })
  }
  byName(target: string, name: string): Promise<unknown> {
    return this.call(target, name, { n: 4 })
  }
  tell(): Promise<void> {
    return this.notify('said', { words: 2 })
  }
}

const failure = new RangeError('of the operation')
let clock: FakeClock
let scheduler: Scheduler
let host: ModuleHost
let values: Record<string, unknown>
const valuesOf: ValuesOf = (_, settings) =>
  Object.fromEntries(Object.entries(settings).map(([key, each]) => [key, values[key] ?? each.default]))
const onDefect = vi.fn<(error: unknown, operation: string) => void>()

beforeEach(() => {
  clock = new FakeClock()
  values = {}
  scheduler = new Scheduler({ clock })
  host = new ModuleHost({
    scheduler,
    onDefect,
    logging: createLogging({ level: 'silent', sink: { write: () => undefined } }),
    valuesOf,
  })
})
afterEach(async () => {
  const closing = host.close()
  await clock.advance(100_000)
  await closing
  expect(scheduler.timers.size).toBe(0)
})

describe('calls', () => {
  it('reach a module by its class, its name and the public target', async () => {
    const [caller] = await Promise.all([host.load(Caller), host.load(Waiting)])
    expect([
      await caller.ask(2),
      await caller.byName('waiting', 'double'),
      await caller.byName('public', 'double'),
    ]).toEqual([4, 8, 8])
  })

  it('keep the error of the operation; strangers are told of a refusal only', async () => {
    await host.load(Waiting)
    await expect(host.call('waiting', 'fail', {})).rejects.toBe(failure)
    await expect(host.dispatcher.call('waiting', 'fail', {})).rejects.toMatchObject({
      code: 'internal',
      cause: failure,
    })
    expect(onDefect).toHaveBeenCalledWith(failure, 'waiting.fail')
  })

  it.each([
    ['watting', 'double', 'there is no module "watting"; did you mean "waiting"?'],
    ['waiting', 'duoble', 'module waiting has no operation "duoble"; did you mean "double"?'],
    ['public', 'wait', 'module public has no operation "wait"'],
    ['public', 'dubble', 'module public has no operation "dubble"; did you mean "double"?'],
    ['caller', 'x', 'module caller has no operation "x"'],
  ])('to %s.%s are refused at once', async (target, name, message) => {
    await Promise.all([host.load(Waiting), host.load(Caller)])
    await expect(host.call(target, name, {})).rejects.toMatchObject({ code: 'unknown_operation', message })
  })

  it('are checked against the declaration', async () => {
    await host.load(Waiting)
    await expect(host.call('waiting', 'double', { n: 'x' })).rejects.toMatchObject({ code: 'invalid', field: 'n' })
    expect(await host.call('waiting', 'double', { n: '3' }, { text: true })).toBe(6)
  })

  it('that may change nothing are held to that', async () => {
    await host.load(Waiting)
    await expect(host.dispatcher.call('waiting', 'wait', {}, { readOnly: true })).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(await host.dispatcher.call('waiting', 'double', { n: 1 }, { readOnly: true })).toBe(2)
  })

  it('end at their deadline, with their caller and with the module that made them', async () => {
    const [caller, waiting] = await Promise.all([host.load(Caller), host.load(Waiting)])
    const late = expect(caller.waitFor()).rejects.toThrow('waiting.wait gave no answer within 1 s')
    await scheduler.settled()
    await clock.advance(1000)
    await late
    const gone = new AbortController()
    const left = expect(caller.waitFor(gone.signal)).rejects.toThrow('waiting.wait was abandoned by its caller')
    await scheduler.settled()
    gone.abort()
    await left
    const orphan = expect(caller.waitFor()).rejects.toThrow('waiting.wait was abandoned by its caller')
    await host.unload(Caller)
    await orphan
    expect(waiting.begun.map(({ aborted }) => aborted)).toEqual([true, true, true])
    for (const release of waiting.release) release()
  })

  it('to a module that is being loaded wait for it, until their deadline', async () => {
    let go: () => void = () => undefined
    class Slow extends Waiting {
      static override readonly service = 'waiting'
      protected override load(): Promise<void> {
        return new Promise((resolve) => (go = resolve))
      }
    }
    const loading = host.load(Slow)
    await scheduler.settled()
    const late = expect(host.call('waiting', 'double', { n: 1 }, { timeoutMs: 10 })).rejects.toThrow('no answer within')
    const answered = host.call('waiting', 'double', { n: 2 })
    await clock.advance(10)
    await late
    go()
    expect([await answered, await loading]).toEqual([4, expect.any(Slow)])
  })

  it('to a module that fails or has gone are refused with the reason', async () => {
    class Bad extends Waiting {
      static override readonly service = 'waiting'
      protected override load(): Promise<void> {
        return new Promise((_, reject) => setImmediate(() => reject(new Error('no disk'))))
      }
    }
    const loading = expect(host.load(Bad)).rejects.toThrow('no disk')
    const waiting = expect(host.call('waiting', 'double', { n: 1 })).rejects.toMatchObject({
      code: 'unknown_operation',
    })
    await waiting
    await loading
    await expect(host.call('waiting', 'double', {})).rejects.toMatchObject({
      code: 'unavailable',
      message: 'module waiting has failed: module waiting failed to load: no disk',
    })
    await host.load(Caller)
    await host.unload(Caller)
    await expect(host.call('caller', 'x', {})).rejects.toMatchObject({
      code: 'unknown_operation',
      message: 'module caller is unloaded',
    })
  })
})

describe('concurrency', () => {
  it('keeps calls in line, and the deadline counts there', async () => {
    values = { 'module.waiting.concurrency': 2 }
    const waiting = await host.load(Waiting)
    const ends: string[] = []
    for (const name of ['a', 'b', 'c', 'd'])
      void host.call('waiting', 'wait', {}, { timeoutMs: name === 'c' ? 10 : 1000 }).then(
        () => ends.push(name),
        (error: Error) => ends.push(`${name}: ${error.message.slice(0, 23)}`),
      )
    await scheduler.settled()
    expect([waiting.begun.length, host.status()[0]?.calls]).toEqual([2, 4])
    await clock.advance(10)
    expect([waiting.begun.length, ends]).toEqual([2, ['c: waiting.wait gave no an']])
    waiting.release[0]?.()
    await scheduler.settled()
    expect([waiting.begun.length, ends.length]).toEqual([3, 2])
    for (const release of waiting.release) release()
    await scheduler.settled()
    expect([ends.slice(1), host.status()[0]?.calls]).toEqual([['a', 'b', 'd'], 0])
  })
})

describe('unload', () => {
  it('lets running calls finish and takes no more', async () => {
    const waiting = await host.load(Waiting)
    const running = host.call('waiting', 'wait', {})
    await scheduler.settled()
    const unloading = host.unload(Waiting)
    await scheduler.settled()
    await expect(host.call('waiting', 'double', { n: 1 })).rejects.toThrow('module waiting is unloading')
    waiting.release[0]?.()
    expect(await running).toBe('done')
    await unloading
  })

  it('gives up those that take too long', async () => {
    const waiting = await host.load(Waiting)
    const running = expect(host.call('waiting', 'wait', {})).rejects.toThrow(
      'waiting.wait was ended because module waiting is unloaded',
    )
    await scheduler.settled()
    const unloading = host.unload(Waiting)
    await clock.advance(5000)
    await Promise.all([running, unloading])
    expect(waiting.begun[0]?.aborted).toBe(true)
  })
})

describe('the modules strangers see', () => {
  it('come and go; the list stays the same in between', async () => {
    const names = (): string[] => host.dispatcher.modules.map(({ name }) => name)
    expect(names()).toEqual([])
    await Promise.all([host.load(Waiting), host.load(Caller)])
    expect(names()).toEqual(['waiting', 'public'])
    expect(host.dispatcher.modules).toBe(host.dispatcher.modules)
    expect(await host.dispatcher.call('waiting', 'discover', {})).toMatchObject({ double: 'Doubles' })
    expect(await host.dispatcher.call('public', 'discover', {})).toEqual({
      double: 'Doubles',
      discover: expect.any(String),
    })
    await host.unload(Waiting)
    expect(names()).toEqual([])
  })
})

describe('notifications', () => {
  it('reach those who want them', async () => {
    const caller = await host.load(Caller)
    const seen: unknown[] = []
    scheduler.on(ModuleNotification.match({ target: 'caller', name: 'said' }), ({ attributes }) =>
      seen.push(attributes),
    )
    scheduler.on(ModuleNotification.match({ target: 'other' }), () => seen.push('wrong'))
    await caller.tell()
    await scheduler.settled()
    expect(seen).toEqual([{ words: 2 }])
  })
})

describe('proxies', () => {
  class Storage extends Module {
    static override readonly service: string = 'builtin'
    readonly kind: string = 'built in'
    override readonly operations = [
      operation({ name: 'kind', summary: 'What it is', params: anything, mutates: false, run: () => this.kind }),
    ]
  }
  class Other extends Storage {
    static override readonly service = 'other'
    override readonly kind = 'another'
  }
  const KvStorage = defineProxy('kvstorage', Storage)
  class User extends Module {
    static override readonly dependencies = [KvStorage]
    kind(): string {
      return this.dependency(KvStorage).implementation.kind
    }
  }

  it('stand for the default', async () => {
    const user = await host.load(User)
    expect([user.kind(), await host.call('kvstorage', 'kind', {})]).toEqual(['built in', 'built in'])
    expect(host.dispatcher.modules.map(({ name }) => name).toSorted()).toEqual(['builtin', 'kvstorage'])
  })

  it('or for what the configuration names, and load nothing else', async () => {
    values = { 'proxy.kvstorage': 'other' }
    host = new ModuleHost({ scheduler, modules: [Other], valuesOf })
    const user = await host.load(User)
    expect([user.kind(), await host.call('kvstorage', 'kind', {})]).toEqual(['another', 'another'])
    expect(host.status().map(({ service }) => service)).not.toContain('builtin')
  })
})
