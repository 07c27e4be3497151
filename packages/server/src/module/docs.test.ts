/** The examples of docs/modules.md run here: every block of it is in this file, word for word. */
import { FakeClock, Scheduler } from '@vlcp/events'
import { readFileSync } from 'node:fs'
import Type from 'typebox'
import { expect, it } from 'vitest'
import { Module, ModuleHost, ModuleNotification, ModuleStateChange, defineProxy, operation, setting } from '../index.ts'
import type { ValuesOf } from './module-class.ts'

const page = readFileSync(new URL('../../../../docs/modules.md', import.meta.url), 'utf8')

const given: Readonly<Record<string, unknown>> = { 'module.greeter.greeting': 'Good day', 'proxy.kvstorage': 'disk' }
const valuesOf: ValuesOf = (_, settings) =>
  Object.fromEntries(Object.entries(settings).map(([key, each]) => [key, given[key] ?? each.default]))

export class Clock extends Module {
  ticks = 0
  now(): number {
    return this.ticks
  }
  protected override load(): void {
    this.container.start(async (routine) => {
      for (;;) {
        await routine.sleep(1000)
        this.ticks += 1
        await this.notify('tick', { ticks: this.ticks })
      }
    })
  }
}

export class Greeter extends Module<typeof Greeter.settings> {
  static override readonly dependencies = [Clock]
  static override readonly settings = {
    greeting: setting({ schema: Type.String(), default: 'Hello', description: 'What a greeting begins with.' }),
  }
  override readonly operations = [
    operation({
      name: 'greet',
      summary: 'Greets somebody',
      params: Type.Object({ name: Type.String() }, { additionalProperties: false }),
      mutates: false,
      run: ({ name }) => `${this.settings.greeting} ${name}, it is ${this.dependency(Clock).now()}`,
    }),
  ]
}

export class Counter extends Module {
  count = 0
  protected override handOver(): unknown {
    return { count: this.count }
  }
  protected override takeOver(state: unknown): void {
    if (typeof state === 'object' && state !== null && 'count' in state) this.count = Number(state.count)
  }
}

it('the examples work', async () => {
  const clock = new FakeClock()
  const scheduler = new Scheduler({ clock })
  const host = new ModuleHost({ scheduler, valuesOf })
  const greeter = await host.load(Greeter)
  expect(await host.call('greeter', 'greet', { name: 'Ada' })).toBe('Good day Ada, it is 0')
  expect(host.status().map(({ service, state }) => `${service} ${state}`)).toEqual([
    'greeter succeeded',
    'clock succeeded',
  ])
  expect(greeter).toBe(host.get('greeter'))
  await scheduler.settled()

  const changes: string[] = []
  scheduler.on(ModuleStateChange.match({ service: 'clock' }), ({ state }) => changes.push(state))
  scheduler.on(ModuleNotification.match({ target: 'clock', name: 'tick' }), ({ attributes }) =>
    changes.push(`tick ${String(attributes['ticks'])}`),
  )
  await clock.advance(1000)
  await host.unload('clock')
  await scheduler.settled()
  expect(changes).toEqual(['tick 1', 'unloading', 'unloaded'])
  expect(host.status().map(({ state }) => state)).toEqual(['unloaded', 'unloaded'])
  expect(() => host.get(Greeter)).toThrow('module greeter is unloaded')

  class Memory extends Module {
    read(): string {
      return 'from memory'
    }
  }
  class Disk extends Memory {
    override read(): string {
      return 'from disk'
    }
  }
  const KvStorage = defineProxy('kvstorage', Memory)
  class Reader extends Module {
    static override readonly dependencies = [KvStorage]
    read(): string {
      return this.dependency(KvStorage).implementation.read()
    }
  }
  const other = new ModuleHost({ scheduler, modules: [Disk], valuesOf })
  expect((await other.load(Reader)).read()).toBe('from disk')
})

it('are those of the page', () => {
  const squeeze = (text: string): string => text.replaceAll(/[\s,]+/g, '')
  const source = squeeze(readFileSync(new URL(import.meta.url), 'utf8'))
  const blocks = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, block]) => squeeze(block ?? ''))
  expect(blocks).toHaveLength(6)
  for (const block of blocks) expect(source).toContain(block)
})
