import { versionName, wireVersion } from '@vlcp/openflow'
import { SwitchError } from '../errors.ts'

/** The wire versions this package speaks: OpenFlow 1.0, 1.3, 1.4 and 1.5. */
export const SUPPORTED_VERSIONS: readonly number[] = [0x01, 0x04, 0x05, 0x06]

export type VersionName = '1.0' | '1.3' | '1.4' | '1.5'

/**
 * The wire versions of a list of names.
 *
 * @throws SwitchError `negotiation_failed` for a name this package does not speak, or an empty list
 */
export function wireVersions(names: readonly VersionName[]): readonly number[] {
  const known = SUPPORTED_VERSIONS.map(versionName).join(', ')
  if (names.length === 0)
    throw new SwitchError('negotiation_failed', `no OpenFlow version is allowed; there are ${known}`)
  return names.map((name) => {
    const version = wireVersion(name)
    if (version !== undefined && SUPPORTED_VERSIONS.includes(version)) return version
    throw new SwitchError('negotiation_failed', `OpenFlow ${name} is not spoken here; there are ${known}`)
  })
}
