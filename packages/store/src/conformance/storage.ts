import assert from 'node:assert/strict'
import type { CommitRequest, CommitResult, Driver, FeedItem, Lease } from '../driver.ts'

/** A storage made for one case: without entries, and gone afterwards. */
export interface TestStorage {
  /** Connects one more driver, as another controller would. All are closed with the storage. */
  open(): Promise<Driver>
  /**
   * Makes the storage drop its history as soon as it can: after this no feed goes back behind the newest commit made
   * before the call. May commit keys of its own that begin with `forget.`.
   */
  forget?(): Promise<void>
  /** From now on the storage takes no writes and gives no answer to them, until the returned function is called. */
  pause?(): Promise<() => Promise<void>>
}

/** One requirement on a driver. */
export interface ConformanceCase {
  readonly name: string
  /** The hook of {@link TestStorage} the case uses; a suite leaves out the cases whose hook it cannot offer. */
  readonly needs?: 'forget' | 'pause'
  readonly run: (storage: TestStorage) => Promise<void>
}

/** Writes without guards, under a lease if one is given. */
export function write(driver: Driver, writes: Record<string, string | null>, lease?: Lease): Promise<CommitResult> {
  const request = { keys: new Map(), prefixes: [], since: 0, writes: new Map(Object.entries(writes)) }
  if (lease === undefined) return driver.commit(request)
  return driver.commit({ ...request, leases: new Map(Object.keys(writes).map((key) => [key, lease.id])) })
}

/** Writes and returns the revision. */
export async function mustWrite(driver: Driver, writes: Record<string, string | null>, lease?: Lease): Promise<number> {
  const result = await write(driver, writes, lease)
  assert.ok(result.committed, 'an unguarded write was refused')
  return result.revision
}

/** Where the storage stands. */
export async function revisionOf(driver: Driver): Promise<number> {
  return (await driver.read({})).revision
}

export const refused = (reason: 'conflict' | 'lease'): CommitResult => ({ committed: false, reason })

/** The texts of all entries under a prefix, by key. */
export async function textsUnder(driver: Driver, prefix: string): Promise<Record<string, string>> {
  const { entries } = await driver.read({ prefixes: [prefix] })
  return Object.fromEntries([...entries].map(([key, { text }]) => [key, text]))
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

/** Follows the feed until all the keys have been deleted; what it has yielded up to then. */
export async function followUntilGone(driver: Driver, after: number, keys: readonly string[]): Promise<FeedItem[]> {
  const gone = new Set<string>()
  const items: FeedItem[] = []
  for await (const item of driver.feed(after, new AbortController().signal)) {
    items.push(item)
    if (item.kind === 'gap') assert.fail('gap')
    for (const { key, text } of item.changes) if (text === null) gone.add(key)
    if (keys.every((key) => gone.has(key))) break
  }
  return items
}

/** A feed item in one line, with its keys in order: `3 a=1 b-`. */
export function describeItem(item: FeedItem): string {
  if (item.kind === 'gap') return 'gap'
  const changes = item.changes.map(({ key, text }) => (text === null ? `${key}-` : `${key}=${text}`))
  return [item.revision, ...changes.sort()].join(' ')
}

/** A commit that writes one key if its guards hold; see {@link isWritten}. */
export function guarded(parts: Partial<CommitRequest>): CommitRequest {
  return { keys: new Map(), prefixes: [], since: 0, writes: new Map([['out', 'written']]), ...parts }
}

/** Did a {@link guarded} commit write? */
export async function isWritten(driver: Driver): Promise<boolean> {
  return (await driver.read({ keys: ['out'] })).entries.has('out')
}
