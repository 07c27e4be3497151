import type { Limits } from '../driver.ts'

/** What the drivers without a server take. The longest key is what a database page of 4 KiB can index. */
export const defaultLimits: Limits = { keyBytes: 1900, valueBytes: 1 << 20, commitBytes: 16 << 20 }
