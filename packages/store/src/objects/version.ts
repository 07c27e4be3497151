import { formatCanonical } from '../canonical-json.ts'

/** The member of a stored value that says by which version of its class it was written; absent for version 1. */
export const versionMember = '_version'

/** The attributes of one object, identity fields included. */
export type Attributes = Readonly<Record<string, unknown>>

/** Version to the function that makes attributes of that version those of the next one. Pure. */
export type Migrations = Readonly<Record<number, (old: Attributes) => Attributes>>

/** The version a stored value says; undefined when it says nonsense. */
export function versionOf(value: object): number | undefined {
  if (!Object.hasOwn(value, versionMember)) return 1
  const version: unknown = Reflect.get(value, versionMember)
  return typeof version === 'number' && Number.isSafeInteger(version) && version > 1 ? version : undefined
}

/**
 * Attributes of an older version as those of a newer one.
 *
 * @throws what a migration throws; TypeError when it returns what cannot be stored
 */
export function migrate(migrations: Migrations, attributes: Attributes, from: number, to: number): object {
  let current = attributes
  for (let version = from; version < to; version++) {
    const step = migrations[version]
    if (step === undefined) throw new TypeError(`there is no migration from version ${version}`)
    current = step(current)
  }
  // Through the stored form, so that an object migrated when read equals the one that is written later.
  const value: unknown = JSON.parse(formatCanonical(current))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError('a migration must return an object')
  }
  return value
}
