import type { ObjectClass } from '../object-class.ts'
import { StoreError } from '../errors.ts'

/** What becomes of an object when the target of its strong reference is deleted. */
export type OnDelete =
  | 'refuse' // the deletion is refused with a ReferencedError
  | 'cascade' // the object is deleted too
  | 'clear' // the object stays without the reference

/** How a class says that its objects refer to objects of another class. */
export type ReferenceDefinition<A extends string = string> = {
  /** A function, so that classes may refer to each other and to themselves. */
  readonly to: () => ObjectClass
  /**
   * The attributes that hold the identity of the target, in the order of its identity fields. Default: the attribute
   * that has the name of the reference. An attribute that is a list refers to one object per element; one that is
   * absent or null refers to nothing.
   */
  readonly attributes?: readonly A[]
} & (
  | {
      /** The target exists as long as something refers to it. The reference is a multi index of its name as well. */
      readonly strong: true
      /** Default: refuse. */
      readonly onDelete?: OnDelete
    }
  | {
      /** The target may be missing. */
      readonly strong: false
    }
)

export interface Reference {
  readonly to: () => ObjectClass
  readonly attributes: readonly string[]
  readonly strong: boolean
  readonly onDelete: OnDelete
}

export type ReferenceMap = Readonly<Record<string, Reference>>

/** The references of a class with their defaults. */
export type References<D> = {
  readonly [N in keyof D]: Reference & (D[N] extends { readonly to: infer To } ? { readonly to: To } : unknown)
}

/** A strong reference, seen from its target. */
export interface Referrer {
  readonly source: ObjectClass
  readonly name: string
  readonly reference: Reference
}

const referrers = new Map<ObjectClass, Referrer[]>()
/** Classes whose targets have not been asked for yet: while modules load, they may not exist. */
const undecided: ObjectClass[] = []

/** Fills in what a definition leaves out. */
export function completeReference(name: string, definition: ReferenceDefinition): Reference {
  const { to, attributes = [name], strong } = definition
  return { to, attributes, strong, onDelete: (strong ? definition.onDelete : undefined) ?? 'refuse' }
}

/** Remembers who refers to whom: a class does not know by whom it is referred to. */
export function registerReferences(cls: ObjectClass): void {
  if (Object.values(cls.references).some(({ strong }) => strong)) undecided.push(cls)
}

/**
 * The strong references to objects of a class, from all classes this process has declared.
 *
 * @throws StoreError `invalid` when a reference does not fit the identity of its target
 */
export function referrersOf(target: ObjectClass): readonly Referrer[] {
  for (let source = undecided.shift(); source !== undefined; source = undecided.shift()) {
    for (const [name, reference] of Object.entries(source.references)) {
      if (!reference.strong) continue
      const cls = targetOf(source, name)
      referrers.set(cls, [...(referrers.get(cls) ?? []), { source, name, reference }])
    }
  }
  return referrers.get(target) ?? []
}

/** The class a reference leads to. @throws StoreError `invalid` when it does not fit the identity of its target */
export function targetOf(source: ObjectClass, name: string): ObjectClass {
  const reference = Object.hasOwn(source.references, name) ? source.references[name] : undefined
  if (reference === undefined) throw new StoreError('invalid', `${source.name} has no reference ${name}`)
  const cls = reference.to()
  if (cls.keys.length === reference.attributes.length) return cls
  const needs = `${cls.name} is identified by ${cls.keys.join(', ')}`
  throw new StoreError(
    'invalid',
    `class ${source.name}: reference ${name} has ${reference.attributes.join(', ')}, ${needs}`,
  )
}
