/** The known defects of modules in the library this one re-creates (its specification, 2.4, 2.5 and 9.3), by their numbers. */
import Type from 'typebox'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { setting } from '../configuration/setting.ts'
import { describeOperation } from '../discovery.ts'
import { createLogging } from '../logging/logging.ts'
import { operation } from '../operation.ts'
import { settingsOf } from './module-class.ts'
import { ModuleHost } from './module-host.ts'
import { Module } from './module.ts'

let host: ModuleHost
beforeEach(() => {
  host = new ModuleHost({ logging: createLogging({ level: 'silent', sink: { write: () => undefined } }) })
})
afterEach(() => host.close())

const answer = (name: string, value: number, isPublic = false) =>
  operation({
    name,
    summary: 'Answers.',
    params: Type.Object({ n: Type.Integer() }, { additionalProperties: false }),
    mutates: false,
    public: isPublic,
    run: ({ n }) => n + value,
  })

it('D8: an operation that is declared late is checked as any other', async () => {
  class Late extends Module {
    protected override load(): void {
      this.operations = [answer('add', 1)]
    }
  }
  await host.load(Late)
  expect(await host.call('late', 'add', { n: 1 })).toBe(2)
  await expect(host.call('late', 'add', { n: 'x' })).rejects.toMatchObject({ code: 'invalid', field: 'n' })
})

it('D9: a module that runs is found, one that does not is not', async () => {
  class Here extends Module {}
  const here = await host.load(Here)
  expect(host.get('here')).toBe(here)
  await host.unload(Here)
  expect(() => host.get('here')).toThrow('here')
})

it('D10: an operation declared twice is refused, not run twice', async () => {
  class Twice extends Module {
    override readonly operations = [answer('add', 1), answer('add', 2)]
  }
  await expect(host.load(Twice)).rejects.toThrow('"add" is declared twice')
})

it('D11: a load that throws at once fails for everybody, and can be tried again', async () => {
  let works = false
  class Early extends Module {
    protected override load(): void {
      if (!works) throw new Error('no disk')
    }
  }
  const tries = await Promise.allSettled([host.load(Early), host.load(Early)])
  expect(tries.map((each) => each.status)).toEqual(['rejected', 'rejected'])
  expect(host.status()).toMatchObject([{ state: 'failed', reason: expect.stringContaining('no disk') as string }])
  works = true
  expect(await host.load(Early)).toBeInstanceOf(Early)
})

it('D12: two modules cannot both answer one public operation', async () => {
  class One extends Module {
    override readonly operations = [answer('add', 1, true)]
  }
  class Two extends Module {
    override readonly operations = [answer('add', 2, true)]
  }
  await host.load(One)
  await expect(host.load(Two)).rejects.toThrow('add')
  expect(await host.call('public', 'add', { n: 1 })).toBe(2)
})

it('D13: what is said of an operation is about its parameters', () => {
  const described = describeOperation(answer('add', 1))
  expect(described.parameters).toEqual([{ name: 'n', optional: false, type: 'an integer' }])
  expect(Object.keys(described)).not.toContain('return_type')
})

it('D14: a class that extends another has its settings and its own, each by a key of its own name', () => {
  const text = (value: string) => setting({ schema: Type.String(), default: value, description: 'A text.' })
  class Base extends Module {
    static override readonly settings = { greeting: text('hello') }
  }
  class Derived extends Base {
    static override readonly settings = { ...Base.settings, name: text('Ada') }
  }
  const own = Object.keys(settingsOf(Derived)).filter((key) => /greeting|name/.test(key))
  expect(own).toEqual(['module.derived.greeting', 'module.derived.name'])
})
