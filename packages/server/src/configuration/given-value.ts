import type { Origin } from './origin.ts'

/** A key with a value, as one of the sources gives it: nobody has claimed, read or validated it yet. */
export interface GivenValue {
  /** The dotted key from the root. */
  readonly key: string
  readonly origin: Origin
  /** The value is text whose type the setting decides. */
  readonly text: boolean
  /** The keys below this one, if the value is a map. */
  readonly members?: readonly GivenValue[]
  /** Called once a setting wants the value. @throws {ConfigurationError} if it cannot be read */
  read(): unknown
}

/** Keys are shorter and less deep than this; what is not is left to whoever reads the value above it. */
const longestName = 128
const longestPrefix = 256

/** The dotted key of a name below `prefix`. A name that is too long for any setting is cut, so it stays unknown. */
export function keyBelow(prefix: string, name: string): string {
  const shown = name.length > longestName ? `${name.slice(0, longestName)}…` : name
  return prefix === '' ? shown : `${prefix}.${shown}`
}

/** Whether keys below this one are worth a look; it bounds what a hostile file costs. */
export function mayHaveMembers(key: string): boolean {
  return key.length <= longestPrefix && key.split('.').length < 16
}

/** The values and those below them, in the order of the source. */
export function allKeys(given: readonly GivenValue[]): GivenValue[] {
  return given.flatMap((each) => [each, ...allKeys(each.members ?? [])])
}

/** What a source holds, and what is wrong with it before anybody looks at a key. */
export interface Given {
  readonly values: readonly GivenValue[]
  readonly problems: readonly string[]
}
