import type { RoutineContainer, Scheduler } from '@vlcp/events'
import type { Static } from 'typebox'
import type { Settings, SettingValues } from '../configuration/setting.ts'
import type { CallOptions } from '../dispatch.ts'
import type { Logger } from '../logging/logging.ts'
import type { Operation } from '../operation.ts'
import type { Hosting, ModuleContext } from './context.ts'
import { ModuleError } from './errors.ts'
import { brand, type ModuleLimits, serviceOf } from './module-class.ts'
import { ModuleNotification } from './state.ts'

/** A module that another one needs: its class, its service name, or where it is to be found, as `load` takes it. */
export type Dependency = ModuleClass | string

/** What a class says about its modules. */
export interface ModuleDeclaration {
  readonly name: string
  readonly service: string | undefined
  readonly summary: string | undefined
  readonly dependencies: readonly Dependency[] | ((settings: SettingValues<Settings>) => readonly Dependency[])
  readonly settings: Settings
  readonly settingsPrefix: string | undefined
  readonly limits: Partial<ModuleLimits>
  readonly autoSucceed: boolean
  readonly unloadWhenUnused: boolean
  readonly source: string | undefined
  readonly isProxy: boolean
}

export interface ModuleClass<M extends Module = Module> extends ModuleDeclaration {
  new (context: ModuleContext): M
}

type OperationOf<C extends ModuleClass> = InstanceType<C>['operations'][number]
type Named<C extends ModuleClass, N> = Extract<OperationOf<C>, { readonly name: N }>
type Result<O> = O extends { run(params: never, context: never): infer R } ? Awaited<R> : never

/** How the host reaches what a class keeps from everybody else. */
export interface ModuleHooks {
  load(): unknown
  unload(): unknown
  handOver(): unknown
  takeOver(state: unknown): unknown
}

/**
 * A part of a program that is loaded, unloaded and reloaded while the rest runs. See docs/modules.md.
 *
 * Fields may use everything below; when they are set, the dependencies run.
 */
export abstract class Module<S extends Settings = Settings> {
  /** The name under which others find it: the class name in lower case unless said otherwise. One module per name. */
  static readonly service: string | undefined = undefined
  /** One sentence for help and OpenAPI. */
  static readonly summary: string | undefined = undefined
  /** Modules that have to run before this one; they are loaded if they do not. */
  static readonly dependencies: ModuleDeclaration['dependencies'] = []
  /** Its configuration. The keys begin with `module.<service>.`, unless `settingsPrefix` says otherwise. */
  static readonly settings: Settings = {}
  static readonly settingsPrefix: string | undefined = undefined
  /** Other defaults for what can be said of every module: `module.<service>.concurrency` and so on. */
  static readonly limits: Partial<ModuleLimits> = {}
  /** False for a module that says by {@link Module.succeed} when it is ready, some time after `load`. */
  static readonly autoSucceed: boolean = true
  /** Unload it when the last module that needs it goes. */
  static readonly unloadWhenUnused: boolean = false
  /** `import.meta.url`, where the class is not loaded by its path and yet to be reloaded. */
  static readonly source: string | undefined = undefined
  /** @internal Calls go to its only dependency. */
  static readonly isProxy: boolean = false
  /** @internal */
  static readonly [brand] = true

  /** What others may call. May be set as late as in `load`. */
  operations: readonly Operation[] = []
  readonly service: string
  readonly logger: Logger
  /** Routines, subscriptions and callbacks of this container end with the module. */
  protected readonly container: RoutineContainer
  protected readonly settings: SettingValues<S>
  protected readonly host: Hosting
  readonly #context: ModuleContext

  constructor(context: ModuleContext) {
    this.#context = context
    this.service = context.service
    this.logger = context.logger
    this.container = context.container
    this.settings = context.settings as SettingValues<S>
    this.host = context.host
  }

  /** @internal */
  static hooksOf(module: Module): ModuleHooks {
    return {
      load: () => module.load(),
      unload: () => module.unload(),
      handOver: () => module.handOver?.(),
      takeOver: (state) => module.takeOver?.(state),
    }
  }

  protected get scheduler(): Scheduler {
    return this.container.scheduler
  }

  /** Aborted when the module ends. */
  protected get signal(): AbortSignal {
    return this.container.signal
  }

  /** Starts what the module does. It has succeeded when this is over, see `autoSucceed`. */
  protected load(): unknown {
    return undefined
  }

  /** Ends what the container does not end. Calls have been answered, routines still run. */
  protected unload(): unknown {
    return undefined
  }

  /** What the next instance is to know when this module is reloaded. */
  protected handOver?(): unknown
  /** Given what the instance before handed over, before `load`. Its class may have been another version. */
  protected takeOver?(state: unknown): unknown

  /** Has something closed when the module ends, also when `load` fails half way: the last thing first. */
  protected onUnload(close: () => unknown): void {
    this.#context.onUnload(close)
  }

  /** Service names of what it depends on. */
  protected get dependencies(): readonly string[] {
    return [...this.#context.dependencies]
  }

  /** The running instance of a declared dependency. Ask each time: it is another one after a reload. */
  protected dependency<C extends ModuleClass>(of: C): InstanceType<C>
  protected dependency(of: string): Module
  protected dependency(of: ModuleClass | string): Module {
    const service = typeof of === 'string' ? of : serviceOf(of)
    if (this.#context.dependencies.has(service)) return this.host.get(service)
    throw new ModuleError('declaration', `module ${this.service} does not declare ${service} as a dependency`)
  }

  /** Calls an operation of a module by its class, with types, or by its service name. Errors are those of the operation. */
  protected call<C extends ModuleClass, N extends OperationOf<C>['name']>(
    target: C,
    operation: N,
    params: Static<Named<C, N>['params']>,
    options?: CallOptions,
  ): Promise<Result<Named<C, N>>>
  protected call(target: string, operation: string, params?: unknown, options?: CallOptions): Promise<unknown>
  protected call(
    target: ModuleClass | string,
    operation: string,
    params: unknown = {},
    options: CallOptions = {},
  ): Promise<unknown> {
    const signal = options.signal === undefined ? this.signal : AbortSignal.any([options.signal, this.signal])
    const service = typeof target === 'string' ? target : serviceOf(target)
    return this.host.call(service, operation, params, { ...options, signal })
  }

  /** Tells whoever is interested, by a {@link ModuleNotification}. Waits while the queue is full. */
  protected async notify(name: string, attributes: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.container.send(new ModuleNotification({ target: this.service, name, attributes }))
  }

  /** Of a module with `autoSucceed = false`: it is ready. */
  protected succeed(): void {
    this.#context.conclude()
  }

  /** Of a module with `autoSucceed = false`: it will never be ready. */
  protected fail(reason: unknown): void {
    this.#context.conclude({ reason })
  }
}
