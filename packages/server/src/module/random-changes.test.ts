import { event, FakeClock, Scheduler } from '@vlcp/events'
import fc from 'fast-check'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Type from 'typebox'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLogging } from '../logging/logging.ts'
import { operation } from '../operation.ts'
import { ModuleHost } from './module-host.ts'
import { Module, type ModuleClass } from './module.ts'
import { mayFollow, ModuleStateChange } from './state.ts'

class Tick extends event()<{ n: number }> {}

const names = ['a', 'b', 'c', 'd', 'e'] as const
/** How a module behaves when it is loaded or unloaded the next time. */
const moods = ['well', 'well', 'well', 'load fails', 'load hangs', 'unload fails', 'slow'] as const

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vlcp-random-'))
  for (const name of names) writeFileSync(join(folder, `${name}.ts`), '')
})
afterAll(() => rmSync(folder, { recursive: true }))

const name = fc.constantFrom(...names)
const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('load' as const), name }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('mood' as const), name, mood: fc.constantFrom(...moods) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('unload' as const), name, ignoreDependants: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('reload' as const), names: fc.subarray([...names], { minLength: 1 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('call' as const), name }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('rest' as const), ms: fc.constantFrom(0, 1, 100, 40_000) }) },
)
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never
/** Each may need those after it in the alphabet, so that there is no cycle. */
const needs = fc.tuple(...names.map((_, at) => fc.subarray(names.slice(at + 1))))

interface World {
  readonly clock: FakeClock
  readonly scheduler: Scheduler
  readonly host: ModuleHost
  readonly moods: Map<string, (typeof moods)[number]>
  /** Constructed and not yet ended; two of one name must never be. */
  readonly alive: Set<string>
  readonly wrong: string[]
  /** Replaced, or ended without those that need them: those run on whatever became of these. */
  readonly leftAlone: Set<string>
}

function createWorld(needed: readonly (readonly string[])[], unused: readonly string[]): World {
  const clock = new FakeClock()
  const scheduler = new Scheduler({ clock, onError: () => undefined })
  const imported: Record<string, { readonly default: ModuleClass }> = {}
  const host = new ModuleHost({
    scheduler,
    folder,
    logging: createLogging({ level: 'silent', sink: { write: () => undefined } }),
    importModule: async (url) => {
      const name = /([a-e])\.ts/.exec(url)?.[1] ?? ''
      const at = names.findIndex((each) => each === name)
      return (imported[url] ??= { default: moduleClass(world, name, needed[at] ?? [], unused.includes(name)) })
    },
  })
  const world: World = { clock, scheduler, host, moods: new Map(), alive: new Set(), wrong: [], leftAlone: new Set() }
  scheduler.on(ModuleStateChange.match(), ({ service, state, before }) => {
    if (!mayFollow(before, state)) world.wrong.push(`${service}: ${before} → ${state}`)
  })
  return world
}

function moduleClass(world: World, name: string, needed: readonly string[], unused: boolean): ModuleClass {
  return class extends Module {
    static override readonly service = name
    static override readonly dependencies = needed.map((each) => `./${each}.ts`)
    static override readonly unloadWhenUnused = unused
    override readonly operations = [
      operation({
        name: 'work',
        summary: 'Takes some time and asks what it needs',
        params: Type.Object({}),
        mutates: true,
        run: async () => {
          await this.container.sleep(1)
          return this.dependencies.length
        },
      }),
    ]
    protected override async load(): Promise<void> {
      if (world.alive.has(name)) world.wrong.push(`two of ${name}`)
      world.alive.add(name)
      this.onUnload(() => world.alive.delete(name))
      for (const each of needed) this.dependency(each)
      this.container.on(Tick.match(), () => undefined)
      this.container.start((routine) => routine.wait(Tick.match(), { timeoutMs: 1e6 }))
      this.container.subscribe(Tick.match())
      const mood = world.moods.get(name)
      if (mood === 'load fails') throw new Error('a bad day')
      if (mood === 'load hangs') await new Promise(() => undefined)
      if (mood === 'slow') await this.container.sleep(10)
    }
    protected override unload(): void {
      if (world.moods.get(name) === 'unload fails') throw new Error('a bad end')
    }
  }
}

function perform(world: World, step: Action): Promise<unknown> {
  const { host, clock, scheduler } = world
  switch (step.do) {
    case 'mood':
      world.moods.set(step.name, step.mood)
      return Promise.resolve()
    case 'load':
      return host.load(`./${step.name}.ts`)
    case 'unload':
      if (step.ignoreDependants) world.leftAlone.add(step.name)
      return host.unload(step.name, { ignoreDependants: step.ignoreDependants })
    case 'reload':
      for (const each of step.names) world.leftAlone.add(each)
      return host.reload(step.names.map((name) => `./${name}.ts`))
    case 'call':
      return host.call(step.name, 'work', {}, { timeoutMs: 50 })
    case 'rest':
      return step.ms === 0 ? scheduler.settled() : clock.advance(step.ms)
  }
}

/** What has to be true whenever nothing is going on. */
function check({ host, alive, wrong, leftAlone }: World): void {
  const running = host.status().flatMap(({ service, state }) => (state === 'succeeded' ? [service] : []))
  expect(wrong).toEqual([])
  expect([...alive].toSorted()).toEqual(running.toSorted())
  for (const { service, state, dependencies, calls } of host.status()) {
    expect(['succeeded', 'failed', 'unloaded']).toContain(state)
    expect(calls).toBe(0)
    const missing = dependencies.filter((each) => !running.includes(each) && !leftAlone.has(each))
    expect([service, ...(state === 'succeeded' ? missing : [])]).toEqual([service])
  }
}

async function settle({ clock, scheduler }: World, going: readonly Promise<unknown>[]): Promise<void> {
  const all = Promise.all(going)
  await clock.advance(1_000_000)
  await all
  await scheduler.settled()
}

it('whatever is done at once, all is in order afterwards, everything can be loaded, and nothing is left in the end', async () => {
  await fc.assert(
    fc.asyncProperty(
      needs,
      fc.subarray([...names]),
      fc.array(action, { maxLength: 20 }),
      async (needed, unused, steps) => {
        const world = createWorld(needed, unused)
        const going: Promise<unknown>[] = []
        for (const step of steps) {
          const done = perform(world, step).catch(() => undefined)
          if (step.do === 'rest') await done
          else going.push(done)
        }
        await settle(world, going)
        check(world)
        world.moods.clear()
        const loads = names.map((each) => world.host.load(`./${each}.ts`))
        await settle(world, loads)
        expect([...world.alive].toSorted()).toEqual([...names])
        await settle(world, [world.host.close()])
        expect(world.scheduler.metrics()).toMatchObject({ subscriptions: [], unclaimed: 0, timers: 0 })
        expect(world.host.status().map(({ state }) => state)).toEqual(names.map(() => 'unloaded'))
        expect(world.alive.size).toBe(0)
      },
    ),
    { numRuns: 200 },
  )
})
