import type { Catalogue, Found, Namespace } from './catalogue.ts'
import { joined, messageOf, ModuleError } from './errors.ts'
import type { Loader } from './loader.ts'
import { isModuleClass, serviceOf, type ValuesOf } from './module-class.ts'
import type { ModuleClass } from './module.ts'
import { plan, type Planned } from './plan.ts'
import type { Slot } from './slot.ts'
import type { HandedOver } from './running-module.ts'
import type { Slots } from './slots.ts'
import { isPath, type Location, pickModule, type Source, stampOf } from './source.ts'
import type { Unloader } from './unloader.ts'

export interface ReloaderParts {
  readonly slots: Slots
  readonly catalogue: Catalogue
  readonly loader: Loader
  readonly unloader: Unloader
  readonly valuesOf: ValuesOf
}

/** What is to take the place of a module. */
interface Replacement extends Found {
  readonly slot: Slot
  readonly namespace: Namespace
}

/** Replaces instances by those of files that are imported again. */
export class Reloader {
  readonly #parts: ReloaderParts

  constructor(parts: ReloaderParts) {
    this.#parts = parts
  }

  /** Does all it can, then throws what it could not. */
  async reload(targets: readonly (ModuleClass | string)[]): Promise<void> {
    const problems: unknown[] = []
    const replacements = await this.#import(targets, problems)
    const plans = await this.#plan(replacements, problems)
    const group = [...replacements.values()]
    const held = (): readonly Slot[] => group.map(({ slot }) => slot)
    const { before, replacing } = await this.#parts.unloader.hold(held, (slots) => ({
      before: slots.flatMap(({ dependencies }) => dependencies),
      replacing: this.#replaceAll(group, plans, problems),
    }))
    await Promise.all(replacing)
    await this.#parts.unloader.release(before)
    const problem = joined('reload', problems)
    if (problem !== undefined) throw problem
  }

  /** Takes hold of all of them in this turn. */
  #replaceAll(
    group: readonly Replacement[],
    plans: ReadonlyMap<string, Planned>,
    problems: unknown[],
  ): Promise<void>[] {
    const { unloader, catalogue } = this.#parts
    for (const { slot, namespace, moduleClass, source } of group) {
      slot.isReloading = true
      catalogue.replace(slot.moduleClass, { moduleClass, ...(source === undefined ? {} : { source }) }, namespace)
    }
    const stopped = unloader.stopAll(
      group.map(({ slot }) => slot).filter(({ isReady }) => isReady),
      async (slot) => {
        const { handed, problem } = await unloader.stop(slot)
        if (problem !== undefined) problems.push(problem)
        return handed
      },
    )
    return group.map(({ slot }) =>
      slot.occupy(this.#replace(slot, stopped.get(slot), plans.get(slot.service), problems)),
    )
  }

  async #replace(
    slot: Slot,
    stopped: Promise<HandedOver | undefined> | undefined,
    planned: Planned | undefined,
    problems: unknown[],
  ): Promise<void> {
    try {
      const handed = await stopped
      if (planned !== undefined) await this.#parts.loader.begin(slot, planned, handed)
    } catch (error) {
      problems.push(error)
    } finally {
      slot.isReloading = false
    }
  }

  async #import(targets: readonly (ModuleClass | string)[], problems: unknown[]): Promise<Map<string, Replacement>> {
    const found = new Map<string, Replacement>()
    const namespaces = new Map<string, Promise<Namespace>>()
    for (const target of targets)
      try {
        const location = this.#locate(target)
        const namespace = namespaces.get(location.url) ?? this.#parts.catalogue.importAgain(location.url)
        namespaces.set(location.url, namespace)
        for (const each of this.#replacements(location, stampOf(location.url), await namespace))
          found.set(each.slot.service, each)
      } catch (error) {
        problems.push(error)
      }
    return found
  }

  /** A module by its name is not all of its file. */
  #locate(target: ModuleClass | string): Location & { readonly slot?: Slot } {
    if (typeof target === 'string' && isPath(target)) return this.#parts.catalogue.locate(target)
    const slot = this.#parts.slots.of(target)
    if (slot.source !== undefined) return { ...slot.source, slot }
    const advice = 'name the file, or declare static source = import.meta.url'
    throw new ModuleError('reload', `it is not known which file module ${slot.service} came from: ${advice}`)
  }

  #replacements(location: Location & { readonly slot?: Slot }, stamp: string, namespace: Namespace): Replacement[] {
    const { url, exported } = location
    const loaded = location.slot === undefined ? this.#parts.slots.from(location) : [location.slot]
    if (loaded.length > 0) return loaded.map((slot) => replacementOf(slot, { url, stamp }, namespace))
    // A class another module has imported: where it came from is known only now.
    const moduleClass = pickModule(namespace, url, exported)
    const source = { url, stamp, ...(exported === undefined ? {} : { exported }) }
    return [{ slot: this.#parts.slots.of(serviceOf(moduleClass)), moduleClass, source, namespace }]
  }

  /** What cannot be planned keeps running as it is, so the plans of the others must do without its new class. */
  async #plan(replacements: Map<string, Replacement>, problems: unknown[]): Promise<Map<string, Planned>> {
    const { catalogue, valuesOf } = this.#parts
    const plans = new Map<string, Planned>()
    for (const [service, replacement] of replacements)
      try {
        plans.set(service, await plan(replacement, { catalogue, valuesOf, replacing: replacements }))
      } catch (error) {
        problems.push(
          new ModuleError('reload', `module ${service} was not reloaded: ${messageOf(error)}`, { cause: error }),
        )
        replacements.delete(service)
        return this.#plan(replacements, problems)
      }
    return plans
  }
}

function replacementOf(slot: Slot, file: Source, namespace: Namespace): Replacement {
  const exported = slot.source?.exported
  const candidates = exported === undefined ? Object.values(namespace) : [namespace[exported]]
  const moduleClass = candidates.filter(isModuleClass).find((each) => serviceOf(each) === slot.service)
  if (moduleClass === undefined)
    throw new ModuleError('reload', `${file.url} does not export module ${slot.service} any more`)
  return { slot, moduleClass, source: { ...file, ...(exported === undefined ? {} : { exported }) }, namespace }
}
