import type { Scheduler } from '@vlcp/events'
import type { Logging } from '../logging/logging.ts'
import type { Catalogue } from './catalogue.ts'
import type { Hosting } from './context.ts'
import { ModuleError } from './errors.ts'
import type { ModuleCalls } from './module-calls.ts'
import { nameOf, type Planned } from './plan.ts'
import { failureOf, type HandedOver, RunningModule } from './running-module.ts'
import type { Slot } from './slot.ts'
import type { Slots } from './slots.ts'

export interface LoaderParts {
  readonly host: Hosting
  readonly scheduler: Scheduler
  readonly logging: Logging
  readonly catalogue: Catalogue
  readonly slots: Slots
  readonly calls: ModuleCalls
  readonly closing: AbortSignal
}

/** Loads what was planned: dependencies side by side, then the module. */
export class Loader {
  readonly #parts: LoaderParts

  constructor(parts: LoaderParts) {
    this.#parts = parts
  }

  /** Joins a load that is going on. Rejects with the failure, which has become the state of the module by then. */
  async load(planned: Planned): Promise<void> {
    const slot = this.#parts.slots.named(planned.service)
    while (slot.busy !== undefined && (slot.isReloading || slot.loading === undefined)) {
      const { isReloading } = slot
      await slot.busy
      if (isReloading && slot.failure !== undefined) throw slot.failure
    }
    if (slot.isTaken) this.#refuseOther(slot, planned)
    if (slot.loading !== undefined) return slot.loading
    if (slot.isReady) return
    await slot.occupy(this.begin(slot, planned))
  }

  /** Begins in this turn, whatever else the module is held for. */
  begin(slot: Slot, planned: Planned, handed?: HandedOver): Promise<void> {
    const { slots, catalogue, closing } = this.#parts
    closing.throwIfAborted()
    slot.dependencies = planned.dependencies.map(({ service }) => slots.named(service))
    slot.moduleClass = planned.moduleClass
    slot.source = planned.source
    catalogue.remember(planned)
    slot.change('loading')
    slot.loading = this.#run(slot, planned, handed).finally(() => (slot.loading = undefined))
    return slot.loading
  }

  async #run(slot: Slot, planned: Planned, handed: HandedOver | undefined): Promise<void> {
    const { service, moduleClass, values } = planned
    const { host, scheduler, logging, calls, closing } = this.#parts
    let running: RunningModule | undefined
    try {
      await this.#loadDependencies(planned)
      closing.throwIfAborted()
      const dependencies = new Set(planned.dependencies.map((each) => each.service))
      const logger = logging.logger(service)
      running = new RunningModule(moduleClass, { host, scheduler, logger, values, dependencies, closing })
      slot.running = running
      await running.load((table, isReady) => {
        calls.refuseConflicts(service, table)
        slot.table = table
        if (!isReady) slot.change('loaded')
      }, handed)
      slot.change('succeeded')
    } catch (error) {
      const failure = failureOf(service, 'load', error)
      slot.running = slot.table = undefined
      await running?.end()
      slot.dependencies = []
      slot.change('failed', failure)
      throw failure
    }
  }

  async #loadDependencies({ service, dependencies }: Planned): Promise<void> {
    const outcomes = await Promise.allSettled(dependencies.map((each) => this.load(each)))
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed === undefined) return
    const cause: unknown = failed.reason
    const because = cause instanceof Error ? cause.message : String(cause)
    throw new ModuleError('dependency', `module ${service} needs ${this.#nameAt(dependencies, outcomes)}: ${because}`, {
      cause,
    })
  }

  #nameAt(dependencies: readonly Planned[], outcomes: readonly PromiseSettledResult<void>[]): string {
    return dependencies[outcomes.findIndex(({ status }) => status === 'rejected')]?.service ?? ''
  }

  #refuseOther(slot: Slot, planned: Planned): void {
    const { moduleClass, source } = slot
    if (moduleClass === undefined || this.#parts.catalogue.isSame(moduleClass, planned.moduleClass)) return
    const current = nameOf({ moduleClass, ...(source === undefined ? {} : { source }) })
    const message = `there is a module "${slot.service}" already: ${current}; ${nameOf(planned)} cannot be loaded beside it`
    throw new ModuleError('conflict', message)
  }
}
