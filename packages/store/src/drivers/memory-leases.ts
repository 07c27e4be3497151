import { checkTtl } from './lease-ttl.ts'

interface Held {
  readonly ttlMs: number
  readonly keys: Set<string>
  deadline: number
}

/** The leases of a {@link MemorySpace}. They end while somebody attends, and else as soon as somebody does. */
export class MemoryLeases {
  readonly #onEnd: (keys: readonly string[]) => void
  readonly #held = new Map<string, Held>()
  readonly #leaseOfKey = new Map<string, string>()
  #attended = false
  #granted = 0
  #timer: NodeJS.Timeout | undefined

  /** @param onEnd Deletes the keys of a lease that ends, if it has any. */
  constructor(onEnd: (keys: readonly string[]) => void) {
    this.#onEnd = onEnd
  }

  has(id: string): boolean {
    return this.#held.has(id)
  }

  grant(ttlMs: number): string {
    checkTtl(ttlMs)
    const id = String(++this.#granted)
    this.#held.set(id, { ttlMs, keys: new Set(), deadline: performance.now() + ttlMs })
    this.#arm()
    return id
  }

  renew(id: string): boolean {
    const held = this.#held.get(id)
    if (held === undefined) return false
    held.deadline = performance.now() + held.ttlMs
    return true
  }

  end(id: string): void {
    const keys = [...(this.#held.get(id)?.keys ?? [])]
    this.#held.delete(id)
    if (keys.length > 0) this.#onEnd(keys)
  }

  /** From now on the key depends on this lease alone. */
  bind(key: string, id: string | undefined): void {
    const before = this.#leaseOfKey.get(key)
    if (before !== undefined) this.#held.get(before)?.keys.delete(key)
    if (id === undefined) {
      this.#leaseOfKey.delete(key)
      return
    }
    this.#leaseOfKey.set(key, id)
    this.#held.get(id)?.keys.add(key)
  }

  /** Is somebody there? */
  attend(attended: boolean): void {
    this.#attended = attended
    this.#arm()
  }

  #arm(): void {
    clearTimeout(this.#timer)
    if (!this.#attended || this.#held.size === 0) return
    const next = Math.min(...[...this.#held.values()].map(({ deadline }) => deadline))
    // Not longer than a timer can wait.
    const delay = Math.min(Math.max(1, Math.ceil(next - performance.now())), 2 ** 31 - 1)
    this.#timer = setTimeout(() => this.#sweep(), delay).unref()
  }

  #sweep(): void {
    const now = performance.now()
    for (const [id, { deadline }] of this.#held) if (deadline <= now) this.end(id)
    this.#arm()
  }
}
