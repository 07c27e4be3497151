import Type, { type TProperties } from 'typebox'

/**
 * Parameters an update does not take. They are declared, so that the refusal says that they are fixed instead of that
 * they do not exist.
 */
export function fixedAtCreation(...names: readonly string[]): TProperties {
  const description = 'Fixed when the object is created; an update that sets it is refused'
  const schema = Type.Unsafe<never>({ enum: [], title: 'nothing, because it is fixed at creation', description })
  return Object.fromEntries(names.map((name) => [name, Type.Optional(schema)]))
}
