import { UnsupportedError } from '../dialect.ts'
import { versionName } from './version.ts'

/** What has no form in a version. @param needs for example `OpenFlow 1.5` */
export const unsupported = (what: string, version: number, needs?: string): UnsupportedError =>
  new UnsupportedError(
    what,
    needs === undefined
      ? `${what} has no form in OpenFlow ${versionName(version)}`
      : `${what} needs ${needs}; this switch speaks OpenFlow ${versionName(version)}`,
  )

/** @throws RangeError, naming the field, for a value that is not a whole number below 2 to the power of `bits` */
export function checked(name: string, value: number, bits: number): number {
  if (Number.isInteger(value) && value >= 0 && value < 2 ** bits) return value
  throw new RangeError(`${name}: ${value} does not fit into ${bits} bits`)
}
