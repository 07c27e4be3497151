import type { Entry } from '@vlcp/store'

/** Tells of an import that has begun and not ended; see `import-store.ts`. */
export const importKey = 'vlcp.import'

/** What begins the keys of running servers, one each, that vanish with them. */
export const serverPrefix = 'vlcp.server.'

/** What concerns this storage at this moment and means nothing in another one. */
export function isTransient(key: string): boolean {
  return key === importKey || key.startsWith(serverPrefix)
}

export function withoutTransient(entries: ReadonlyMap<string, Entry>): ReadonlyMap<string, Entry> {
  return new Map([...entries].filter(([key]) => !isTransient(key)))
}
