import { EventError } from '../errors.ts'
import type { AcquireOptions, Place } from './acquire.ts'
import { Semaphore } from './semaphore.ts'

/** Locks by key. Equal keys exclude each other within one context, and never across contexts. */
export class LockContext {
  readonly name: string
  readonly #gates = new Map<unknown, Semaphore>()

  constructor(name = 'lock') {
    this.name = name
  }

  /** Keys that are held. */
  get size(): number {
    return this.#gates.size
  }

  /** A lock object for a key; several for one key exclude each other. */
  lock(key: unknown): Lock {
    return new Lock(this, key)
  }

  /** @internal */
  gate(key: unknown): Semaphore {
    let gate = this.#gates.get(key)
    if (gate === undefined) this.#gates.set(key, (gate = new Semaphore(1, `${this.name} ${String(key)}`)))
    return gate
  }

  /** @internal */
  release(key: unknown): void {
    const gate = this.#gates.get(key)
    gate?.release()
    if (gate?.isIdle === true) this.#gates.delete(key)
  }
}

/** One holder of a key at a time, the first come first. */
export class Lock {
  readonly key: unknown
  readonly #context: LockContext
  #held = false
  #place: Place | undefined

  constructor(context: LockContext, key: unknown) {
    this.#context = context
    this.key = key
  }

  get isHeld(): boolean {
    return this.#held
  }

  /** Resolves when this object holds the key; at once if it does already. It is not counted: one `unlock` releases. */
  async lock(options: AcquireOptions = {}): Promise<void> {
    if (this.#held) return
    options.signal?.throwIfAborted()
    await (this.#place ?? this.#begin(options))?.promise
  }

  tryLock(): boolean {
    if (this.#held) return true
    if (this.#place !== undefined) return false
    this.#held = this.#context.gate(this.key).tryAcquire()
    return this.#held
  }

  /** Gets in line now; `tryLock` tells whether the turn has come, `lock` waits for it. */
  beginLock(options: AcquireOptions = {}): void {
    if (this.#held || this.#place !== undefined || options.signal?.aborted === true) return
    // Whoever waits by `lock` is told of a failure.
    this.#begin(options)?.promise.catch(() => {})
  }

  /** Releases the key, or leaves the line. */
  unlock(): void {
    if (this.#held) {
      this.#held = false
      this.#context.release(this.key)
    } else
      this.#place?.fail(new EventError('limit', `${this.#context.name} ${String(this.key)}: unlocked while waiting`))
  }

  /** Holds the key as long as the body runs. */
  async hold<T>(body: () => PromiseLike<T> | T, options?: AcquireOptions): Promise<T> {
    await this.lock(options)
    try {
      return await body()
    } finally {
      this.unlock()
    }
  }

  #begin(options: AcquireOptions): Place | undefined {
    const place = this.#context.gate(this.key).place(options)
    if (place === undefined) {
      this.#held = true
      return undefined
    }
    this.#place = place
    place.whenOver = (got) => {
      this.#held = got
      this.#place = undefined
    }
    return place
  }
}
