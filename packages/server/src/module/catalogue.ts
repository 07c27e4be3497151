import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serviceOf } from './module-class.ts'
import type { ModuleClass } from './module.ts'
import { importModule, isPath, locate, type Location, pickModule, type Source, stampOf, unreadable } from './source.ts'

/** A class and where it comes from. */
export interface Found {
  readonly moduleClass: ModuleClass
  readonly source?: Source
}

export type Namespace = Readonly<Record<string, unknown>>

export interface CatalogueOptions {
  /** Classes that can be found by their service names without being loaded. */
  readonly modules?: readonly ModuleClass[]
  /** What relative paths and package names are seen from; the working directory by default. */
  readonly folder?: string
  readonly importModule?: (url: string) => Promise<Namespace>
}

/** Every module class that is known, and how others are found. */
export class Catalogue {
  readonly #folder: string
  readonly #import: (url: string) => Promise<Namespace>
  readonly #byService = new Map<string, Found>()
  /** What came of a class by a reload. */
  readonly #successors = new WeakMap<ModuleClass, Found>()
  /** By URL; undefined for a file that could not be imported, which Node remembers for good. */
  readonly #imported = new Map<string, Promise<Namespace> | undefined>()
  #again = 0

  constructor(options: CatalogueOptions) {
    this.#folder = options.folder ?? process.cwd()
    this.#import = options.importModule ?? importModule
    for (const moduleClass of options.modules ?? []) this.remember({ moduleClass })
  }

  /** Service names that are known. */
  get names(): Iterable<string> {
    return this.#byService.keys()
  }

  remember(found: Found): void {
    this.#byService.set(serviceOf(found.moduleClass), found)
  }

  /** Whoever asks for the old class, or for its file, gets the new one from now on. */
  replace(old: ModuleClass | undefined, found: Found, namespace: Namespace): void {
    if (old !== undefined && old !== found.moduleClass) this.#successors.set(old, found)
    if (found.source !== undefined) this.#imported.set(found.source.url, Promise.resolve(namespace))
    this.remember(found)
  }

  /** What a class, a service name, a path or a package name stands for today. `from` is the file that says it. */
  async find(target: ModuleClass | string, from?: Source): Promise<Found> {
    if (typeof target !== 'string') return this.#newest({ moduleClass: target })
    const known = isPath(target) ? undefined : this.#byService.get(target)
    if (known !== undefined) return this.#newest(known)
    const location = this.locate(target, from)
    const stamp = stampOf(location.url)
    const moduleClass = pickModule(await this.#importOnce(location.url, target), target, location.exported)
    return this.#newest({ moduleClass, source: { ...location, stamp } })
  }

  /** Whether both are versions of one module. */
  isSame(one: ModuleClass, other: ModuleClass): boolean {
    return this.#newest({ moduleClass: one }).moduleClass === this.#newest({ moduleClass: other }).moduleClass
  }

  locate(target: string, from?: Source): Location {
    return locate(target, from === undefined ? this.#folder : dirname(fileURLToPath(from.url)))
  }

  /** Imports a file again. What it imports itself stays as it was, and the version before stays in memory. */
  async importAgain(url: string): Promise<Namespace> {
    this.#again += 1
    try {
      return await this.#import(`${url}?reload=${this.#again}`)
    } catch (error) {
      throw unreadable(url.startsWith('file:') ? fileURLToPath(url) : url, error)
    }
  }

  #importOnce(url: string, target: string): Promise<Namespace> {
    const known = this.#imported.get(url)
    if (known !== undefined) return known
    // Whoever asks meanwhile gets the same classes.
    const importing = (this.#imported.has(url) ? this.importAgain(url) : this.#import(url)).catch((error: unknown) => {
      this.#imported.set(url, undefined)
      throw unreadable(target, error)
    })
    this.#imported.set(url, importing)
    return importing
  }

  #newest(found: Found): Found {
    const known = this.#byService.get(serviceOf(found.moduleClass))
    let newest = known?.moduleClass === found.moduleClass && known.source !== undefined ? known : withSource(found)
    for (;;) {
      const next = this.#successors.get(newest.moduleClass)
      if (next === undefined) return newest
      newest = next
    }
  }
}

/** A class may say itself where it comes from. */
function withSource(found: Found): Found {
  const { source } = found.moduleClass
  if (found.source !== undefined || source === undefined) return found
  return { ...found, source: { url: source.replace(/\?.*$/s, ''), stamp: stampOf(source) } }
}
