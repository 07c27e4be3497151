import { Scheduler } from '@vlcp/events'
import { type CallOptions, defaultCallTimeoutMs, type Dispatcher, hidingDefects } from '../dispatch.ts'
import { createLogging, type Logging } from '../logging/logging.ts'
import { Catalogue, type CatalogueOptions } from './catalogue.ts'
import type { Hosting, ModuleStatus } from './context.ts'
import { joined, messageOf, ModuleError } from './errors.ts'
import { Loader } from './loader.ts'
import { ModuleCalls } from './module-calls.ts'
import { defaultValues, type ValuesOf } from './module-class.ts'
import type { Module, ModuleClass } from './module.ts'
import { plan, type Planned, servicesOf } from './plan.ts'
import { Reloader } from './reload.ts'
import { Slots } from './slots.ts'
import { ModuleStateChange } from './state.ts'
import { Unloader } from './unloader.ts'

export interface ModuleHostOptions extends CatalogueOptions {
  readonly scheduler?: Scheduler
  readonly logging?: Logging
  /** The configuration; defaults only if left out. */
  readonly valuesOf?: ValuesOf
  /** Deadline of a call in milliseconds; default 120 000, as in the reference. */
  readonly callTimeoutMs?: number
  /** Told about every error of an operation that strangers have called and that is not an OperationError. */
  readonly onDefect?: (error: unknown, operation: string) => void
  /** Puts something between strangers and the operations of the modules. */
  readonly share?: (own: Dispatcher) => Dispatcher
}

/** Modules that have been found and not been loaded. */
export interface Prepared {
  load(): Promise<readonly Module[]>
}

/**
 * Loads, unloads and reloads modules while they run, and calls their operations. See docs/modules.md.
 *
 * One thing at a time is done to a module. A change takes hold of all the modules it is about in one turn, and waits
 * before that, never after, so no two can wait for each other.
 */
export class ModuleHost implements Hosting {
  readonly scheduler: Scheduler
  /** The operations of all modules for strangers: HTTP, command line. */
  readonly dispatcher: Dispatcher
  readonly logging: Logging
  readonly #catalogue: Catalogue
  readonly #slots: Slots
  readonly #calls: ModuleCalls
  readonly #loader: Loader
  readonly #unloader: Unloader
  readonly #reloader: Reloader
  readonly #valuesOf: ValuesOf
  readonly #closing = new AbortController()
  readonly #log: { close(): void }

  constructor(options: ModuleHostOptions = {}) {
    const logging = (this.logging = options.logging ?? createLogging())
    const logger = logging.logger('module')
    const onError = (err: Error): void => logger.error({ err }, 'a routine failed')
    const scheduler = (this.scheduler = options.scheduler ?? new Scheduler({ onError }))
    const catalogue = (this.#catalogue = new Catalogue(options))
    const slots = (this.#slots = new Slots(scheduler, catalogue))
    const valuesOf = (this.#valuesOf = options.valuesOf ?? defaultValues)
    const calls = (this.#calls = new ModuleCalls(
      slots,
      options.callTimeoutMs ?? defaultCallTimeoutMs,
      scheduler.timers,
    ))
    const closing = this.#closing.signal
    const loader = (this.#loader = new Loader({ host: this, scheduler, logging, catalogue, slots, calls, closing }))
    const unloader = (this.#unloader = new Unloader(slots))
    this.#reloader = new Reloader({ slots, catalogue, loader, unloader, valuesOf })
    const own: Dispatcher = {
      get modules() {
        return calls.modules
      },
      call: hidingDefects((...call) => calls.call(...call), options.onDefect),
    }
    this.dispatcher = options.share?.(own) ?? own
    this.#log = scheduler.on(ModuleStateChange.match(), ({ service, state, reason }) =>
      logger.debug({ component: service, state, ...(reason === undefined ? {} : { err: reason }) }, 'module state'),
    )
  }

  /** Loads a module and what it needs. Resolves with the instance when it has succeeded, also if somebody else loads it. */
  load<C extends ModuleClass>(target: C): Promise<InstanceType<C>>
  load(target: ModuleClass | string): Promise<Module>
  async load(target: ModuleClass | string): Promise<Module> {
    const prepared = await this.prepare([target])
    const [module] = await prepared.load()
    if (module === undefined) throw new ModuleError('unknown', 'nothing was loaded')
    return module
  }

  /**
   * Finds these modules and all they need and reads their configuration, so that everything that is wrong with it is known
   * before anything runs. Loads nothing yet: `load` does, side by side, and throws at the end what went wrong.
   */
  async prepare(targets: readonly (ModuleClass | string)[]): Promise<Prepared> {
    this.#closing.signal.throwIfAborted()
    const parts = { catalogue: this.#catalogue, valuesOf: this.#valuesOf }
    const plans: Planned[] = []
    for (const target of targets) plans.push(await plan(await this.#catalogue.find(target), parts))
    return { load: () => this.#loadAll(plans) }
  }

  async #loadAll(plans: readonly Planned[]): Promise<readonly Module[]> {
    const outcomes = await Promise.allSettled(plans.map((planned) => this.#loader.load(planned)))
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
    if (failures.length === 0) return plans.map(({ service }) => this.get(service))
    await this.#unloader.release(plans.flatMap((each) => [...servicesOf(each)]).map((name) => this.#slots.named(name)))
    throw joined('load', [...new Set(failures)])
  }

  /** Ends a module, and before it those that need it. Throws when one of them did not end well; that one has failed. */
  async unload(
    target: ModuleClass | string,
    { ignoreDependants = false }: { readonly ignoreDependants?: boolean } = {},
  ): Promise<void> {
    const slot = this.#slots.of(target)
    await this.#unloader.unload(() => (ignoreDependants ? [slot] : this.#slots.withDependants(slot)))
  }

  /**
   * Imports the files of these modules again and replaces the instances; what is not listed keeps running, and finds the
   * new instance. So does a module whose file cannot be imported. Throws at the end, for all that failed.
   */
  reload(targets: readonly (ModuleClass | string)[]): Promise<void> {
    return this.#reloader.reload(targets)
  }

  /** Calls an operation. Rejects with the error of the operation itself, whatever it is. */
  call(target: string, operation: string, params: unknown, options?: CallOptions): Promise<unknown> {
    return this.#calls.call(target, operation, params, options)
  }

  /** The running instance. Throws if there is none. */
  get<C extends ModuleClass>(target: C): InstanceType<C>
  get(target: ModuleClass | string): Module
  get(target: ModuleClass | string): Module {
    const slot = this.#slots.of(target)
    if (slot.isReady && slot.running !== undefined) return slot.running.module
    throw new ModuleError('unknown', slot.describe())
  }

  /** Every module that was ever loaded. */
  status(): readonly ModuleStatus[] {
    return [...this.#slots].map((slot) => ({
      service: slot.service,
      state: slot.state,
      class: slot.moduleClass?.name ?? '',
      ...(slot.source === undefined ? {} : { source: slot.source.url, stamp: slot.source.stamp }),
      dependencies: slot.dependencies.map(({ service }) => service),
      dependants: this.#slots.dependantsOf(slot).map(({ service }) => service),
      calls: slot.running?.calls.length ?? 0,
      ...(slot.failure === undefined ? {} : { reason: messageOf(slot.failure) }),
    }))
  }

  /** Ends every module, gives up those that load, and loads no more. Throws when some did not end well. */
  async close(): Promise<void> {
    this.#closing.abort(new ModuleError('closed', 'the program is stopping'))
    await this.#unloader.unload(() => [...this.#slots])
    await this.scheduler.settled()
    this.#log.close()
  }
}
