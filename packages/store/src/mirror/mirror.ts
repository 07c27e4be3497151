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
  /** The store does not answer; the objects are as of `revision` and may be out of date since `sinceMs` (Date.now). */
  | { readonly state: 'stale'; readonly sinceMs: number; readonly reason: string }
  | { readonly state: 'closed' }

export interface WaitOptions {
  readonly signal?: AbortSignal
  /** Default 10 000 ms. */
  readonly timeoutMs?: number
}

/**
 * An in-memory replica of some classes, always as of one revision. It moves from commit to commit, never shows a part
 * of one, and tells its subscribers what differs. Objects are frozen. A damaged value counts as absent.
 */
export interface Mirror {
  /** Everything up to this commit is visible here. */
  readonly revision: number
  readonly status: MirrorStatus
  get<T, K extends readonly string[]>(cls: ObjectClass<T, K>, key: KeyOf<K>): T | undefined
  /** Storage key to object. A live view: it changes with the mirror, between turns of the event loop. */
  all<T>(cls: ObjectClass<T>): ReadonlyMap<string, T>
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
   * then be read here.
   *
   * @throws StoreError `unavailable` after the time, `aborted`, `closed`
   */
  waitFor(revision: number, options?: WaitOptions): Promise<void>
  close(): Promise<void>
}

/** The change as one of the given class, or undefined when it belongs to another class. */
export function changeOf<T>(cls: ObjectClass<T>, change: ObjectChange): ObjectChange<T> | undefined {
  // The mirror puts only objects of a class under that class.
  return change.cls === cls ? (change as ObjectChange<T>) : undefined
}
