import type { Timers } from '@vlcp/events'
import { type Attempt, withDeadline } from '../deadline.ts'
import type { CallOptions } from '../dispatch.ts'
import { OperationError } from '../errors.ts'
import { OperationTable, unknownModule } from '../operation-table.ts'
import type { OperationModule } from '../operation.ts'
import { ModuleError } from './errors.ts'
import type { Slot } from './slot.ts'
import type { Slots } from './slots.ts'

/** The target that answers for all modules: their operations that are `public`. */
export const publicTarget = 'public'

/** Calls operations of modules that come and go. */
export class ModuleCalls {
  readonly #slots: Slots
  readonly #timeoutMs: number
  readonly #timers: Timers
  #shown: readonly OperationModule[] = []
  #public: OperationTable | undefined
  #list: readonly OperationModule[] = []

  constructor(slots: Slots, timeoutMs: number, timers: Timers) {
    this.#slots = slots
    this.#timeoutMs = timeoutMs
    this.#timers = timers
  }

  /** The modules that can be called and have operations. The same list as long as nothing changes. */
  get modules(): readonly OperationModule[] {
    this.#refresh()
    return this.#list
  }

  /** Waits for a module that is being loaded, and for a place in its line; the deadline is for everything. */
  call(target: string, operation: string, params: unknown, options: CallOptions = {}): Promise<unknown> {
    const { signal, timeoutMs = this.#timeoutMs } = options
    const name = `${target}.${operation}`
    return withDeadline(name, { timeoutMs, signal, timers: this.#timers }, async (attempt) => {
      let slot = this.#find(target, operation)
      for (; slot !== undefined && !slot.isReady; slot = this.#find(target, operation)) await coming(slot, attempt)
      const table = slot === undefined ? this.#public : slot.table
      if (table === undefined) throw unknownModule(target, this.#names())
      const accepted = table.accept(operation, params, options)
      const run = (): unknown => accepted(attempt)
      return slot?.running === undefined ? run() : slot.running.calls.run(attempt, run)
    })
  }

  /** Throws when another module has a public operation of the same name. */
  refuseConflicts(service: string, table: OperationTable): void {
    for (const other of this.#slots)
      for (const { name } of other.service === service ? [] : publicOf(other))
        if (table.module.operations.some((each) => each.public === true && each.name === name))
          throw new ModuleError(
            'conflict',
            `modules ${other.service} and ${service} both have a public operation "${name}"`,
          )
  }

  /** The module a call goes to; none if it is to the public target itself. */
  #find(target: string, operation: string): Slot | undefined {
    const slot = target === publicTarget ? this.#ownerOf(operation) : this.#slots.find(target)
    if (slot !== undefined) return slot.isReady ? slot.real : slot
    if (target !== publicTarget) throw unknownModule(target, this.#names())
    this.#refresh()
    return undefined
  }

  #ownerOf(operation: string): Slot | undefined {
    return [...this.#slots].find((slot) => publicOf(slot).some(({ name }) => name === operation))
  }

  #names(): string[] {
    return [...this.#slots].filter((slot) => slot.isReady || slot.isComing).map(({ service }) => service)
  }

  #refresh(): void {
    const shown = [...this.#slots].filter((slot) => slot.isReady || slot.isReloading).flatMap(shownOf)
    if (shown.length === this.#shown.length && shown.every((each, at) => each === this.#shown[at])) return
    this.#shown = shown
    const operations = shown.flatMap((module) => module.operations.filter((each) => each.public === true))
    const summary = 'The public operations of all modules'
    this.#public = operations.length === 0 ? undefined : new OperationTable({ name: publicTarget, summary, operations })
    this.#list = this.#public === undefined ? shown : [...shown, this.#public.module]
  }
}

function publicOf({ table }: Slot): OperationModule['operations'] {
  return table?.module.operations.filter((each) => each.public === true) ?? []
}

/** Waits for a module as long as it is worth it. */
async function coming(slot: Slot, { signal }: Attempt): Promise<void> {
  if (!slot.isComing)
    throw new OperationError(slot.state === 'failed' ? 'unavailable' : 'unknown_operation', slot.describe())
  await slot.busy
  signal.throwIfAborted()
}

const proxied = new WeakMap<OperationModule, Map<string, OperationModule>>()

/** What there is to see of a module: nothing if it has no operation but `discover`. */
function shownOf(slot: Slot): OperationModule[] {
  const module = slot.real.table?.module
  if (module === undefined || module.operations.length < 2) return []
  if (slot.real === slot) return [module]
  const names = proxied.get(module) ?? new Map<string, OperationModule>()
  proxied.set(module, names)
  const shown = names.get(slot.service) ?? {
    ...module,
    name: slot.service,
    operations: module.operations.map(notPublic),
  }
  names.set(slot.service, shown)
  return [shown]
}

/** The proxy does not answer for the public operations of what it stands for. */
function notPublic<T extends { readonly public?: boolean }>(operation: T): T {
  return { ...operation, public: false }
}
