import type { KeyOf, ObjectClass } from '../object-class.ts'

/** What one commit did to the objects of the mirrored classes. */
export interface ChangeSet {
  /** The mirror stands at this revision now. */
  readonly revision: number
  /** True when the set sums up commits the mirror could not follow one by one. */
  readonly resync: boolean
  /** One entry per object that differs; never empty, no object twice. */
  readonly changes: readonly ObjectChange[]
}

export interface ObjectChange<T = object> {
  readonly cls: ObjectClass<T>
  /** The storage key. */
  readonly key: string
  /** The object before, undefined when it did not exist. */
  readonly old: T | undefined
  /** The object now, undefined when it has been deleted. */
  readonly new: T | undefined
}

export type MirrorStatus =
  | { readonly state: 'live' }
  /**
   * The storage does not answer. The objects are as of `revision`, and what was committed after `sinceMs` (Date.now) may be
   * missing: that is when the mirror last knew that it missed nothing. The state ends by itself.
   */
  | { readonly state: 'stale'; readonly sinceMs: number; readonly reason: string }
  | { readonly state: 'closed' }

export interface MirrorOptions {
  /**
   * When nothing has come for this time, the mirror asks whether the storage still answers, and takes it for gone when
   * there is no answer within the same time. Default 2000 ms.
   */
  readonly pulseMs?: number
}

export interface WaitOptions {
  readonly signal?: AbortSignal
  /** Default 10 000 ms. */
  readonly timeoutMs?: number
}

/** The objects of a mirror at one revision. */
export interface MirrorSnapshot {
  /** Everything up to this commit is visible here. */
  readonly revision: number
  get<T, K extends readonly string[]>(cls: ObjectClass<T, K>, key: KeyOf<K>): T | undefined
  /** Storage key to object. */
  all<T>(cls: ObjectClass<T>): ReadonlyMap<string, T>
}

/**
 * An in-memory replica of some classes, always as of one revision. It moves from commit to commit, never shows a part
 * of one, and tells its subscribers what differs. Objects are frozen. A damaged value counts as absent, and is reported
 * to the store's `onProblem` once.
 *
 * `get` and `all` show the present: what `all` returns changes with the mirror, between turns of the event loop.
 */
export interface Mirror extends MirrorSnapshot {
  readonly status: MirrorStatus
  /** For how long the objects may have been out of date; 0 while the mirror is live. */
  readonly staleMs: number
  /** What the mirror holds now, and for ever; costs as much as there are objects. */
  snapshot(): MirrorSnapshot
  /**
   * Called once per commit that changes an object of the mirror, in the order of the commits, after the mirror has
   * changed. Returns the function that ends the subscription. What a listener throws is not caught by the mirror's
   * loop: it is rethrown outside of it, as an uncaught exception.
   */
  subscribe(listener: (set: ChangeSet) => void): () => void
  /** Called at every change of {@link status}. Returns the function that ends the subscription. */
  onStatus(listener: (status: MirrorStatus) => void): () => void
  /**
   * Resolves when the mirror stands at this revision or a later one: what a transaction with that revision wrote can
   * then be read here. Or when the condition holds, which is asked at once and after every commit.
   *
   * @throws StoreError `unavailable` after the time, `aborted`, `closed`; what the condition throws
   */
  waitFor(goal: number | ((mirror: Mirror) => boolean), options?: WaitOptions): Promise<void>
  close(): Promise<void>
}

/** The change as one of the given class, or undefined when it belongs to another class. */
export function changeOf<T>(cls: ObjectClass<T>, change: ObjectChange): ObjectChange<T> | undefined {
  // The mirror puts only objects of a class under that class.
  return change.cls === cls ? (change as ObjectChange<T>) : undefined
}
