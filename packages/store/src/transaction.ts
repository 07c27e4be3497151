import type { IndexMap, KeyOf, ObjectClass } from './object-class.ts'
import type { Problems } from './problems.ts'
import type { Snapshot } from './snapshot.ts'
import type { StoreLease } from './store-lease.ts'
import { decodeObject, encodeObject } from './codec.ts'
import { StoreError } from './errors.ts'
import { hasValues, multiPrefix, multiTarget, parseRef, uniqueKey } from './index-entries.ts'
import { classPrefix, storageKey } from './keys.ts'
import { settleDeletions } from './objects/deletions.ts'

/**
 * Consistent reads: everything one reader returns was true at one moment. Objects are frozen. A damaged value makes
 * {@link get} and its kin reject with `corrupt` and the key, one of a later version of its class with `newer`;
 * {@link list} and {@link where} report it to the store's `onProblem` and go on with the others.
 */
export interface Reader {
  get<T extends object, K extends readonly string[]>(cls: ObjectClass<T, K>, key: KeyOf<K>): Promise<T | undefined>
  /** One round trip for many objects; the results stand in the order of the keys. */
  getMany<T extends object, K extends readonly string[]>(
    cls: ObjectClass<T, K>,
    keys: readonly KeyOf<K>[],
  ): Promise<(T | undefined)[]>
  /** All objects of the class, in the order of their keys. */
  list<T extends object>(cls: ObjectClass<T>): Promise<T[]>
  /** The object that holds these values in a unique index. */
  find<T extends object>(cls: ObjectClass<T>, index: string, values: readonly string[]): Promise<T | undefined>
  /** The objects with these values in a multi index, in the order of their keys. */
  where<T extends object>(cls: ObjectClass<T>, index: string, values: readonly string[]): Promise<T[]>
  /** Storage keys of the objects with these values in a multi index; cheaper than the objects. */
  keysWhere(cls: ObjectClass, index: string, values: readonly string[]): Promise<string[]>
  /**
   * The storage's clock, in milliseconds since 1970: what controllers on different machines can compare. It stands
   * still while the function runs.
   */
  now(): Promise<number>
}

export interface PutOptions {
  /**
   * The lease on which the object with its index entries depends from now on; null for none. What is not said stays as
   * it is.
   */
  readonly lease?: Pick<StoreLease, 'id' | 'renew'> | null
}

/** Reads see what the same transaction has written. Nothing is stored before the caller's function has returned. */
export interface Transaction extends Reader {
  /** Creates the object or replaces the one with the same identity. @throws StoreError `invalid` */
  put<T extends object>(cls: ObjectClass<T>, object: T, options?: PutOptions): void
  /**
   * Deletes the object; without effect when there is none. What the references to it and the deletion hook of its class
   * ask for happens when the function has returned.
   */
  delete<K extends readonly string[]>(cls: ObjectClass<object, K>, key: KeyOf<K>): void
}

/** A write that waits for the end of the transaction. */
export interface StagedWrite {
  readonly cls: ObjectClass
  /** The new object and its text; undefined to delete. */
  readonly next: { readonly object: object; readonly text: string } | undefined
  readonly lease?: PutOptions['lease']
}

/** One attempt of a transaction: reads from a snapshot, writes into a list. */
export class Attempt implements Transaction {
  readonly staged: Map<string, StagedWrite>
  /** Index entries to write as they stand here, for repairs; null to delete. What the staged objects need comes after. */
  readonly mended = new Map<string, string | null>()
  readonly #snapshot: Snapshot
  readonly #problems: Problems
  #finished = false

  constructor(snapshot: Snapshot, problems: Problems, staged: Map<string, StagedWrite> = new Map()) {
    this.#snapshot = snapshot
    this.#problems = problems
    this.staged = staged
  }

  /** After this, using the transaction is an error: its function has returned. */
  finish(): void {
    this.#finished = true
  }

  /** Stages what follows from the deletions: what their references and hooks ask for. */
  async settle(): Promise<void> {
    // The hooks get a transaction of their own, because this one's function has returned.
    const tx = new Attempt(this.#snapshot, this.#problems, this.staged)
    try {
      await settleDeletions(this.#snapshot, this.staged, tx)
    } finally {
      tx.finish()
    }
  }

  async get<T extends object, K extends readonly string[]>(
    cls: ObjectClass<T, K>,
    key: KeyOf<K>,
  ): Promise<T | undefined> {
    return (await this.#objects(cls, [storageKey(cls, key)]))[0]
  }

  async getMany<T extends object, K extends readonly string[]>(
    cls: ObjectClass<T, K>,
    keys: readonly KeyOf<K>[],
  ): Promise<(T | undefined)[]> {
    const storageKeys = keys.map((key) => storageKey(cls, key))
    return this.#objects(cls, storageKeys)
  }

  async list<T extends object>(cls: ObjectClass<T>): Promise<T[]> {
    this.#check()
    const prefix = classPrefix(cls)
    await this.#snapshot.load([], [prefix])
    const keys = new Set(this.#snapshot.keysUnder(prefix))
    for (const [key, write] of this.staged) if (write.cls === cls) keys.add(key)
    const objects: T[] = []
    for (const key of sortKeys(keys)) {
      const object = this.#tolerate(() => this.#object(cls, key))
      if (object !== undefined) objects.push(object)
    }
    return objects
  }

  async find<T extends object>(cls: ObjectClass<T>, index: string, values: readonly string[]): Promise<T | undefined> {
    this.#check()
    const entryKey = uniqueKey(cls, index, values)
    const staged = this.#stagedWith(cls, cls.unique, index, values)[0]
    if (staged !== undefined) return this.#object(cls, staged)
    await this.#snapshot.load([entryKey])
    const text = this.#snapshot.text(entryKey)
    if (text === undefined) return undefined
    const holder = parseRef(entryKey, text)
    // The staged version of the holder, if any, no longer has the values.
    return this.staged.has(holder) ? undefined : (await this.#objects(cls, [holder]))[0]
  }

  async where<T extends object>(cls: ObjectClass<T>, index: string, values: readonly string[]): Promise<T[]> {
    const keys = await this.keysWhere(cls, index, values)
    await this.#snapshot.load(keys.filter((key) => !this.staged.has(key)))
    return keys.flatMap((key) => this.#tolerate(() => this.#object(cls, key)) ?? [])
  }

  async keysWhere(cls: ObjectClass, index: string, values: readonly string[]): Promise<string[]> {
    this.#check()
    const prefix = multiPrefix(cls, index, values)
    await this.#snapshot.load([], [prefix])
    const entryKeys = this.#snapshot.keysUnder(prefix)
    const stored = entryKeys.flatMap((entryKey) => this.#tolerate(() => multiTarget(cls, entryKey)) ?? [])
    const untouched = stored.filter((key) => !this.staged.has(key))
    return sortKeys([...untouched, ...this.#stagedWith(cls, cls.multi, index, values)])
  }

  now(): Promise<number> {
    this.#check()
    return this.#snapshot.now()
  }

  put<T extends object>(cls: ObjectClass<T>, object: T, { lease }: PutOptions = {}): void {
    this.#check()
    const { key, text } = encodeObject(cls, object)
    // Decoded again: what this transaction reads back is what every other reader will get, and nobody else's to change.
    this.staged.set(key, { cls, next: { object: decodeObject(cls, key, text), text }, lease })
  }

  delete<K extends readonly string[]>(cls: ObjectClass<object, K>, key: KeyOf<K>): void {
    this.#check()
    this.staged.set(storageKey(cls, key), { cls, next: undefined })
  }

  async #objects<T extends object>(cls: ObjectClass<T>, keys: readonly string[]): Promise<(T | undefined)[]> {
    this.#check()
    await this.#snapshot.load(keys.filter((key) => !this.staged.has(key)))
    return keys.map((key) => this.#object(cls, key))
  }

  #object<T extends object>(cls: ObjectClass<T>, key: string): T | undefined {
    const staged = this.staged.get(key)
    if (staged !== undefined) return staged.next?.object as T | undefined
    const text = this.#snapshot.text(key)
    return text === undefined ? undefined : decodeObject(cls, key, text)
  }

  #stagedWith(cls: ObjectClass, map: IndexMap, index: string, values: readonly string[]): string[] {
    const keys: string[] = []
    for (const [key, write] of this.staged) {
      if (write.cls !== cls || write.next === undefined) continue
      if (hasValues(map[index] ?? [], write.next.object, values)) keys.push(key)
    }
    return keys
  }

  #tolerate<R>(decode: () => R): R | undefined {
    try {
      return decode()
    } catch (error) {
      if (!(error instanceof StoreError) || (error.code !== 'corrupt' && error.code !== 'newer')) throw error
      this.#problems.report(error.key ?? '', error.message)
      return undefined
    }
  }

  /** What is stored under keys and prefixes, as text: for tools that look at what no class can read. */
  async texts(keys: readonly string[], prefixes: readonly string[] = []): Promise<Map<string, string>> {
    this.#check()
    await this.#snapshot.load(keys, prefixes)
    const found = new Map<string, string>()
    for (const key of [...keys, ...prefixes.flatMap((prefix) => this.#snapshot.keysUnder(prefix))]) {
      const text = this.#snapshot.text(key)
      if (text !== undefined) found.set(key, text)
    }
    return found
  }

  #check(): void {
    if (this.#finished) throw new StoreError('closed', 'the transaction is over: its function has returned')
  }
}

/** The attempt behind what a caller's function gets, for the tools of this package. */
export function attemptOf(reader: Reader): Attempt {
  if (reader instanceof Attempt) return reader
  throw new StoreError('invalid', 'not a transaction of this store')
}

/** In the order of UTF-16 code units: the same in every process. */
function sortKeys(keys: Iterable<string>): string[] {
  return [...keys].sort()
}
