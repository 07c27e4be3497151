import { setTimeout as sleep } from 'node:timers/promises'
import type { Driver } from '../driver.ts'
import type { KeyOf, ObjectClass } from '../object-class.ts'
import type { Problems } from '../problems.ts'
import type { ChangeSet, Mirror, MirrorOptions, MirrorSnapshot, MirrorStatus, ObjectChange } from './mirror.ts'
import type { WaitOptions } from './mirror.ts'
import { StoreError } from '../errors.ts'
import { Listeners } from './listeners.ts'
import { Replica } from './replica.ts'
import { waitUntil } from './wait.ts'

const firstPauseMs = 50
const longestPauseMs = 2000
const defaultPulseMs = 2000
/** A mirror that is stale asks again so soon; a driver that waits for its server makes it longer. */
const stalePauseMs = 100

/** Reads the classes and follows them. @throws StoreError when the first read fails */
export async function openMirror(
  driver: Driver,
  classes: readonly ObjectClass[],
  problems: Problems,
  options: MirrorOptions = {},
): Promise<Mirror> {
  const mirror = new FollowingMirror(driver, new Replica(classes, problems), options)
  await mirror.start()
  return mirror
}

/**
 * Two loops. One reads the feed, and reads afresh at a gap. The other one takes the pulse: a feed that has nothing to tell
 * looks like one that is cut off, an answered question does not.
 */
class FollowingMirror implements Mirror {
  readonly #driver: Driver
  readonly #replica: Replica
  readonly #pulseMs: number
  readonly #abort = new AbortController()
  readonly #changes = new Listeners<ChangeSet>()
  readonly #statuses = new Listeners<MirrorStatus>()
  readonly #arrivals = new Listeners<number>()
  #revision = 0
  #status: MirrorStatus = { state: 'live' }
  /** When the mirror last knew that it missed nothing, on the clocks of Date and of performance. */
  #heard = now()
  /** Cuts the feed that is being read; undefined while there is none. */
  #feed: AbortController | undefined
  #loops: Promise<unknown> = Promise.resolve()

  constructor(driver: Driver, replica: Replica, { pulseMs = defaultPulseMs }: MirrorOptions) {
    this.#driver = driver
    this.#replica = replica
    this.#pulseMs = pulseMs
  }

  get revision(): number {
    return this.#revision
  }

  get status(): MirrorStatus {
    return this.#status
  }

  get staleMs(): number {
    return this.#status.state === 'live' ? 0 : performance.now() - this.#heard.tickMs
  }

  async start(): Promise<void> {
    await this.#resync()
    this.#loops = Promise.all([this.#run(), this.#watch()])
  }

  get<T, K extends readonly string[]>(cls: ObjectClass<T, K>, key: KeyOf<K>): T | undefined {
    return this.#replica.get(cls, key)
  }

  all<T>(cls: ObjectClass<T>): ReadonlyMap<string, T> {
    return this.#replica.all(cls)
  }

  snapshot(): MirrorSnapshot {
    const replica = this.#replica.copy()
    return { revision: this.#revision, get: (cls, key) => replica.get(cls, key), all: (cls) => replica.all(cls) }
  }

  subscribe(listener: (set: ChangeSet) => void): () => void {
    return this.#changes.add(listener)
  }

  onStatus(listener: (status: MirrorStatus) => void): () => void {
    return this.#statuses.add(listener)
  }

  async waitFor(goal: number | ((mirror: Mirror) => boolean), options: WaitOptions = {}): Promise<void> {
    const what = typeof goal === 'number' ? `revision ${goal}` : 'what was waited for'
    await waitUntil({
      ...options,
      isOver: () => {
        if (typeof goal === 'number' ? this.#revision >= goal : goal(this)) return true
        if (this.#status.state === 'closed') throw new StoreError('closed', 'the mirror is closed')
        return false
      },
      onNotice: (listener) => {
        const stops = [this.#arrivals.add(listener), this.#statuses.add(listener)]
        return () => stops.forEach((stop) => stop())
      },
      late: (timeoutMs) => this.#tooLate(what, timeoutMs),
      aborted: () => new StoreError('aborted', `waiting for ${what} was aborted`),
    })
  }

  async close(): Promise<void> {
    this.#abort.abort()
    await this.#loops
    this.#setStatus({ state: 'closed' })
  }

  /** Follows the feed; whatever goes wrong makes the mirror stale, and it tries again until it is closed. */
  async #run(): Promise<void> {
    const { signal } = this.#abort
    for (let failures = 0; !signal.aborted;) {
      try {
        const end = await this.#follow(() => {
          failures = 0
        })
        if (end === 'closed') this.#abort.abort()
        if (end === 'gap') await this.#resync()
      } catch (error) {
        if (isClosed(error)) this.#abort.abort()
        this.#markStale(error)
        await pause(failures++, signal)
      }
    }
    this.#setStatus({ state: 'closed' })
  }

  /** Reads the feed until it is cut, has a gap, or the driver is closed. */
  async #follow(onProgress: () => void): Promise<'cut' | 'gap' | 'closed'> {
    const cut = new AbortController()
    const signal = AbortSignal.any([this.#abort.signal, cut.signal])
    this.#feed = cut
    try {
      for await (const item of this.#driver.feed(this.#revision, signal)) {
        if (signal.aborted) return 'cut'
        if (item.kind === 'gap') return 'gap'
        onProgress()
        this.#arrive(item.revision, this.#replica.apply(item.changes), false)
      }
      return signal.aborted ? 'cut' : 'closed'
    } finally {
      this.#feed = undefined
    }
  }

  async #watch(): Promise<void> {
    const { signal } = this.#abort
    while (!signal.aborted) {
      const isLive = this.#status.state === 'live'
      await sleepUntil(isLive ? this.#pulseMs : Math.min(stalePauseMs, this.#pulseMs), signal)
      if (signal.aborted || (isLive && performance.now() - this.#heard.tickMs < this.#pulseMs)) continue
      await this.#takePulse(signal).catch((error: unknown) => {
        if (isClosed(error)) this.#abort.abort()
        this.#markStale(error)
      })
    }
  }

  async #takePulse(signal: AbortSignal): Promise<void> {
    const asked = now()
    const { revision } = await this.#driver.read({}, { timeoutMs: this.#pulseMs })
    const feed = this.#feed
    if (feed === undefined) return
    try {
      await this.waitFor(revision, { signal, timeoutMs: this.#pulseMs })
    } catch (error) {
      // The storage answers, yet the feed does not bring what there is.
      feed.abort()
      throw error
    }
    if (this.#feed !== feed || signal.aborted) return
    this.#heard = asked
    this.#setStatus({ state: 'live' })
  }

  async #resync(): Promise<void> {
    const asked = now()
    const { revision, entries } = await this.#driver.read({ prefixes: this.#replica.prefixes })
    const changes = this.#replica.replace(entries)
    this.#revision = revision
    this.#heard = asked
    if (!this.#abort.signal.aborted) this.#setStatus({ state: 'live' })
    this.#arrive(revision, changes, true)
  }

  #arrive(revision: number, changes: readonly ObjectChange[], resync: boolean): void {
    this.#revision = revision
    // A mirror that is stale may have more to come.
    if (this.#status.state === 'live') this.#heard = now()
    if (changes.length > 0) this.#changes.emit({ revision, resync, changes })
    this.#arrivals.emit(revision)
  }

  #markStale(error: unknown): void {
    if (this.#status.state !== 'live' || this.#abort.signal.aborted) return
    const reason = error instanceof Error ? error.message : String(error)
    this.#setStatus({ state: 'stale', sinceMs: this.#heard.atMs, reason })
  }

  #setStatus(status: MirrorStatus): void {
    if (this.#status.state === status.state) return
    this.#status = status
    this.#statuses.emit(status)
  }

  #tooLate(what: string, timeoutMs: number): StoreError {
    const where = `the mirror stands at revision ${this.#revision} and is ${this.#status.state}`
    return new StoreError('unavailable', `${what} did not arrive within ${timeoutMs} ms: ${where}`)
  }
}

function now(): { readonly atMs: number; readonly tickMs: number } {
  return { atMs: Date.now(), tickMs: performance.now() }
}

function isClosed(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'closed'
}

async function pause(failures: number, signal: AbortSignal): Promise<void> {
  const bound = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 16))
  await sleepUntil(bound * (0.5 + Math.random() / 2), signal)
}

/** Does not keep the process alive. */
async function sleepUntil(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => {})
}
