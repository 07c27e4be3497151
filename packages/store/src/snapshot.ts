import type { Deadline } from './deadline.ts'
import type { Driver, Entry, ReadResult } from './driver.ts'
import { isStorable } from './driver.ts'
import { StoreError } from './errors.ts'

/** Thrown through the caller's function to make its transaction start again; never seen outside. */
export class ConflictSignal extends Error {
  override readonly name = 'ConflictSignal'
}

/**
 * What one attempt of a transaction has read, consistent as of one revision.
 *
 * A later read may find the store at a later revision. The driver then tells which keys changed in between; when none
 * of them was read before, everything read so far is equally true at the later revision, and the snapshot moves there.
 * Otherwise the attempt cannot succeed and ends at once. The cost is that of the changes, not of the keys read.
 *
 * Reads that are asked for while one is under way are sent together: `Promise.all` over many gets is one round trip.
 */
export class Snapshot {
  readonly #driver: Driver
  readonly #deadline: Deadline
  readonly #entries = new Map<string, Entry | undefined>()
  readonly #prefixes = new Map<string, readonly string[]>()
  #revision: number | undefined
  #wantedKeys = new Set<string>()
  #wantedPrefixes = new Set<string>()
  #next: Promise<void> | undefined
  #last: Promise<void> = Promise.resolve()
  #conflicted = false
  #now: Promise<number> | undefined
  #asked: Set<string> | undefined

  constructor(driver: Driver, deadline: Deadline) {
    this.#driver = driver
    this.#deadline = deadline
  }

  /** The revision everything read so far belongs to; undefined before the first read. */
  get revision(): number | undefined {
    return this.#revision
  }

  /** True when the attempt has to start again, whatever the caller's function made of the signal. */
  get conflicted(): boolean {
    return this.#conflicted
  }

  /** Key to its revision when read, 0 for absent: the guards of a commit. */
  get keyRevisions(): Map<string, number> {
    return new Map([...this.#entries].map(([key, entry]) => [key, entry?.revision ?? 0]))
  }

  get prefixes(): string[] {
    return [...this.#prefixes.keys()]
  }

  /** All keys and prefixes that were read. */
  get read(): string[] {
    return [...this.#entries.keys(), ...this.#prefixes.keys()]
  }

  /** The storage's clock, the same as often as it is asked. */
  now(): Promise<number> {
    this.#now ??= this.#deadline.race(this.#driver.clock(this.#deadline.request))
    return this.#now
  }

  /** From now on, which keys and prefixes (followed by `*`) are asked for, each once, in order. */
  recordAsked(): ReadonlySet<string> {
    this.#asked = new Set()
    return this.#asked
  }

  /** Makes sure that keys and prefixes have been read; {@link text} and {@link keysUnder} then answer at once. */
  async load(keys: Iterable<string>, prefixes: Iterable<string> = []): Promise<void> {
    for (const key of keys) {
      this.#asked?.add(key)
      if (!this.#entries.has(key) && isStorable(key, this.#driver.limits)) this.#wantedKeys.add(key)
    }
    for (const prefix of prefixes) {
      this.#asked?.add(`${prefix}*`)
      if (!this.#prefixes.has(prefix) && isStorable(prefix, this.#driver.limits)) this.#wantedPrefixes.add(prefix)
    }
    if (this.#wantedKeys.size + this.#wantedPrefixes.size === 0) return
    await (this.#next ??= this.#schedule())
  }

  text(key: string): string | undefined {
    return this.#entries.get(key)?.text
  }

  /** The existing keys under a prefix that has been loaded. */
  keysUnder(prefix: string): readonly string[] {
    return this.#prefixes.get(prefix) ?? []
  }

  #hasRead(key: string): boolean {
    if (this.#entries.has(key)) return true
    for (const prefix of this.#prefixes.keys()) if (key.startsWith(prefix)) return true
    return false
  }

  async #schedule(): Promise<void> {
    const previous = this.#last
    await previous.catch(() => {})
    // One more turn of the microtask queue, so that the gets of one Promise.all travel together.
    await Promise.resolve()
    const request = { keys: [...this.#wantedKeys], prefixes: [...this.#wantedPrefixes] }
    this.#wantedKeys = new Set()
    this.#wantedPrefixes = new Set()
    this.#last = this.#fetch(request)
    this.#next = undefined
    await this.#last
  }

  async #fetch(request: { keys: string[]; prefixes: string[] }): Promise<void> {
    if (this.#conflicted) throw new ConflictSignal()
    const since = this.#revision
    const reading = this.#driver.read(since === undefined ? request : { ...request, since }, this.#deadline.request)
    const result = await this.#deadline.race(reading)
    if (since !== undefined && this.#invalidates(result)) {
      this.#conflicted = true
      throw new ConflictSignal()
    }
    this.#revision = result.revision
    for (const key of request.keys) this.#entries.set(key, result.entries.get(key))
    for (const prefix of request.prefixes) this.#prefixes.set(prefix, this.#adopt(prefix, result))
  }

  #adopt(prefix: string, result: ReadResult): string[] {
    const found: string[] = []
    for (const [key, entry] of result.entries) {
      if (!key.startsWith(prefix)) continue
      found.push(key)
      this.#entries.set(key, entry)
    }
    return found
  }

  #invalidates(result: ReadResult): boolean {
    if (result.changed === 'unknown') return true
    if (result.revision < (this.#revision ?? 0)) throw new StoreError('unavailable', 'the storage went back in time')
    return result.changed.some((key) => this.#hasRead(key))
  }
}
