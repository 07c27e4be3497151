import { FakeClock, Scheduler } from '@vlcp/events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Type from 'typebox'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLogging } from '../logging/logging.ts'
import { operation } from '../operation.ts'
import { Manager } from './manager.ts'
import { ModuleHost } from './module-host.ts'
import { Module, type ModuleClass } from './module.ts'
import { ModuleNotification } from './state.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlcp-reload-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

let clock: FakeClock
let scheduler: Scheduler
let host: ModuleHost
/** What a file exports today, by its name: it stands for what Node makes of the file. */
let files: Record<string, () => Readonly<Record<string, unknown>>>
let log: string[]

beforeEach(() => {
  files = {}
  log = []
  clock = new FakeClock()
  scheduler = new Scheduler({ clock })
  host = new ModuleHost({
    scheduler,
    folder,
    modules: [Manager],
    logging: createLogging({ level: 'info', format: 'json', sink: { write: (line) => log.push(line) } }),
    valuesOf: (_, settings) =>
      Object.fromEntries(
        Object.entries(settings).map(([key, each]) => [key, key.endsWith('checkIntervalMs') ? 1000 : each.default]),
      ),
    // Whoever imports one URL twice gets the same, as in Node.
    importModule: async (url) => (imported[url] ??= files[/([^/?]+)(\?.*)?$/.exec(url)?.[1] ?? '']?.() ?? {}),
  })
})
let imported: Record<string, Readonly<Record<string, unknown>>> = {}
afterEach(async () => {
  imported = {}
  await host.close()
  expect(scheduler.timers.size).toBe(0)
})

/** Writes a file, and says what it exports. */
function file(name: string, exports: () => Readonly<Record<string, unknown>>): void {
  files[name] = exports
  writeFileSync(join(folder, name), `${Math.random()}`)
}

interface Version {
  readonly needs?: readonly (ModuleClass | string)[]
  readonly load?: () => unknown
  readonly more?: boolean
}

/** A version of the module `clock`, which says which one it is. */
function clockVersion(version: number, options: Version = {}): ModuleClass {
  return class Clock extends Module {
    static override readonly dependencies = options.needs ?? []
    count = 0
    readonly version = version
    override readonly operations = [
      operation({ name: 'version', summary: '', params: Type.Object({}), mutates: false, run: () => version }),
      ...(options.more === true
        ? [operation({ name: 'more', summary: '', params: Type.Object({}), mutates: false, run: () => 'more' })]
        : []),
    ]
    protected override load(): unknown {
      return options.load?.()
    }
    tell(): Promise<void> {
      return this.notify('tick', { version })
    }
    protected override handOver(): number {
      return this.count + 1
    }
    protected override takeOver(state: unknown): void {
      this.count = Number(state)
    }
  }
}

interface Clock extends Module {
  readonly version: number
  readonly count: number
  tell(): Promise<void>
}

/** Needs the module `clock`. */
class Watcher extends Module {
  static override readonly dependencies: readonly (ModuleClass | string)[] = ['clock']
  readonly heard: unknown[] = []
  get clock(): Clock {
    return this.dependency('clock') as Clock
  }
  protected override load(): void {
    const ticks = ModuleNotification.match({ target: 'clock' })
    this.container.on(ticks, ({ attributes }) => this.heard.push(attributes['version']))
  }
}

describe('reload', () => {
  it('gives a module new operations; what needs it runs on, finds it and hears it', async () => {
    file('clock.ts', () => ({ default: clockVersion(1) }))
    await host.load('./clock.ts')
    const watcher = await host.load(Watcher)
    await watcher.clock.tell()
    file('clock.ts', () => ({ default: clockVersion(2, { more: true }) }))
    await host.reload(['./clock.ts'])
    await watcher.clock.tell()
    await scheduler.settled()
    expect([watcher.heard, watcher.clock.version, watcher.clock.count]).toEqual([[1, 2], 2, 1])
    expect([await host.call('clock', 'version', {}), await host.call('clock', 'more', {})]).toEqual([2, 'more'])
    expect(host.get(Watcher)).toBe(watcher)
    await host.unload('clock')
    expect(host.status().map(({ state }) => state)).toEqual(['unloaded', 'unloaded'])
  })

  it('works by name, and for a class that another file has imported', async () => {
    const Imported = clockVersion(1)
    class ByClass extends Watcher {
      static override readonly service = 'byclass'
      static override readonly dependencies = [Imported]
    }
    file('watcher.ts', () => ({ ByClass }))
    file('clock.ts', () => ({ Clock: clockVersion(2) }))
    await host.load('./watcher.ts')
    await expect(host.reload(['clock'])).rejects.toThrow('it is not known which file module clock came from')
    await host.reload(['./clock.ts'])
    expect(host.get(ByClass).clock.version).toBe(2)
    file('clock.ts', () => ({ Clock: clockVersion(3) }))
    await host.reload(['clock'])
    // The file of the other one has the old class in its list of dependencies for good.
    await host.unload('clock')
    await host.load('./watcher.ts')
    expect(host.get(ByClass).clock.version).toBe(3)
  })

  it.each([
    [() => Promise.reject(new SyntaxError('Unexpected token')), /cannot load .*clock\.ts: Unexpected token/],
    [() => ({}), /clock\.ts does not export module clock any more/],
    [() => ({ default: clockVersion(2, { needs: ['nowhere'] }) }), /module clock was not reloaded: .*nowhere/],
    [
      () => ({ default: clockVersion(2, { needs: [Watcher] }) }),
      'module clock was not reloaded: modules need each other: clock → watcher → clock',
    ],
  ])('leaves the old one running if the new one cannot be: %s', async (exports, problem) => {
    file('clock.ts', () => ({ default: clockVersion(1) }))
    file('other.ts', () => ({ Other: class Other extends Module {} }))
    await Promise.all([host.load('./clock.ts'), host.load('./other.ts')])
    const [watcher, other] = [await host.load(Watcher), host.get('other')]
    files['clock.ts'] = exports as () => Readonly<Record<string, unknown>>
    await expect(host.reload(['./clock.ts', './other.ts'])).rejects.toThrow(problem)
    expect([watcher.clock.version, host.get('other') === other]).toEqual([1, false])
    file('clock.ts', () => ({ default: clockVersion(3) }))
    await host.reload(['clock'])
    expect(watcher.clock.version).toBe(3)
    await host.load('./clock.ts')
    expect(watcher.clock.version).toBe(3)
  })

  it('fails a module whose new version does not load; another reload repairs it', async () => {
    file('clock.ts', () => ({ default: clockVersion(1) }))
    await host.load('./clock.ts')
    const watcher = await host.load(Watcher)
    file('clock.ts', () => ({ default: clockVersion(2, { load: () => Promise.reject(new Error('no tick')) }) }))
    await expect(host.reload(['clock'])).rejects.toThrow('module clock failed to load: no tick')
    expect(() => watcher.clock).toThrow('module clock has failed')
    file('clock.ts', () => ({ default: clockVersion(3) }))
    await host.reload(['clock'])
    expect(watcher.clock.version).toBe(3)
  })

  it('lets calls that run finish and calls that come wait for the new one', async () => {
    let release: (answer: string) => void = () => undefined
    const held = operation({
      name: 'version',
      summary: '',
      params: Type.Object({}),
      mutates: false,
      run: () => new Promise<string>((resolve) => (release = resolve)),
    })
    file('clock.ts', () => ({
      Clock: class Clock extends Module {
        override operations = [held]
      },
    }))
    await host.load('./clock.ts')
    const first = host.call('clock', 'version', {})
    await scheduler.settled()
    let go: () => void = () => undefined
    file('clock.ts', () => ({ Clock: clockVersion(2, { load: () => new Promise<void>((resolve) => (go = resolve)) }) }))
    const reloading = host.reload(['clock'])
    await scheduler.settled()
    const second = host.call('clock', 'version', {})
    expect(host.dispatcher.modules.map(({ name }) => name)).toEqual(['clock'])
    release('old')
    expect(await first).toBe('old')
    await scheduler.settled()
    go()
    expect([await second, await reloading]).toEqual([2, undefined])
  })

  it('loads what the new version needs and releases what it needs no more', async () => {
    class Old extends Module {
      static override readonly unloadWhenUnused = true
    }
    class New extends Old {}
    file('clock.ts', () => ({ default: clockVersion(1, { needs: [Old] }) }))
    await host.load('./clock.ts')
    file('clock.ts', () => ({ default: clockVersion(2, { needs: [New] }) }))
    await host.reload(['clock'])
    expect(
      host
        .status()
        .map(({ service, state }) => `${service} ${state}`)
        .toSorted(),
    ).toEqual(['clock succeeded', 'new succeeded', 'old unloaded'])
  })

  it('replaces several that need each other, in the right order', async () => {
    const order: string[] = []
    const both = () => ({
      Base: class Base extends Module {
        protected override load = (): unknown => order.push('base begins')
        protected override unload = (): unknown => order.push('base ends')
      },
      Top: class Top extends Module {
        static override readonly dependencies = ['base']
        protected override load = (): unknown => order.push('top begins')
        protected override unload = (): unknown => order.push('top ends')
      },
    })
    file('both.ts', both)
    await host.load('./both.ts#Base')
    await host.load('./both.ts#Top')
    await host.reload(['./both.ts'])
    expect(order).toEqual('base begins,top begins,top ends,base ends,base begins,top begins'.split(','))
  })
})

describe('what a path stands for', () => {
  class One extends Module {}
  class Two extends Module {}
  it.each([
    ['./one.ts', { One, other: 1 }, 'one'],
    ['./both.ts#Two', { One, Two }, 'two'],
    ['./default.ts', { default: Two, One }, 'two'],
  ])('%s', async (path, exports, service) => {
    file(/[a-z]+\.ts/.exec(path)?.[0] ?? '', () => exports)
    expect((await host.load(path)).service).toBe(service)
  })

  it.each([
    ['./both.ts', { One, Two }, './both.ts exports One, Two: name one, as in ./both.ts#One'],
    ['./both.ts#Three', { One, Two }, './both.ts exports no module Three, but One, Two'],
    ['./none.ts', { a: 1 }, './none.ts exports no module: a class that extends Module is expected'],
    ['./nowhere.ts', {}, 'cannot load ./nowhere.ts: there is no such file'],
    ['nobody/nothing', {}, 'cannot load nobody/nothing: there is no file, module or package of this name'],
  ])('%s is refused', async (path, exports, message) => {
    if (!path.includes('no')) file(/[a-z]+\.ts/.exec(path)?.[0] ?? '', () => exports)
    if (path.includes('none')) file('none.ts', () => exports)
    await expect(host.load(path)).rejects.toThrow(message)
  })

  it('a file that could not be imported can be loaded when it is repaired', async () => {
    file('clock.ts', () => {
      throw new SyntaxError('Unexpected token')
    })
    await expect(host.load('./clock.ts')).rejects.toThrow('cannot load ./clock.ts: Unexpected token')
    file('clock.ts', () => ({ default: clockVersion(2) }))
    expect(((await host.load('./clock.ts')) as Clock).version).toBe(2)
    expect(await host.load('./clock.ts')).toBe(host.get('clock'))
  })
})

describe('the manager', () => {
  const call = (name: string, params: object = {}): Promise<unknown> => host.dispatcher.call('manager', name, params)

  it('does what a host does', async () => {
    await host.load('manager')
    file('clock.ts', () => ({ default: clockVersion(1) }))
    expect(await call('loadmodule', { path: './clock.ts' })).toEqual({ loaded: 'clock' })
    await host.load(Watcher)
    file('clock.ts', () => ({ default: clockVersion(2) }))
    await call('reloadmodules', { pathlist: ['clock'] })
    expect(await host.call('clock', 'version', {})).toBe(2)
    expect(await call('activemodules')).toMatchObject({
      modules: [{ service: 'manager' }, { service: 'clock', state: 'succeeded', dependants: ['watcher'] }, {}],
    })
    expect(await call('unloadmodule', { path: 'clock' })).toEqual({ unloaded: ['clock', 'watcher'] })
    await expect(call('unloadmodule', { path: 'clokc' })).rejects.toMatchObject({
      code: 'not_found',
      message: 'module "clokc" is not loaded; did you mean "clock"?',
    })
    await expect(call('unloadmodule', { path: 'manager' })).rejects.toMatchObject({ code: 'conflict' })
    await expect(call('loadmodule', { path: './gone.ts' })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('reloads files that change, once for each change, as long as it is told to', async () => {
    await host.load('manager')
    file('clock.ts', () => ({ default: clockVersion(1) }))
    await host.load('./clock.ts')
    const version = (): Promise<unknown> => host.call('clock', 'version', {})
    await call('enableautoreload', { enabled: true })
    const look = async (): Promise<void> => {
      await clock.advance(1000)
      await scheduler.settled()
    }
    await look()
    file('clock.ts', () => ({ default: clockVersion(2) }))
    await look()
    expect(await version()).toBe(2)
    file('clock.ts', () => {
      throw new SyntaxError('half saved')
    })
    await look()
    await look()
    expect([await version(), log.filter((line) => line.includes('half saved')).length]).toEqual([2, 1])
    file('clock.ts', () => ({ default: clockVersion(3) }))
    await look()
    expect(await version()).toBe(3)
    await call('enableautoreload', { enabled: false })
    file('clock.ts', () => ({ default: clockVersion(4) }))
    await look()
    expect(await version()).toBe(3)
  })
})
