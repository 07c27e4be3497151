import type { Scheduler } from '@vlcp/events'
import { suggestion } from '../nearest-name.ts'
import type { Catalogue } from './catalogue.ts'
import { ModuleError } from './errors.ts'
import { serviceOf } from './module-class.ts'
import type { ModuleClass } from './module.ts'
import { Slot } from './slot.ts'
import { isPath } from './source.ts'

/** The places of all modules by service name. */
export class Slots implements Iterable<Slot> {
  readonly #scheduler: Scheduler
  readonly #catalogue: Catalogue
  readonly #slots = new Map<string, Slot>()

  constructor(scheduler: Scheduler, catalogue: Catalogue) {
    this.#scheduler = scheduler
    this.#catalogue = catalogue
  }

  [Symbol.iterator](): IterableIterator<Slot> {
    return this.#slots.values()
  }

  get names(): Iterable<string> {
    return this.#slots.keys()
  }

  find(service: string): Slot | undefined {
    return this.#slots.get(service)
  }

  /** The place of this name; there is one from now on. */
  named(service: string): Slot {
    let slot = this.#slots.get(service)
    if (slot === undefined) this.#slots.set(service, (slot = new Slot(service, this.#scheduler)))
    return slot
  }

  /** The place of a module that is or was loaded, by its class, its service name or its path. */
  of(target: ModuleClass | string): Slot {
    if (typeof target === 'string' && isPath(target)) {
      const slots = this.from(this.#catalogue.locate(target))
      const [slot] = slots
      if (slot !== undefined && slots.length === 1) return slot
      const names = slots.map(({ service }) => service).join(', ')
      throw new ModuleError(
        'unknown',
        slot === undefined ? `no module of ${target} is loaded` : `${target} holds ${names}: name one`,
      )
    }
    const name = typeof target === 'string' ? target : serviceOf(target)
    const slot = this.#slots.get(name)
    if (slot !== undefined) return slot
    throw new ModuleError('unknown', `module "${name}" is not loaded${suggestion(name, this.#slots.keys())}`)
  }

  /** The modules that came from a file, or from one export of it. */
  from({ url, exported }: { readonly url: string; readonly exported?: string }): Slot[] {
    return [...this].filter(
      ({ source, moduleClass }) =>
        source?.url === url &&
        (exported === undefined || exported === source.exported || exported === moduleClass?.name),
    )
  }

  /** Those that need it. */
  dependantsOf(slot: Slot): Slot[] {
    return [...this].filter(({ dependencies }) => dependencies.includes(slot))
  }

  /** These and all that need them, however many lie in between. */
  withDependants(...slots: readonly Slot[]): Slot[] {
    const found = new Set(slots)
    for (const each of found) for (const dependant of this.dependantsOf(each)) found.add(dependant)
    return [...found]
  }
}
