/** Meters with a meaning of their own: OFPM_*, OpenFlow 1.3.5, 7.3.4.5. */
export const METER_NAMES: ReadonlyMap<string, number> = new Map([
  ['slowpath', 0xffff_fffd],
  ['controller', 0xffff_fffe],
  ['all', 0xffff_ffff],
])

/** OFPM_MAX: meters have numbers up to it. */
export const METER_MAX = 0xffff_0000
