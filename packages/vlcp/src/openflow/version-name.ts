const names: ReadonlyMap<number, string> = new Map([
  [1, '1.0'],
  [2, '1.1'],
  [3, '1.2'],
  [4, '1.3'],
  [5, '1.4'],
  [6, '1.5'],
])

/** `1.3` for 4; a number of no version as `0x47`. */
export function versionName(version: number): string {
  return names.get(version) ?? `0x${version.toString(16).padStart(2, '0')}`
}

/** Whether a number in the header of a message is a version of OpenFlow that has been published. */
export function isPublishedVersion(version: number): boolean {
  return names.has(version)
}
