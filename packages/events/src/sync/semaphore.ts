import { EventError } from '../errors.ts'
import { List } from '../list.ts'
import { type AcquireOptions, type Place, standInLine } from './acquire.ts'

/** So many may hold it at a time; the others wait, and it is handed to the first of them. */
export class Semaphore {
  readonly size: number
  readonly name: string
  #available: number
  readonly #line = new List<Place>()

  constructor(size: number, name = 'semaphore') {
    if (!Number.isInteger(size) || size < 1)
      throw new EventError('limit', `${name}: size is ${size}, not a positive whole number`)
    this.size = this.#available = size
    this.name = name
  }

  get available(): number {
    return this.#available
  }

  get waiting(): number {
    return this.#line.size
  }

  /** Nobody holds it or waits for it. */
  get isIdle(): boolean {
    return this.#available === this.size
  }

  tryAcquire(): boolean {
    if (this.#available === 0) return false
    this.#available -= 1
    return true
  }

  /** Waits for its turn. Whoever acquires releases, once. */
  async acquire(options: AcquireOptions = {}): Promise<void> {
    options.signal?.throwIfAborted()
    await this.place(options)?.promise
  }

  /** @internal Nothing if it was acquired at once. */
  place(options: AcquireOptions): Place | undefined {
    return this.tryAcquire() ? undefined : standInLine(this.#line, `waiting for ${this.name}`, options)
  }

  release(): void {
    const { first } = this.#line
    if (first !== undefined) first.settle()
    else if (this.#available < this.size) this.#available += 1
    else throw new EventError('limit', `${this.name} was released more often than acquired`)
  }

  /** Holds it as long as the body runs. */
  async hold<T>(body: () => PromiseLike<T> | T, options?: AcquireOptions): Promise<T> {
    await this.acquire(options)
    try {
      return await body()
    } finally {
      this.release()
    }
  }
}
