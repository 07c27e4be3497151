import { unescapePart } from '@vlcp/store'
import { type ReferenceMap, Reference, ReferenceObject, type ReferenceValue } from '@vlcp/store/transfer'
import { isFreeAttribute } from '@vlcp/network'
import { derived, type ReferenceModel, referenceModels } from './model.ts'
import { plainValue } from './plain-value.ts'

/** An object to create, as parameters of its operation. */
export interface PlannedObject {
  readonly key: string
  readonly parameters: Readonly<Record<string, unknown>>
}

/** Something that is not taken over, and why. */
export interface LeftOut {
  /** The storage key; an attribute follows after a `#`. */
  readonly what: string
  readonly reason: string
}

export interface MigrationPlan {
  readonly creations: readonly { readonly model: ReferenceModel; readonly objects: readonly PlannedObject[] }[]
  /** Objects that the store has already; they are left as they are. */
  readonly present: readonly string[]
  /** Objects and attributes that have no place here. */
  readonly leftOut: readonly LeftOut[]
  /** How often an attribute without meaning was taken over under another name: `owner → x_owner`. */
  readonly renamed: Readonly<Record<string, number>>
  /** What is made anew from the rest, counted by what it is. */
  readonly derived: Readonly<Record<string, number>>
}

/** What our operations take. */
export interface TargetModel {
  /** The names of the parameters of an operation; undefined when there is no such operation. */
  readonly parametersOf: (operation: string) => ReadonlySet<string> | undefined
  readonly networkTypes: ReadonlySet<string>
}

/** The two numbers by which the reference told versions of an object apart. */
const bookkeeping = new Set(['kvdb_createtime', 'kvdb_updateversion'])

/**
 * Says what becomes of every key of a database of the reference: created, there already, made anew, or left out with
 * the reason. Pure.
 */
export function planMigration(
  values: ReadonlyMap<string, ReferenceValue>,
  target: TargetModel,
  present: ReadonlySet<string>,
): MigrationPlan {
  const planner = new Planner(target, present)
  const creations = referenceModels.map((model) => ({
    model,
    objects: [...values]
      .filter(([key]) => partsOf(model, key) !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([key, value]) => planner.object(model, key, value)),
  }))
  for (const key of values.keys()) if (!referenceModels.some((model) => partsOf(model, key))) planner.other(key)
  return { ...planner.result, creations: creations.filter(({ objects }) => objects.length > 0) }
}

class Planner {
  readonly result = {
    present: [] as string[],
    leftOut: [] as LeftOut[],
    renamed: {} as Record<string, number>,
    derived: {} as Record<string, number>,
  }
  readonly #target: TargetModel
  readonly #present: ReadonlySet<string>
  /** What others may refer to. */
  readonly #known = new Set<string>()

  constructor(target: TargetModel, present: ReadonlySet<string>) {
    this.#target = target
    this.#present = present
    for (const key of present) this.#known.add(key)
  }

  object(model: ReferenceModel, key: string, value: ReferenceValue): PlannedObject[] {
    const allowed = this.#target.parametersOf(model.operation)
    if (!(value instanceof ReferenceObject)) return this.#leave(key, `it is no ${model.words}`)
    if (allowed === undefined) return this.#leave(key, `there is no ${model.words} here`)
    if (this.#present.has(key)) {
      this.result.present.push(key)
      return []
    }
    const reason = this.#reasonAgainst(model, value.attributes)
    if (reason !== undefined) return this.#leave(key, reason)
    this.#known.add(key)
    const identity = model.keys.map((name, i) => [name, partsOf(model, key)?.[i]])
    return [
      {
        key,
        parameters: { ...this.#attributes(model, key, value.attributes, allowed), ...Object.fromEntries(identity) },
      },
    ]
  }

  /** A key of no class that the model has. */
  other(key: string): void {
    const [, what] = derived.find(([beginning]) => key.startsWith(beginning)) ?? []
    if (what === undefined) this.#leave(key, 'nothing here is called so')
    else this.result.derived[what] = (this.result.derived[what] ?? 0) + 1
  }

  #reasonAgainst(model: ReferenceModel, attributes: ReferenceMap): string | undefined {
    const type = attributes['type']
    if (
      model.operation === 'createphysicalnetwork' &&
      typeof type === 'string' &&
      !this.#target.networkTypes.has(type)
    ) {
      return `there is no network type ${type} here`
    }
    // A subnet that cannot come along is an attribute less; a network that cannot is no place to be.
    const needed = Object.entries(attributes).filter(([name]) => name === 'network' || name === 'physicalnetwork')
    for (const [, value] of needed) {
      if (!(value instanceof Reference)) return 'it refers to nothing'
      if (!this.#known.has(value.key)) return `${value.key} is not taken over`
    }
    return undefined
  }

  #attributes(
    model: ReferenceModel,
    key: string,
    attributes: ReferenceMap,
    allowed: ReadonlySet<string>,
  ): Record<string, unknown> {
    const parameters: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(attributes)) {
      if (bookkeeping.has(name)) continue
      const parameter = this.#parameterOf(model, name, allowed)
      const plain = value instanceof Reference ? this.#identityOf(value) : plainValue(value)
      if (parameter === undefined || plain === undefined) {
        this.#leave(`${key}#${name}`, reasonFor(parameter, value))
        continue
      }
      parameters[parameter] = plain
      if (parameter !== (model.renamed[name] ?? name)) this.#countRenamed(`${name} → ${parameter}`)
    }
    return parameters
  }

  /** The parameter an attribute becomes: its own, or a free one, which carries what only people know the meaning of. */
  #parameterOf(model: ReferenceModel, name: string, allowed: ReadonlySet<string>): string | undefined {
    const parameter = model.renamed[name] ?? name
    if (allowed.has(parameter)) return parameter
    const free = `x_${name}`
    return meaningful.has(name) || !isFreeAttribute(free) ? undefined : free
  }

  #countRenamed(words: string): void {
    this.result.renamed[words] = (this.result.renamed[words] ?? 0) + 1
  }

  /** The id of an object that is referred to, if it comes along. */
  #identityOf({ key }: Reference): string | undefined {
    if (!this.#known.has(key)) return undefined
    for (const model of referenceModels) {
      const parts = partsOf(model, key)
      if (parts !== undefined && parts.length === 1) return parts[0]
    }
    return undefined
  }

  #leave(what: string, reason: string): [] {
    this.result.leftOut.push({ what, reason })
    return []
  }
}

/** Why an attribute without a parameter, or with a value that cannot be said here, stays behind. */
function reasonFor(parameter: string | undefined, value: ReferenceValue): string {
  if (parameter === undefined) return 'nothing here is called so'
  return value instanceof Reference ? `${value.key} is not taken over` : 'its value has no counterpart here'
}

/** Attributes that meant something to the reference, and would mean nothing under a free name. */
const meaningful = new Set(['subnet', 'vni', 'vnirange', 'vxlan', 'router'])

/** The parts of a key of this class. */
function partsOf({ prefix, keys }: ReferenceModel, key: string): string[] | undefined {
  if (!key.startsWith(`${prefix}.`)) return undefined
  const parts = key
    .slice(prefix.length + 1)
    .split('.')
    .map(unescapePart)
  return parts.length === keys.length && parts.every((part) => part !== undefined) ? parts : undefined
}
