import { event, FakeClock, Scheduler } from '@vlcp/events'
import Type from 'typebox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { setting } from '../configuration/setting.ts'
import { createLogging } from '../logging/logging.ts'
import { operation } from '../operation.ts'
import type { ModuleError } from './errors.ts'
import { ModuleHost } from './module-host.ts'
import { Module, type ModuleClass } from './module.ts'
import { mayFollow, type ModuleState, ModuleStateChange, moduleStates } from './state.ts'

class Tick extends event()<{ n: number }> {}

let clock: FakeClock
let scheduler: Scheduler
let host: ModuleHost
let errors: Error[]
let seen: string[]

beforeEach(() => {
  clock = new FakeClock()
  errors = []
  seen = []
  scheduler = new Scheduler({ clock, onError: (error) => errors.push(error) })
  const logging = createLogging({ level: 'silent', sink: { write: () => undefined } })
  host = new ModuleHost({ scheduler, logging })
  scheduler.on(ModuleStateChange.match(), ({ service, state }) => seen.push(`${service} ${state}`))
})
afterEach(async () => {
  const closing = host.close().catch(() => undefined)
  await clock.advance(100_000)
  await closing
  expect(scheduler.timers.size).toBe(0)
})

/** Lets everything come to rest without time passing. */
const rest = (): Promise<void> => scheduler.settled()
const stateOf = (of: string): ModuleState | undefined => host.status().find(({ service }) => service === of)?.state

interface Scripted extends Module {
  ready(): void
  broken(reason: unknown): void
}

interface Script {
  readonly needs?: readonly (ModuleClass | string)[]
  readonly load?: (module: Scripted) => unknown
  readonly unload?: () => unknown
  readonly construct?: () => void
  readonly late?: boolean
  readonly unused?: boolean
}

/** A module class of this name that does what the script says. */
function scripted(service: string, script: Script = {}): ModuleClass {
  return class extends Module {
    static override readonly service = service
    static override readonly dependencies = script.needs ?? []
    static override readonly autoSucceed = script.late !== true
    static override readonly unloadWhenUnused = script.unused === true
    readonly constructed = script.construct?.()
    ready = (): void => this.succeed()
    broken = (reason: unknown): void => this.fail(reason)
    protected override load(): unknown {
      return script.load?.(this as Module as Scripted)
    }
    protected override unload(): unknown {
      seen.push(`${service} unload()`)
      return script.unload?.()
    }
  }
}

describe('states', () => {
  it.each([
    ['notloaded', ['loading']],
    ['loading', ['loaded', 'succeeded', 'failed']],
    ['loaded', ['succeeded', 'failed']],
    ['succeeded', ['unloading']],
    ['failed', ['loading', 'unloading']],
    ['unloading', ['failed', 'unloaded']],
    ['unloaded', ['loading']],
  ] as const)('after %s may come %j and nothing else', (state, next) => {
    expect(moduleStates.filter((each) => mayFollow(state, each)).toSorted()).toEqual([...next].toSorted())
  })

  it('are announced one by one', async () => {
    const Plain = scripted('plain')
    await host.load(Plain)
    await host.unload(Plain)
    await rest()
    expect(seen.filter((each) => !each.endsWith('()'))).toEqual([
      'plain loading',
      'plain loaded',
      'plain succeeded',
      'plain unloading',
      'plain unloaded',
    ])
    await host.load('plain')
    expect(stateOf('plain')).toBe('succeeded')
  })

  it('a module may be ready later than its load', async () => {
    let late: Scripted | undefined
    const loading = host.load(scripted('late', { late: true, load: (module) => (late = module) }))
    await rest()
    expect(stateOf('late')).toBe('loaded')
    expect(() => host.get('late')).toThrow('module late is loaded')
    late?.ready()
    expect(await loading).toBe(late)
    expect(() => late?.ready()).toThrow('has said before what became of it')
  })

  it('or in the middle of it, without a stop at loaded', async () => {
    await host.load(scripted('quick', { late: true, load: (module) => module.ready() }))
    await rest()
    expect(seen).toEqual(['quick loading', 'quick succeeded'])
  })
})

describe('failures', () => {
  const never = new Promise<never>(() => undefined)
  const boom = (): never => {
    throw new RangeError('boom')
  }
  const cases: [string, Script, string][] = [
    ['its constructor throws', { construct: boom }, 'boom'],
    ['its load throws before anything else', { load: boom }, 'boom'],
    ['its load rejects', { load: () => Promise.reject(new RangeError('boom')) }, 'boom'],
    ['its load never ends', { load: () => never }, 'it did not load within 30 s'],
    ['it is never ready', { late: true }, 'it did not load within 30 s'],
    ['it says that it will never be ready', { late: true, load: (module) => module.broken(new Error('no')) }, 'no'],
    [
      'two operations have one name',
      {
        load: (module) => {
          const twice = operation({ name: 'x', summary: '', params: Type.Object({}), mutates: false, run: () => 1 })
          module.operations = [twice, twice]
        },
      },
      'operation of module bad "x" is declared twice',
    ],
  ]

  it.each(cases)('%s: everybody who waits is told, and it may be loaded again', async (_, script, reason) => {
    let isBroken = true
    const isLate = script.late === true
    const Bad = scripted('bad', {
      late: isLate,
      construct: () => isBroken && script.construct?.(),
      load: (module) => (isBroken ? script.load?.(module) : isLate && module.ready()),
    })
    const waiting = [host.load(Bad), host.load(Bad), host.load(scripted('above', { needs: [Bad] }))]
    const outcomes = Promise.allSettled(waiting)
    await clock.advance(30_000)
    const [first, second, above] = await outcomes
    expect(first).toMatchObject({ reason: { code: 'load', message: `module bad failed to load: ${reason}` } })
    expect(second).toEqual(first)
    expect(above).toMatchObject({
      reason: { code: 'dependency', message: `module above needs bad: module bad failed to load: ${reason}` },
    })
    expect([stateOf('bad'), stateOf('above'), scheduler.timers.size]).toEqual(['failed', 'failed', 0])
    expect(host.status()[0]?.reason).toContain(reason)
    isBroken = false
    await host.load(Bad)
    expect(stateOf('bad')).toBe('succeeded')
  })

  it('keep the error they came from', async () => {
    const cause = new RangeError('boom')
    const above = scripted('above', { needs: [scripted('bad', { load: () => Promise.reject(cause) })] })
    const error: unknown = await host.load(above).catch((reason: unknown) => reason)
    expect((error as ModuleError).origin).toBe(cause)
  })

  it('end what had been started', async () => {
    const closed: string[] = []
    class Half extends Module {
      protected override async load(): Promise<void> {
        this.container.start((routine) => routine.wait(Tick.match()))
        this.container.on(Tick.match(), () => undefined)
        this.container.subscribe(Tick.match())
        this.onUnload(() => closed.push('first'))
        this.onUnload(() => closed.push('second'))
        await this.container.sleep(10)
        throw new Error('half way')
      }
    }
    const loading = host.load(Half)
    const failed = expect(loading).rejects.toThrow('half way')
    await rest()
    await clock.advance(10)
    await failed
    expect([closed, scheduler.metrics()]).toMatchObject([['second', 'first'], { subscriptions: [], timers: 0 }])
  })

  it('close what a load opens after its deadline', async () => {
    const closed: string[] = []
    let goOn: () => void = () => undefined
    class Slow extends Module {
      protected override async load(): Promise<void> {
        await new Promise<void>((resolve) => (goOn = resolve))
        this.onUnload(() => closed.push('late'))
      }
    }
    const failed = expect(host.load(Slow)).rejects.toThrow('within 30 s')
    await rest()
    await clock.advance(30_000)
    await failed
    goOn()
    await rest()
    expect([closed, stateOf('slow')]).toEqual([['late'], 'failed'])
  })

  it.each([
    ['throws', () => Promise.reject(new Error('stuck')), 'module bad failed to unload: stuck'],
    ['never ends', () => never, 'module bad failed to unload: it did not unload within 10 s'],
  ])('an unload that %s: the others end, it may be loaded again', async (_, unload, message) => {
    const Bad = scripted('bad', { unload, needs: [scripted('below')] })
    await host.load(scripted('above', { needs: [Bad] }))
    const unloading = expect(host.unload('below')).rejects.toThrow(message)
    await rest()
    await clock.advance(10_000)
    await unloading
    expect(host.status().map(({ service, state }) => `${service} ${state}`)).toEqual([
      'above unloaded',
      'bad failed',
      'below unloaded',
    ])
    await host.load(Bad)
    expect([stateOf('bad'), stateOf('below')]).toEqual(['succeeded', 'succeeded'])
  })
})

describe('dependencies', () => {
  it('are loaded first, side by side, each once', async () => {
    const order: string[] = []
    const note = (name: string) => async () => {
      order.push(`${name} begins`)
      await new Promise((resolve) => setImmediate(resolve))
      order.push(`${name} ends`)
    }
    const base = scripted('base', { load: note('base') })
    const left = scripted('left', { needs: [base], load: note('left') })
    const right = scripted('right', { needs: [base], load: note('right') })
    await host.load(scripted('top', { needs: [left, right], load: note('top') }))
    expect(order).toEqual(
      'base begins,base ends,left begins,right begins,left ends,right ends,top begins,top ends'.split(','),
    )
  })

  it('that go round are refused by name before anything is loaded', async () => {
    const a = scripted('a', { needs: ['b'] })
    const b = scripted('b', { needs: ['c'] })
    const c = scripted('c', { needs: ['a'] })
    host = new ModuleHost({ scheduler, modules: [a, b, c] })
    await expect(host.load(scripted('top', { needs: [a] }))).rejects.toThrow('modules need each other: a → b → c → a')
    expect(host.status()).toEqual([])
  })

  it('that cannot be found name the chain', async () => {
    const middle = scripted('middle', { needs: ['nowhere'] })
    await expect(host.load(scripted('top', { needs: [middle] }))).rejects.toThrow(
      'top → middle: cannot load nowhere: there is no file, module or package of this name',
    )
  })

  it('are reached by their class, typed, if they are declared', async () => {
    class Clock extends Module {
      now(): number {
        return 7
      }
    }
    class Greeter extends Module<typeof Greeter.settings> {
      static override readonly dependencies = [Clock]
      static override readonly settings = {
        greeting: setting({ schema: Type.String(), default: 'Hello', description: 'The first word.' }),
      }
      readonly word: string = this.settings.greeting
      greet(): string {
        return `${this.word} ${this.dependency(Clock).now()}`
      }
      wrong(): unknown {
        return this.dependency('other')
      }
    }
    const greeter = await host.load(Greeter)
    expect(greeter.greet()).toBe('Hello 7')
    expect(() => greeter.wrong()).toThrow('module greeter does not declare other as a dependency')
    await host.unload(Clock, { ignoreDependants: true })
    expect(() => greeter.greet()).toThrow('module clock is unloaded')
    await host.load('clock')
    expect(greeter.greet()).toBe('Hello 7')
  })

  it('end after those that need them', async () => {
    const base = scripted('base')
    await host.load(scripted('top', { needs: [scripted('middle', { needs: [base] })] }))
    seen.length = 0
    await host.unload(base)
    await rest()
    expect(seen.filter((each) => each.endsWith('()'))).toEqual(['top unload()', 'middle unload()', 'base unload()'])
  })

  it('go when nobody needs them any more, if they say so', async () => {
    const deep = scripted('deep', { unused: true })
    const kept = scripted('kept')
    const middle = scripted('middle', { unused: true, needs: [deep, kept] })
    await host.load(scripted('one', { needs: [middle] }))
    await host.load(scripted('two', { needs: [middle] }))
    await host.unload('one')
    expect(stateOf('middle')).toBe('succeeded')
    await host.unload('two')
    expect(['middle', 'deep', 'kept'].map(stateOf)).toEqual(['unloaded', 'unloaded', 'succeeded'])
    await host
      .load(scripted('bad', { needs: [middle], load: () => Promise.reject(new Error('no')) }))
      .catch(() => undefined)
    expect(['middle', 'deep', 'kept'].map(stateOf)).toEqual(['unloaded', 'unloaded', 'succeeded'])
  })
})

describe('conflicts', () => {
  it('two modules of one name', async () => {
    await host.load(scripted('same'))
    await expect(host.load(scripted('same'))).rejects.toMatchObject({ code: 'conflict' })
    expect(stateOf('same')).toBe('succeeded')
    const both = scripted('both', { needs: [scripted('twin'), scripted('twin')] })
    await expect(host.load(both)).rejects.toThrow('two modules are called "twin"')
  })

  it('two public operations of one name', async () => {
    const open = operation({
      name: 'open',
      summary: '',
      params: Type.Object({}),
      mutates: false,
      public: true,
      run: () => 'first',
    })
    await host.load(scripted('first', { load: (module) => (module.operations = [open]) }))
    await expect(host.load(scripted('second', { load: (module) => (module.operations = [open]) }))).rejects.toThrow(
      'modules first and second both have a public operation "open"',
    )
    expect(await host.call('public', 'open', {})).toBe('first')
  })

  it('names that no path of the API can have', async () => {
    await expect(host.load(scripted('no-good'))).rejects.toMatchObject({ code: 'declaration' })
    await expect(host.load(scripted('public'))).rejects.toMatchObject({ code: 'declaration' })
  })
})

describe('closing', () => {
  it('gives up what loads, ends what runs, and refuses the rest', async () => {
    await host.load(scripted('runs'))
    const failed = expect(host.load(scripted('hangs', { load: () => new Promise(() => undefined) }))).rejects.toThrow(
      'the program is stopping',
    )
    await rest()
    await host.close()
    await failed
    expect([stateOf('runs'), stateOf('hangs')]).toEqual(['unloaded', 'unloaded'])
    await expect(host.load(scripted('more'))).rejects.toThrow('the program is stopping')
  })
})
