import { setTimeout as sleep } from 'node:timers/promises'
import type { Driver } from '../driver.ts'
import type { KeyOf, ObjectClass } from '../object-class.ts'
import type { StoreProblem } from '../store.ts'
import type { ChangeSet, Mirror, MirrorStatus, ObjectChange, WaitOptions } from './mirror.ts'
import { StoreError } from '../errors.ts'
import { storageKey } from '../keys.ts'
import { Listeners } from './listeners.ts'
import { Replica } from './replica.ts'

const firstPauseMs = 50
const longestPauseMs = 5000
const defaultWaitMs = 10_000

/** Reads the classes and follows them. @throws StoreError when the first read fails */
export async function openMirror(
  driver: Driver,
  classes: readonly ObjectClass[],
  onProblem: (problem: StoreProblem) => void,
): Promise<Mirror> {
  const mirror = new FollowingMirror(driver, classes, onProblem)
  await mirror.start()
  return mirror
}

class FollowingMirror implements Mirror {
  readonly #driver: Driver
  readonly #replica: Replica
  readonly #abort = new AbortController()
  readonly #changes = new Listeners<ChangeSet>()
  readonly #statuses = new Listeners<MirrorStatus>()
  readonly #arrivals = new Listeners<number>()
  #revision = 0
  #status: MirrorStatus = { state: 'live' }
  #loop: Promise<void> = Promise.resolve()

  constructor(driver: Driver, classes: readonly ObjectClass[], onProblem: (problem: StoreProblem) => void) {
    this.#driver = driver
    this.#replica = new Replica(classes, (error) => onProblem({ key: error.key ?? '', message: error.message }))
  }

  get revision(): number {
    return this.#revision
  }

  get status(): MirrorStatus {
    return this.#status
  }

  async start(): Promise<void> {
    await this.#resync()
    this.#loop = this.#run()
  }

  get<T, K extends readonly string[]>(cls: ObjectClass<T, K>, key: KeyOf<K>): T | undefined {
    return this.all(cls).get(storageKey(cls as ObjectClass<object, K>, key))
  }

  all<T>(cls: ObjectClass<T>): ReadonlyMap<string, T> {
    // The replica decodes what it holds under a class with that class.
    return this.#replica.of(cls as ObjectClass) as ReadonlyMap<string, T>
  }

  subscribe(listener: (set: ChangeSet) => void): () => void {
    return this.#changes.add(listener)
  }

  onStatus(listener: (status: MirrorStatus) => void): () => void {
    return this.#statuses.add(listener)
  }

  async waitFor(revision: number, { signal, timeoutMs = defaultWaitMs }: WaitOptions = {}): Promise<void> {
    if (this.#revision >= revision) return
    await new Promise<void>((resolve, reject) => {
      const finish = (error?: StoreError): void => {
        clearTimeout(timer)
        stops.forEach((stop) => stop())
        signal?.removeEventListener('abort', onAbort)
        if (error === undefined) resolve()
        else reject(error)
      }
      const onAbort = (): void => finish(new StoreError('aborted', `waiting for revision ${revision} was aborted`))
      const timer = setTimeout(() => finish(this.#tooLate(revision, timeoutMs)), timeoutMs)
      const onStatus = (status: MirrorStatus): void => {
        if (status.state === 'closed') finish(new StoreError('closed', 'the mirror is closed'))
      }
      const stops = [
        this.#arrivals.add((arrived) => {
          if (arrived >= revision) finish()
        }),
        this.#statuses.add(onStatus),
      ]
      signal?.addEventListener('abort', onAbort)
      if (signal?.aborted === true) onAbort()
      onStatus(this.#status)
    })
  }

  async close(): Promise<void> {
    this.#abort.abort()
    await this.#loop
    if (this.#status.state !== 'closed') this.#setStatus({ state: 'closed' })
  }

  /** Follows the feed; whatever goes wrong makes the mirror stale, and it tries again until it is closed. */
  async #run(): Promise<void> {
    const { signal } = this.#abort
    for (let failures = 0; !signal.aborted;) {
      try {
        if (this.#status.state === 'stale') await this.#probe()
        await this.#follow(() => {
          failures = 0
        })
        if (!signal.aborted) await this.#resync()
      } catch (error) {
        if (error instanceof StoreError && error.code === 'closed') break
        this.#markStale(error)
        await pause(failures++, signal)
      }
    }
    this.#setStatus({ state: 'closed' })
  }

  /** Returns at a gap. */
  async #follow(onProgress: () => void): Promise<void> {
    const { signal } = this.#abort
    for await (const item of this.#driver.feed(this.#revision, signal)) {
      if (signal.aborted || item.kind === 'gap') return
      onProgress()
      this.#arrive(item.revision, this.#replica.apply(item.changes), false)
    }
    if (!signal.aborted) throw new StoreError('closed', 'the store is closed')
  }

  /** A feed that has nothing to tell looks like one that is cut off; an answered read does not. */
  async #probe(): Promise<void> {
    await this.#driver.read({})
    this.#setStatus({ state: 'live' })
  }

  async #resync(): Promise<void> {
    const result = await this.#driver.read({ prefixes: this.#replica.prefixes })
    this.#arrive(result.revision, this.#replica.replace(result.entries), true)
  }

  #arrive(revision: number, changes: readonly ObjectChange[], resync: boolean): void {
    this.#revision = revision
    if (changes.length > 0) this.#changes.emit({ revision, resync, changes })
    this.#arrivals.emit(revision)
  }

  #markStale(error: unknown): void {
    if (this.#status.state === 'stale') return
    const reason = error instanceof Error ? error.message : String(error)
    this.#setStatus({ state: 'stale', sinceMs: Date.now(), reason })
  }

  #setStatus(status: MirrorStatus): void {
    this.#status = status
    this.#statuses.emit(status)
  }

  #tooLate(revision: number, timeoutMs: number): StoreError {
    const where = `the mirror stands at revision ${this.#revision} and is ${this.#status.state}`
    return new StoreError('unavailable', `revision ${revision} did not arrive within ${timeoutMs} ms: ${where}`)
  }
}

async function pause(failures: number, signal: AbortSignal): Promise<void> {
  const bound = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 16))
  await sleep(bound * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {})
}
