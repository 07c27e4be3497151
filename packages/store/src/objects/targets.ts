import type { ObjectClass } from '../object-class.ts'
import { indexedValues } from '../index-entries.ts'
import { joinKey } from '../keys.ts'
import { targetOf } from './reference.ts'

/** The storage keys a reference of an object leads to. */
export function targetKeys(cls: ObjectClass, name: string, object: object): string[] {
  const { prefix } = targetOf(cls, name)
  return indexedValues(object, cls.references[name]?.attributes ?? []).map((identity) => joinKey(prefix, identity))
}

/** A strong reference of one object to another one. */
export interface Link {
  readonly name: string
  readonly target: string
}

/** The strong references of an object. */
export function strongLinks(cls: ObjectClass, object: object): Link[] {
  return Object.entries(cls.references).flatMap(([name, { strong }]) =>
    strong ? targetKeys(cls, name, object).map((target) => ({ name, target })) : [],
  )
}

/** The object without its reference to the targets; of a list only their elements are taken. */
export function withoutLinks(cls: ObjectClass, name: string, object: object, targets: readonly string[]): object {
  const attributes = cls.references[name]?.attributes ?? []
  const changes = attributes.map((attribute): [string, unknown] => {
    const value: unknown = Reflect.get(object, attribute)
    if (attributes.length > 1 || !Array.isArray(value)) return [attribute, undefined]
    const leadsElsewhere = (each: unknown): boolean =>
      !targetKeys(cls, name, { [attribute]: each }).some((target) => targets.includes(target))
    return [attribute, value.filter(leadsElsewhere)]
  })
  return { ...object, ...Object.fromEntries(changes) }
}
