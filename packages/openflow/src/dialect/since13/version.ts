/** `1.3` for 0x04. */
export const versionName = (version: number): string => `1.${version - 1}`
