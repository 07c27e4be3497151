import type { Driver, Lease, RequestOptions } from './driver.ts'
import { StoreError } from './errors.ts'

export interface LeaseOptions extends RequestOptions {
  /** How long what depends on the lease outlives its owner: a whole number, at least 1000. */
  readonly ttlMs: number
}

/**
 * - `expired`: it was not renewed in time, or the storage has lost it; what depended on it is gone
 * - `revoked`: by {@link StoreLease.close}
 * - `abandoned`: the store was closed; what depends on it lives on until its time is over, so that whoever starts again
 *   soon finds it
 */
export type LeaseEnd = 'expired' | 'revoked' | 'abandoned'

/** A lease that renews itself as long as this process lives and reaches the storage. */
export interface StoreLease {
  readonly id: string
  readonly ttlMs: number
  /**
   * How long it surely lives on, whatever happens to the storage. 0 when the storage has not answered for so long that it
   * may have ended; it goes on trying, and only {@link ended} is certain.
   */
  readonly remainingMs: number
  /** Resolves when it has ended; never rejects. */
  readonly ended: Promise<LeaseEnd>
  /** Renews it now; false when it has ended. @throws StoreError `unavailable` */
  renew(options?: RequestOptions): Promise<boolean>
  /** Ends it, and what depends on it vanishes. @throws StoreError `unavailable`: it ends after its time then */
  close(options?: RequestOptions): Promise<void>
}

/** So many times it may fail before it is too late. */
const renewalsPerTtl = 3
/** Between two attempts while the storage does not answer. */
const failurePauseMs = 100

/** Begins a lease and keeps it. @throws StoreError `unavailable`, `invalid` */
export async function openLease(driver: Driver, { ttlMs, ...options }: LeaseOptions): Promise<KeptLease> {
  const beganMs = performance.now()
  return new KeptLease(await driver.grant(ttlMs, options), beganMs)
}

export class KeptLease implements StoreLease {
  readonly ended: Promise<LeaseEnd>
  readonly #lease: Lease
  #confirmedMs: number
  #end: LeaseEnd | undefined
  #tellEnd: (end: LeaseEnd) => void = () => {}
  #timer: NodeJS.Timeout | undefined

  constructor(lease: Lease, beganMs: number) {
    this.#lease = lease
    this.#confirmedMs = beganMs
    this.ended = new Promise((resolve) => {
      this.#tellEnd = resolve
    })
    this.#wakeIn(this.#intervalMs)
  }

  get id(): string {
    return this.#lease.id
  }

  get ttlMs(): number {
    return this.#lease.ttlMs
  }

  get remainingMs(): number {
    return this.#end === undefined ? Math.max(0, this.#confirmedMs + this.ttlMs - performance.now()) : 0
  }

  async renew(options: RequestOptions = {}): Promise<boolean> {
    if (this.#end !== undefined) return false
    // The storage counts from when it got to know, which is later.
    const beganMs = performance.now()
    const lives = await this.#lease.renew(options)
    if (lives) this.#confirmedMs = beganMs
    else this.#finish('expired')
    return lives
  }

  async close(options: RequestOptions = {}): Promise<void> {
    if (this.#end !== undefined) return
    this.#finish('revoked')
    await this.#lease.revoke(options)
  }

  /** Renews it no more. */
  abandon(): void {
    this.#finish('abandoned')
  }

  get #intervalMs(): number {
    return this.ttlMs / renewalsPerTtl
  }

  #wakeIn(ms: number): void {
    if (this.#end !== undefined) return
    // Many that began together do not stay together.
    this.#timer = setTimeout(() => void this.#keep(), ms * (0.8 + Math.random() * 0.2)).unref()
  }

  async #keep(): Promise<void> {
    try {
      await this.renew({ timeoutMs: Math.ceil(this.#intervalMs) })
      this.#wakeIn(this.#intervalMs)
    } catch (error) {
      if (error instanceof StoreError && error.code === 'closed') this.#finish('abandoned')
      this.#wakeIn(failurePauseMs)
    }
  }

  #finish(end: LeaseEnd): void {
    if (this.#end !== undefined) return
    this.#end = end
    clearTimeout(this.#timer)
    this.#tellEnd(end)
  }
}
