import type { Driver, ReadResult } from '@vlcp/store'

/** A store of many keys takes its time; commands have more patience than a server. */
export const patienceMs = 60_000

/** Everything there is, as of one revision. @throws StoreError */
export function wholeStore(driver: Driver): Promise<ReadResult> {
  return driver.read({ prefixes: [''] }, { timeoutMs: patienceMs })
}
