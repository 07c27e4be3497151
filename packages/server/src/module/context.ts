import type { RoutineContainer } from '@vlcp/events'
import type { Settings, SettingValues } from '../configuration/setting.ts'
import type { CallOptions, Dispatcher } from '../dispatch.ts'
import type { Logger, Logging } from '../logging/logging.ts'
import type { Module, ModuleClass } from './module.ts'
import type { ModuleState } from './state.ts'

/** What is known of one module. */
export interface ModuleStatus {
  readonly service: string
  readonly state: ModuleState
  /** Name of the class. */
  readonly class: string
  /** The file it came from, if it came from one. */
  readonly source?: string
  /** What tells the version of the file from others. */
  readonly stamp?: string
  readonly dependencies: readonly string[]
  readonly dependants: readonly string[]
  /** Calls that run or wait for their turn. */
  readonly calls: number
  /** Why it has failed. */
  readonly reason?: string
}

/** What a module may ask of its host: everything an operator may. */
export interface Hosting {
  /** The operations of all modules for strangers: what a module that serves them by some protocol calls. */
  readonly dispatcher: Dispatcher
  readonly logging: Logging
  load(target: ModuleClass | string): Promise<Module>
  unload(target: ModuleClass | string, options?: { readonly ignoreDependants?: boolean }): Promise<void>
  reload(targets: readonly (ModuleClass | string)[]): Promise<void>
  status(): readonly ModuleStatus[]
  get(target: ModuleClass | string): Module
  call(target: string, operation: string, params: unknown, options?: CallOptions): Promise<unknown>
}

/** What a host gives a module; a class only passes it on to the constructor of `Module`. */
export interface ModuleContext {
  readonly service: string
  readonly host: Hosting
  readonly logger: Logger
  readonly container: RoutineContainer
  readonly settings: SettingValues<Settings>
  /** Service names of the declared dependencies. */
  readonly dependencies: ReadonlySet<string>
  /** The module is ready, or has failed, some time after `load`. */
  conclude(error?: { readonly reason: unknown }): void
  onUnload(close: () => unknown): void
}
