import type { Routine } from '@vlcp/events'
import Type from 'typebox'
import { setting } from '../configuration/setting.ts'
import { OperationError } from '../errors.ts'
import { operation } from '../operation.ts'
import { messageOf, ModuleError } from './errors.ts'
import { Module } from './module.ts'
import { stampOf } from './source.ts'

const path = Type.String({
  minLength: 1,
  title: 'the file, package or service name of a module',
  examples: ['./greeter.ts', './modules.ts#Greeter', '@acme/greeter', 'greeter'],
})

/** Loads, unloads and reloads modules by operations (vlcp-core section 6.2). */
export class Manager extends Module<typeof Manager.settings> {
  static override readonly summary = 'Loads, unloads and reloads modules.'
  static override readonly settings = {
    autoreload: setting({
      schema: Type.Boolean(),
      default: false,
      description: 'Reloads a module when its file changes.',
    }),
    checkIntervalMs: setting({
      schema: Type.Integer({ minimum: 10, maximum: 3_600_000 }),
      default: 5000,
      unit: 'ms',
      description: 'Time between two looks at the files of modules.',
    }),
  }

  override readonly operations = [
    operation({
      name: 'activemodules',
      summary: 'The modules that were loaded, with their states, and why those that have failed did.',
      params: Type.Object({}, { additionalProperties: false }),
      mutates: false,
      run: () => ({ modules: this.host.status() }),
    }),
    operation({
      name: 'loadmodule',
      summary: 'Loads a module, and the modules it needs.',
      params: Type.Object({ path }, { additionalProperties: false }),
      mutates: true,
      run: async (params) => ({ loaded: (await explained(this.host.load(params.path))).service }),
    }),
    operation({
      name: 'unloadmodule',
      summary: 'Unloads a module, and before it the modules that need it.',
      params: Type.Object({ path }, { additionalProperties: false }),
      mutates: true,
      run: async (params) => {
        this.#refuseItself([params.path])
        const before = this.#running()
        await explained(this.host.unload(params.path))
        const now = this.#running()
        return { unloaded: before.filter((service) => !now.includes(service)) }
      },
    }),
    operation({
      name: 'reloadmodules',
      summary: 'Imports the files of modules again and replaces the modules, while the others run on.',
      params: Type.Object({ pathlist: Type.Array(path, { minItems: 1 }) }, { additionalProperties: false }),
      mutates: true,
      run: async ({ pathlist }) => {
        this.#refuseItself(pathlist)
        await explained(this.host.reload(pathlist))
        return { reloaded: pathlist }
      },
    }),
    operation({
      name: 'enableautoreload',
      summary: 'Reloads modules when their files change, or no longer does.',
      params: Type.Object({ enabled: Type.Boolean({ default: true }) }, { additionalProperties: false }),
      mutates: true,
      run: async ({ enabled }) => {
        await this.#watch(enabled)
        return { autoreload: enabled }
      },
    }),
  ]
  #watching: Routine<void> | undefined

  protected override async load(): Promise<void> {
    await this.#watch(this.settings.autoreload)
  }

  /** It would wait for the very call that asks for it. */
  #refuseItself(targets: readonly string[]): void {
    if (!targets.includes(this.service)) return
    throw new OperationError('conflict', `module ${this.service} cannot do this to itself`, 'path')
  }

  #running(): string[] {
    return this.host.status().flatMap(({ service, state }) => (state === 'succeeded' ? [service] : []))
  }

  async #watch(enabled: boolean): Promise<void> {
    const before = this.#watching
    this.#watching = undefined
    await before?.terminate('switched off')
    if (enabled) this.#watching = this.container.start((routine) => this.#look(routine), { name: 'autoreload' })
  }

  /** Files are looked at from time to time, not watched: editors replace them, and a watch is lost with the old file. */
  async #look(routine: Routine<void>): Promise<void> {
    const tried = new Map<string, string>()
    for (;;) {
      await routine.sleep(this.settings.checkIntervalMs)
      const changed = this.host.status().filter(({ state, source, stamp }) => {
        if (source === undefined || (state !== 'succeeded' && state !== 'failed')) return false
        const now = stampOf(source)
        return now !== '' && now !== stamp && now !== tried.get(source)
      })
      for (const { source = '' } of changed) tried.set(source, stampOf(source))
      if (changed.length > 0) await this.#reload(changed.map(({ service }) => service))
    }
  }

  async #reload(modules: readonly string[]): Promise<void> {
    try {
      await this.host.reload(modules)
      this.logger.info({ modules }, 'reloaded what has changed')
    } catch (error) {
      this.logger.error({ err: error, modules }, 'what has changed could not be reloaded')
    }
  }
}

/** A caller is told what is in the way of a module: it is no defect of ours. */
async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof ModuleError)) throw error
    const code = error.code === 'unknown' ? 'not_found' : error.code === 'closed' ? 'unavailable' : 'conflict'
    throw new OperationError(code, messageOf(error), 'path', { cause: error })
  }
}
