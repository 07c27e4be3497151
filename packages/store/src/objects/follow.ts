import type { Mirror } from '../mirror/mirror.ts'
import type { ObjectClass } from '../object-class.ts'
import type { Reader } from '../transaction.ts'
import type { ReferenceMap } from './reference.ts'
import { indexedValues } from '../index-entries.ts'
import { targetOf } from './reference.ts'

/** The objects a reference leads to. */
export type TargetOf<R, N extends keyof R> = R[N] extends { readonly to: () => ObjectClass<infer T> } ? T : never

/**
 * The object a reference leads to: in a transaction as of its moment, in a mirror as of the mirror's revision. Undefined
 * when the attribute is absent or the target does not exist. Of a list of references this is the first.
 */
export function follow<T extends object, R extends ReferenceMap, N extends keyof R & string>(
  from: Mirror,
  cls: ObjectClass<T, readonly string[], R>,
  object: T,
  name: N,
): TargetOf<R, N> | undefined
export function follow<T extends object, R extends ReferenceMap, N extends keyof R & string>(
  from: Reader,
  cls: ObjectClass<T, readonly string[], R>,
  object: T,
  name: N,
): Promise<TargetOf<R, N> | undefined>
export function follow(from: Mirror | Reader, cls: ObjectClass, object: object, name: string): unknown {
  const target = targetOf(cls, name)
  const identity = indexedValues(object, cls.references[name]?.attributes ?? [])[0]
  if ('getMany' in from) return identity === undefined ? Promise.resolve(undefined) : from.get(target, identity)
  return identity === undefined ? undefined : from.get(target, identity)
}

/** The objects a list of references leads to, in the order of the list; those that do not exist are left out. */
export async function followAll<T extends object, R extends ReferenceMap, N extends keyof R & string>(
  reader: Reader,
  cls: ObjectClass<T, readonly string[], R>,
  object: T,
  name: N,
): Promise<TargetOf<R, N>[]> {
  const target = targetOf(cls as unknown as ObjectClass, name)
  const targets = await reader.getMany(target, indexedValues(object, cls.references[name]?.attributes ?? []))
  return targets.filter((found) => found !== undefined) as TargetOf<R, N>[]
}
