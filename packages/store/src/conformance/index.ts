import type { ConformanceCase } from './storage.ts'
import { clockCases } from './clock-cases.ts'
import { commitCases } from './commit-cases.ts'
import { feedCases } from './feed-cases.ts'
import { leaseCases } from './lease-cases.ts'
import { loadCases } from './load-cases.ts'
import { prefixCases } from './prefix-cases.ts'
import { readCases } from './read-cases.ts'

export { type ConformanceCase, type TestStorage } from './storage.ts'

/** What every driver has to do. Free of any test runner: each case runs against a storage made for it alone. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...readCases,
  ...commitCases,
  ...prefixCases,
  ...feedCases,
  ...loadCases,
  ...leaseCases,
  ...clockCases,
]
