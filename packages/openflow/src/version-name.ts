const NAMES: ReadonlyMap<number, string> = new Map([
  [1, '1.0'],
  [2, '1.1'],
  [3, '1.2'],
  [4, '1.3'],
  [5, '1.4'],
  [6, '1.5'],
])

/** `1.3` for 4; a number of no version as `0x47`. */
export const versionName = (version: number): string =>
  NAMES.get(version) ?? `0x${version.toString(16).padStart(2, '0')}`

/** The wire version of `1.3`; undefined for what is no version of OpenFlow. */
export function wireVersion(name: string): number | undefined {
  for (const [version, known] of NAMES) if (known === name) return version
  return undefined
}

/** Whether a number in the header of a message is a version of OpenFlow that has been published. */
export const isPublishedVersion = (version: number): boolean => NAMES.has(version)
