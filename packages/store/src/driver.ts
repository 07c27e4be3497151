/**
 * The contract between the object store and what keeps the bytes. A driver knows keys and texts, no classes.
 *
 * Every commit has a revision, greater than that of every commit before it. Where the storage counts more than our
 * commits (etcd, ZooKeeper) there are holes between them, so nobody may compute the next one. Revision 0 is the empty
 * store. A key's own revision is that of the commit that wrote it last.
 *
 * Every driver passes the suite in `conformance/`.
 */
export interface Driver {
  /** `embedded`, `memory` … for messages. */
  readonly name: string
  readonly limits: Limits

  /** Reads keys and prefixes as of one revision. @throws StoreError `unavailable` when its time is over */
  read(request: ReadRequest, options?: RequestOptions): Promise<ReadResult>

  /**
   * Checks the guards and writes, in one step and one round trip. Resolves when the writes are durable.
   *
   * A commit whose answer is lost is asked about again until its time is over, and never applied twice. A rejection with
   * code `unavailable` means that the outcome is unknown, with any other code that nothing was written.
   */
  commit(request: CommitRequest, options?: RequestOptions): Promise<CommitResult>

  /**
   * All commits after revision `after`, each once, in order, without holes, until `signal` is aborted (the iteration
   * then ends) or the driver closed. When the commits asked for are no longer kept, or `after` lies in the future
   * because another storage was put in place, a `gap` is yielded and the iteration ends: the reader reads afresh and
   * follows from the revision of that read. A feed arrives at every revision that a read has told, if need be by a
   * commit without changes.
   *
   * Disconnects are bridged. A driver may give up a long one by rejecting with `unavailable`; the reader then asks again
   * from where it stands. Whether it is behind it finds out by a read.
   */
  feed(after: number, signal: AbortSignal): AsyncIterable<FeedItem>

  /**
   * Begins a lease of `ttlMs` (a whole number, at least 1000; a storage may round up to seconds).
   *
   * @throws StoreError `unavailable`, `invalid`
   */
  grant(ttlMs: number, options?: RequestOptions): Promise<Lease>

  /**
   * The storage's own clock, in milliseconds since 1970: what controllers compare, whatever their own clocks say. A
   * storage that tells it coarsely or late is allowed; one answer of one driver is never before its previous one.
   *
   * @throws StoreError `unavailable`
   */
  clock(options?: RequestOptions): Promise<number>

  /** Asks the storage; never rejects. */
  health(): Promise<Health>

  /** Finishes the commits that are under way, ends the feeds, releases everything. May be called twice. */
  close(): Promise<void>
}

export interface RequestOptions {
  /** How long to try, through disconnects and restarts of the storage. Default {@link defaultRequestMs}. */
  readonly timeoutMs?: number
}

/** A request that says nothing else is given up after this time. */
export const defaultRequestMs = 10_000

/**
 * The right of keys to exist. The keys written under a lease and not written again without it vanish together, in one
 * commit that the feed tells like every other, when the lease is revoked, or has not been renewed for its time: not
 * before, and within a second or two as long as one driver has the storage open.
 */
export interface Lease {
  readonly id: string
  /** What the storage granted. */
  readonly ttlMs: number
  /** The lease lives for another `ttlMs`; false when it has ended. @throws StoreError `unavailable` */
  renew(options?: RequestOptions): Promise<boolean>
  /** Ends the lease and its keys now. One that has ended already is no error. @throws StoreError `unavailable` */
  revoke(options?: RequestOptions): Promise<void>
}

/** Sizes a driver accepts; checked before anything is sent. */
export interface Limits {
  /** Longest key in UTF-8 bytes. */
  readonly keyBytes: number
  /** Longest value in UTF-8 bytes. */
  readonly valueBytes: number
  /** Keys and values of one commit together, in UTF-8 bytes. */
  readonly commitBytes: number
}

export interface ReadRequest {
  readonly keys?: readonly string[]
  /** Every key that begins with the text is read. */
  readonly prefixes?: readonly string[]
  /**
   * The revision of an earlier read to which this one is to be consistent. The driver answers as of exactly that
   * revision, or as of a later one together with the keys that changed in between.
   */
  readonly since?: number
}

export interface Entry {
  readonly text: string
  /** The commit that wrote the key last. */
  readonly revision: number
}

export interface ReadResult {
  /** The revision as of which everything was read. */
  readonly revision: number
  /** The keys that exist; in each prefix in the order of their UTF-8 bytes. */
  readonly entries: ReadonlyMap<string, Entry>
  /** Keys written or deleted after `since` up to `revision`; `unknown` when so much changed that it is not kept. */
  readonly changed: readonly string[] | 'unknown'
}

export interface CommitRequest {
  /** Key to its revision when it was read, 0 for absent: each must still be so. */
  readonly keys: ReadonlyMap<string, number>
  /**
   * No key under one of these may have been created, changed or deleted after revision `since`. Every key that a read
   * of the prefix found stands in `keys` too, so a storage that cannot look for deletions need not.
   */
  readonly prefixes: readonly string[]
  readonly since: number
  /** Key to its new text, or null to delete. Not empty. */
  readonly writes: ReadonlyMap<string, string | null>
  /** Written key to the id of the lease it now depends on; a key that is not named depends on none. */
  readonly leases?: ReadonlyMap<string, string>
}

export type CommitResult =
  | { readonly committed: true; readonly revision: number }
  /** Nothing was written: a guard did not hold, or a lease has ended. */
  | { readonly committed: false; readonly reason: 'conflict' | 'lease' }

export interface KeyChange {
  readonly key: string
  /** The new text; null when the key was deleted. */
  readonly text: string | null
}

/** One commit, as every reader of the feed sees it. One without changes only says how far the storage has come. */
export interface CommitRecord {
  readonly kind: 'commit'
  readonly revision: number
  readonly changes: readonly KeyChange[]
}

export interface Gap {
  readonly kind: 'gap'
}

export type FeedItem = CommitRecord | Gap

export type Health =
  | { readonly state: 'ok'; readonly revision: number }
  | { readonly state: 'failed'; readonly reason: string }

/**
 * Can a key of this text exist at all? Ill-formed Unicode cannot: two such texts would become one key in UTF-8. What
 * cannot exist is absent, and is never sent to a driver.
 */
export function isStorable(key: string, limits: Limits): boolean {
  return isWellFormed(key) && Buffer.byteLength(key) <= limits.keyBytes
}

/** Free of lone surrogates. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}
