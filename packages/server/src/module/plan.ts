import type { Catalogue, Found } from './catalogue.ts'
import { messageOf, ModuleError } from './errors.ts'
import { readValues, serviceOf, type ModuleValues, type ValuesOf } from './module-class.ts'
import type { Dependency, ModuleClass } from './module.ts'

/** A module to load, after all it needs. */
export interface Planned extends Found {
  readonly service: string
  readonly values: ModuleValues
  readonly dependencies: readonly Planned[]
}

export interface PlanParts {
  readonly catalogue: Catalogue
  readonly valuesOf: ValuesOf
  /** Classes that are to take the place of those of today. */
  readonly replacing?: ReadonlyMap<string, Found>
}

/**
 * Finds everything a module needs, before any of it is loaded. Throws a ModuleError for what cannot be found, for two
 * classes of one name and for modules that need each other.
 */
export function plan(found: Found, parts: PlanParts): Promise<Planned> {
  return new Planner(parts).planned(found, [])
}

/** Everything in a plan, once. */
export function servicesOf(planned: Planned): Set<string> {
  const inside = planned.dependencies.flatMap((each) => [...servicesOf(each)])
  return new Set([planned.service, ...inside])
}

class Planner {
  readonly #parts: PlanParts
  readonly #planned = new Map<string, Planned>()

  constructor(parts: PlanParts) {
    this.#parts = parts
  }

  async planned(given: Found, above: readonly string[]): Promise<Planned> {
    const service = serviceOf(given.moduleClass)
    const found = this.#parts.replacing?.get(service) ?? given
    const chain = [...above, service]
    if (above.includes(service))
      throw new ModuleError('cycle', `modules need each other: ${chain.slice(above.indexOf(service)).join(' → ')}`)
    const known = this.#planned.get(service)
    if (known !== undefined) return this.#same(known, found)
    const values = valuesFor(found.moduleClass, this.#parts.valuesOf)
    const { dependencies } = found.moduleClass
    const wanted = typeof dependencies === 'function' ? dependencies(values.settings) : dependencies
    const needed: Planned[] = []
    for (const each of wanted) needed.push(await this.planned(await this.#find(each, found, chain), chain))
    const planned = { ...found, service, values, dependencies: needed }
    this.#planned.set(service, planned)
    return planned
  }

  #same(known: Planned, found: Found): Planned {
    if (known.moduleClass === found.moduleClass) return known
    throw new ModuleError(
      'conflict',
      `two modules are called "${known.service}": ${nameOf(known)} and ${nameOf(found)}`,
    )
  }

  async #find(dependency: Dependency, by: Found, chain: readonly string[]): Promise<Found> {
    if (dependency === undefined)
      throw new ModuleError('declaration', `${nameOf(by)}: a dependency is undefined: do files import each other?`)
    try {
      return await this.#parts.catalogue.find(dependency, by.source)
    } catch (error) {
      throw new ModuleError('dependency', `${chain.join(' → ')}: ${messageOf(error)}`, { cause: error })
    }
  }
}

function valuesFor(moduleClass: ModuleClass, valuesOf: ValuesOf): ModuleValues {
  try {
    return readValues(moduleClass, valuesOf)
  } catch (error) {
    if (error instanceof ModuleError) throw error
    const message = `module ${serviceOf(moduleClass)}: its configuration is wrong: ${messageOf(error)}`
    throw new ModuleError('load', message, { cause: error })
  }
}

/** A class for messages. */
export function nameOf({ moduleClass, source }: Found): string {
  return source === undefined
    ? `class ${moduleClass.name}`
    : `class ${moduleClass.name} of ${source.url.replace(/^file:\/\//, '')}`
}
