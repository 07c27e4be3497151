import type { Entry } from '@vlcp/store'
import { leaseIn } from '@vlcp/store/transfer'

/** Tells of an import that has begun and not ended; see `import-store.ts`. */
export const importKey = 'vlcp.import'

/**
 * The keys that mean something in another store, too: neither those of an import under way, nor those that depend on a
 * lease, which belong to running servers and vanish with them.
 */
export function withoutTransient(entries: ReadonlyMap<string, Entry>): ReadonlyMap<string, Entry> {
  return new Map([...entries].filter(([key, { text }]) => key !== importKey && leaseIn(text) === undefined))
}
