import type { CommitRequest, CommitResult, Driver, FeedItem } from '../driver.ts'

/** A storage made for one case: empty, and gone afterwards. */
export interface TestStorage {
  /** Connects one more driver, as another controller would. All are closed with the storage. */
  open(): Promise<Driver>
}

/** One requirement on a driver. */
export interface ConformanceCase {
  readonly name: string
  /** How many commits the storage keeps for the feed, where it matters. */
  readonly retainCommits?: number
  readonly run: (storage: TestStorage) => Promise<void>
}

/** Writes without guards. */
export function write(driver: Driver, writes: Record<string, string | null>): Promise<CommitResult> {
  return driver.commit({ keys: new Map(), prefixes: [], since: 0, writes: new Map(Object.entries(writes)) })
}

/** Writes and returns the revision. */
export async function mustWrite(driver: Driver, writes: Record<string, string | null>): Promise<number> {
  const result = await write(driver, writes)
  if (!result.committed) throw new Error('an unguarded write was refused')
  return result.revision
}

/** The first `count` items of a feed. */
export async function takeFeed(driver: Driver, after: number, count: number): Promise<FeedItem[]> {
  const abort = new AbortController()
  const items: FeedItem[] = []
  for await (const item of driver.feed(after, abort.signal)) {
    items.push(item)
    if (items.length >= count) break
  }
  abort.abort()
  return items
}

/** A feed item in one line: `3 a=1 b-`. */
export function describeItem(item: FeedItem): string {
  if (item.kind === 'gap') return 'gap'
  const changes = item.changes.map(({ key, text }) => (text === null ? `${key}-` : `${key}=${text}`))
  return [item.revision, ...changes].join(' ')
}

/** A commit that writes one key if its guards hold; see {@link isWritten}. */
export function guarded(parts: Partial<CommitRequest>): CommitRequest {
  return { keys: new Map(), prefixes: [], since: 0, writes: new Map([['out', 'written']]), ...parts }
}

/** Did a {@link guarded} commit write? */
export async function isWritten(driver: Driver): Promise<boolean> {
  return (await driver.read({ keys: ['out'] })).entries.has('out')
}
