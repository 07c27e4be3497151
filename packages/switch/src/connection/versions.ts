import { SwitchError } from '../errors.ts'

/** The wire versions this package speaks: OpenFlow 1.0, 1.3, 1.4 and 1.5. */
export const SUPPORTED_VERSIONS: readonly number[] = [0x01, 0x04, 0x05, 0x06]

const NAMES: readonly string[] = ['', '1.0', '1.1', '1.2', '1.3', '1.4', '1.5']

export type VersionName = '1.0' | '1.3' | '1.4' | '1.5'

/** `1.3` for 0x04; the number for a version nobody has heard of. */
export const versionName = (version: number): string => NAMES[version] || `0x${version.toString(16).padStart(2, '0')}`

/**
 * The wire versions of a list of names.
 *
 * @throws SwitchError `negotiation_failed` for a name this package does not speak, or an empty list
 */
export function wireVersions(names: readonly VersionName[]): readonly number[] {
  const versions = names.map((name) => NAMES.indexOf(name))
  const unknown = names.find((_name, at) => !SUPPORTED_VERSIONS.includes(versions[at] ?? -1))
  if (unknown !== undefined || names.length === 0) {
    const known = SUPPORTED_VERSIONS.map(versionName).join(', ')
    const problem = unknown === undefined ? 'no OpenFlow version is allowed' : `OpenFlow ${unknown} is not spoken here`
    throw new SwitchError('negotiation_failed', `${problem}; there are ${known}`)
  }
  return versions
}
